"""The toolkit as pages read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.features.toolkits import queries
from portal.foundation.errors import NotFound

if TYPE_CHECKING:
    from flask import Flask


def test_pages_come_in_the_order_of_their_sections_the_landing_page_first(context: Flask) -> None:
    sections = [section.slug for section in queries.list_sections()]
    pages = queries.list_pages()

    places = [sections.index(page.section) for page in pages]
    assert places == sorted(places)
    for section in sections:
        own = [page for page in pages if page.section == section]
        assert [page.kind for page in own].count("landing") == 1
        assert (own[0].kind, own[0].slug) == ("landing", section)


def test_a_page_knows_its_section_its_neighbours_and_itself_among_its_siblings(context: Flask) -> None:
    page = queries.get_page("scaling")

    assert page.section.slug == "direct-practice"
    assert page.previous_section is not None
    assert page.next_section is not None
    assert (page.previous_section.slug, page.next_section.slug) == ("implementation-cqi", "supervision-coaching")
    assert [link.slug for link in page.siblings if link.is_current] == ["scaling"]
    assert [link.slug for link in page.related][:2] == ["safety-goals", "solution-focused"]
    assert "Purpose" in [heading.text for heading in page.headings]


def test_the_first_section_has_none_before_it_and_the_last_none_behind(context: Flask) -> None:
    first, last = queries.get_page("home"), queries.get_page("blog")

    assert (first.previous_section, last.next_section) == (None, None)


@pytest.mark.parametrize("slug", ["none", "", "Scaling", "scaling ", "../home"])
def test_a_page_that_is_none_is_refused(context: Flask, slug: str) -> None:
    with pytest.raises(NotFound):
        queries.get_page(slug)


def test_pages_asked_for_by_slug_come_in_that_order_without_those_that_are_not_there(context: Flask) -> None:
    found = queries.list_pages_of(("scaling", "none", "history", "scaling"))

    assert [page.slug for page in found] == ["scaling", "history", "scaling"]


def test_the_glossary_is_in_the_order_of_the_alphabet(context: Flask) -> None:
    terms = [term.term.casefold() for term in queries.terms_by_key().values()]

    assert terms == sorted(terms)


def test_an_empty_query_finds_every_word(context: Flask) -> None:
    assert queries.search_terms("") == list(queries.terms_by_key().values())


def test_words_that_begin_with_the_query_stand_before_those_that_hold_or_explain_it(context: Flask) -> None:
    found = queries.search_terms("NETWORK")

    def rank(term: queries.TermView) -> int:
        names = [name.casefold() for name in (term.term, *term.also)]
        if any(name.startswith("network") for name in names):
            return 0
        return 1 if any("network" in name for name in names) else 2

    ranks = [rank(term) for term in found]
    assert len(found) > 2
    assert len(set(ranks)) > 1
    assert ranks == sorted(ranks)
    assert all("network" in f"{term.term} {term.also} {term.definition}".casefold() for term in found)


def test_a_word_is_found_by_its_short_form(context: Flask) -> None:
    assert queries.search_terms("cft")[0].key == "cft"
    assert queries.search_terms("xyzzy") == []


def test_a_text_carries_the_cards_of_its_words_once(context: Flask) -> None:
    html = queries.with_terms("<p>x</p>", ("harm", "none"))

    assert html.count("popover id=") == 1
    assert 'id="term-harm"' in html
    assert 'href="/toolkit/definitional-tools/glossary#harm"' in html


def test_every_old_address_leads_to_a_page_that_is_there(context: Flask) -> None:
    addresses = {page.url for page in queries.list_pages()}

    found = queries.old_addresses()

    assert found["/toolkits/safety-organized-practice"] == "/toolkit/"
    assert found["/tags/sop-toolkit-posts"] == "/toolkit/blog/"
    assert set(found.values()) <= addresses
