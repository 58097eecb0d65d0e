"""Markdown to safe HTML."""

from __future__ import annotations

import pytest

from portal.infrastructure.markup.markdown import Heading, Link, render

PAGES = {"mapping": "/sop/direct-practice/mapping"}


def html(text: str, *, as_checklist: bool = False) -> str:
    return render(text, pages=PAGES, as_checklist=as_checklist).html


@pytest.mark.parametrize("name", ["example", "note", "caution", "ask"])
def test_a_box_is_set_apart(name: str) -> None:
    assert html(f"::: {name}\nWords.\n:::") == f'<aside class="box box-{name}">\n<p>Words.</p>\n</aside>\n'


def test_a_boxs_title_stands_above_its_words_as_text() -> None:
    assert html("::: ask To <b>ask</b>\nWords.\n:::") == (
        '<aside class="box box-ask">\n<p class="box-title">To &lt;b&gt;ask&lt;/b&gt;</p>\n<p>Words.</p>\n</aside>\n'
    )


def test_a_box_of_an_unknown_name_is_a_problem_with_its_line() -> None:
    rendered = render("Words.\n\n::: wraning\nx", pages={})

    assert rendered.problems == ((3, "a box is not closed or has an unknown name"),)


def test_a_box_that_is_not_closed_is_a_problem_with_its_line() -> None:
    rendered = render("Words.\n\n::: note\nx\n\nmore", pages={})

    assert rendered.problems == ((3, "a box is not closed or has an unknown name"),)


def test_boxes_that_are_closed_are_no_problem() -> None:
    rendered = render("::: note\nx\n:::\n\n- a\n\n  ::: ask\n  b\n  :::\n\n:::: note\n::: ask\nc\n:::\n::::", pages={})

    assert rendered.problems == ()


def test_a_table_scrolls_in_a_box_and_names_its_columns() -> None:
    assert html("| a | b |\n|---|---|\n| 1 | 2 |") == (
        '<div class="table-scroll" tabindex="0" role="region" aria-label="Table">\n<table>\n<thead>\n<tr>\n'
        '<th scope="col">a</th>\n<th scope="col">b</th>\n</tr>\n</thead>\n'
        "<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n</div>\n"
    )


def test_headings_have_anchors_and_the_second_level_is_listed() -> None:
    rendered = render("## Who *asks*\n\n### When\n\n## Who asks\n\n#### Deep", pages={})

    assert rendered.headings == (Heading("who-asks", "Who asks"), Heading("who-asks-1", "Who asks"))
    assert rendered.anchors == {"who-asks", "when", "who-asks-1"}
    assert '<h2 id="who-asks">Who <em>asks</em></h2>' in rendered.html


def test_a_first_level_heading_is_a_problem_with_its_line() -> None:
    rendered = render("Words.\n\n# Title", pages={})

    assert rendered.problems == ((3, "headings begin with ##; the title stands in the facts"),)


def test_a_page_is_linked_by_its_name_and_anchor() -> None:
    rendered = render("Words.\n\nSee [maps](page:mapping#steps).", pages=PAGES)

    assert rendered.links == (Link("page", "mapping#steps", 3),)
    assert rendered.html == (
        '<p>Words.</p>\n<p>See <a href="/sop/direct-practice/mapping#steps" rel="noopener">maps</a>.</p>\n'
    )


def test_a_page_that_is_not_there_leads_nowhere_and_is_listed_for_the_reader_of_faults() -> None:
    rendered = render("[x](page:nowhere)", pages=PAGES)

    assert rendered.html == '<p><a href="#" rel="noopener">x</a></p>\n'
    assert rendered.links == (Link("page", "nowhere", 1),)


def test_a_glossary_word_is_a_button_and_listed_once() -> None:
    rendered = render("[**harm**](term:harm), [harms](term:harm) and [maps](page:mapping)", pages=PAGES)

    button = '<button type="button" class="term" popovertarget="term-harm">'
    assert rendered.terms == ("harm",)
    assert rendered.html == (
        f"<p>{button}<strong>harm</strong></button>, {button}harms</button> and "
        '<a href="/sop/direct-practice/mapping" rel="noopener">maps</a></p>\n'
    )


def test_a_link_to_the_web_is_listed_as_written() -> None:
    rendered = render("a\nb [x](https://a.example/?a=1&b=2)", pages={})

    assert rendered.links == (Link("web", "https://a.example/?a=1&b=2", 1),)
    assert 'href="https://a.example/?a=1&amp;b=2"' in rendered.html


def test_html_in_a_text_is_shown_as_text() -> None:
    assert html("<b onclick=x>Hi</b>\n\n<script>alert(1)</script>") == (
        "<p>&lt;b onclick=x&gt;Hi&lt;/b&gt;</p>\n<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
    )


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:x", "&#106;avascript:x", "data:text/html,x",
     "vbscript:x", "file:///etc/passwd", "ftp://a.example", "blob:x", "chrome://x"],
)  # fmt: skip
def test_a_link_to_anything_but_the_web_mail_or_telephone_goes_nowhere(target: str) -> None:
    assert "href" not in html(f"[x]({target})")


@pytest.mark.parametrize("target", ["http://a.example", "https://a.example", "mailto:a@b.example", "tel:+15305550101"])
def test_links_to_the_web_mail_and_telephone_work(target: str) -> None:
    assert html(f"[x]({target})") == f'<p><a href="{target}" rel="noopener">x</a></p>\n'


@pytest.mark.parametrize(
    "text", ["[x](//a.example/b)", "[x](///a.example/b)", "[x][1]\n\n[1]: //a.example/b", "[x](<//a.example/b>)"]
)
def test_an_address_that_only_leaves_its_https_out_leads_to_another_site_for_all_to_see(text: str) -> None:
    rendered = render(text, pages={})

    assert rendered.html == '<p><a href="https://a.example/b" rel="noopener">x</a></p>\n'
    assert rendered.links == (Link("web", "https://a.example/b", 1),)


def test_a_picture_is_not_loaded_but_its_words_are_shown_and_it_is_a_problem() -> None:
    rendered = render("![two <b> hands](https://a.example/p.png)", pages={})

    assert rendered.html == "<p>two &lt;b&gt; hands</p>\n"
    assert rendered.problems == ((1, "pictures from elsewhere are not shown"),)


def test_a_picture_whose_name_is_left_out_is_told_from_one_from_elsewhere() -> None:
    assert render("![hands](picture:)", pages={}).problems == ((1, "a picture has no name behind “picture:”"),)


def test_a_checklists_lists_get_boxes_to_tick() -> None:
    assert html("- a\n- b", as_checklist=True) == '<ul class="checklist">\n<li>a</li>\n<li>b</li>\n</ul>\n'


def test_other_lists_do_not() -> None:
    assert html("3. a\n\n- b") == '<ol start="3">\n<li>a</li>\n</ol>\n<ul>\n<li>b</li>\n</ul>\n'
