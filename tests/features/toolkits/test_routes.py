"""The toolkit as a reader meets it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from justhtml import JustHTML

from portal.features.toolkits.queries import PageLink, get_page, list_pages, old_addresses, terms_by_key
from portal.features.toolkits.rules import TOOL_HEADINGS
from portal.web.templating import date_long
from tests.clients import PortalClient, text_of

if TYPE_CHECKING:
    from flask import Flask

# shared/domain/site-map.md, table 1: the menu's labels and the addresses under /toolkit/, in order
SECTIONS = [
    ("SOP Toolkit Home", "/toolkit/"),
    ("About SOP", "/toolkit/about-sop/"),
    ("Definitional Tools", "/toolkit/definitional-tools/"),
    ("How to Use the Toolkit", "/toolkit/how-to-use/"),
    ("Implementation and Continuous Quality Improvement", "/toolkit/implementation-cqi/"),
    ("Direct Practice Tools for Social Workers", "/toolkit/direct-practice/"),
    ("Supervision Coaching & Tools", "/toolkit/supervision-coaching/"),
    ("Quick Guides", "/toolkit/quick-guides/"),
    ("Submit and Access Shared SOP Tools", "/toolkit/shared-tools/"),
    ("SOP Regional Contacts", "/toolkit/regional-contacts/"),
    ("SOP Toolkit Blog", "/toolkit/blog/"),
]
GLOSSARY = "/toolkit/definitional-tools/glossary"


def links_in(html: str, selector: str) -> list[tuple[str, str]]:
    """Return the words and addresses of links within parts of a page."""
    found = [link for part in JustHTML(html, sanitize=False).query(selector) for link in part.query("a")]
    return [(" ".join(link.to_text().split()), link.attrs.get("href") or "") for link in found]


def addresses_in(html: str, selector: str) -> set[str]:
    return {url for _, url in links_in(html, selector)}


def pages_of(app: Flask) -> list[PageLink]:
    with app.app_context():
        return list(list_pages())


def test_the_eleven_sections_stand_in_their_order_with_their_labels(client: PortalClient) -> None:
    home = client.get("/toolkit/").get_data(as_text=True)

    assert [(words, url) for words, url in links_in(home, ".section-grid .card-title")] == SECTIONS


@pytest.mark.parametrize("number", range(11))
def test_each_section_leads_to_the_next_and_the_last_back_home(client: PortalClient, number: int) -> None:
    answer = client.get(SECTIONS[number][1])

    words, url = links_in(answer.get_data(as_text=True), ".next-section")[-1]
    assert answer.status_code == 200
    assert (words.endswith(SECTIONS[number + 1][0]) if number < 10 else words.endswith("Back to Toolkit Home")) is True
    assert url == SECTIONS[(number + 1) % 11][1]


def test_every_page_has_its_title_its_way_back_the_next_section_and_its_last_check(client: PortalClient) -> None:
    pages = pages_of(client.app)
    faults: dict[str, list[str]] = {}

    for page in pages:
        answer = client.get(page.url)
        html, said = answer.get_data(as_text=True), text_of(answer)
        with client.app.app_context():
            view = get_page(page.slug)
            day = date_long(view.last_checked)
        checks = {
            "status": answer.status_code == 200,
            "title": view.title in said and f"<title>{view.title.split('&')[0].strip()}" in html,
            "credit": view.owner in said,
            "last check": day in said,
            "next": view.next_section is None or view.next_section.url in addresses_in(html, ".next-section"),
            "way back": page.slug == "home" or SECTIONS[0][1] in addresses_in(html, ".breadcrumb")
            or page.section == "home",
            "section menu": page.kind == "landing" or page.url in addresses_in(html, ".section-menu"),
        }  # fmt: skip
        if wrong := [name for name, right in checks.items() if not right]:
            faults[page.url] = wrong

    assert len(pages) >= 40
    assert faults == {}


def test_a_tool_page_lists_its_parts_and_what_goes_with_it(client: PortalClient) -> None:
    html = client.get("/toolkit/direct-practice/scaling").get_data(as_text=True)

    parts = [words for words, _ in links_in(html, "aside .on-this-page, .page-aside .on-this-page")]
    assert parts == list(TOOL_HEADINGS)
    assert ("Safety goals", "/toolkit/direct-practice/safety-goals") in links_in(html, ".related")
    assert "Signs of Safety" in html


def test_the_breadcrumb_leads_through_the_section(client: PortalClient) -> None:
    html = client.get("/toolkit/direct-practice/scaling").get_data(as_text=True)

    assert links_in(html, ".breadcrumb") == [
        ("Toolkit", "/toolkit/"), ("Direct Practice Tools for Social Workers", "/toolkit/direct-practice/"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("short", "own"),
    [
        ("/toolkit/scaling", "/toolkit/direct-practice/scaling"),
        ("/toolkit/scaling/", "/toolkit/direct-practice/scaling"),
        ("/toolkit/direct-practice", "/toolkit/direct-practice/"),
        ("/toolkit/direct-practice/direct-practice", "/toolkit/direct-practice/"),
        ("/toolkit/about-sop/scaling", "/toolkit/direct-practice/scaling"),
        ("/toolkit/home", "/toolkit/"),
        ("/toolkit/home/", "/toolkit/"),
        ("/toolkit/home/videos", "/toolkit/videos"),
        ("/toolkit/videos/", "/toolkit/videos"),
        ("/toolkit/glossary", GLOSSARY),
    ],
)
def test_other_addresses_of_a_page_lead_to_its_own(client: PortalClient, short: str, own: str) -> None:
    answer = client.get(short)

    assert (answer.status_code, answer.location) == (301, own)
    assert client.get(own).status_code == 200


def test_old_public_addresses_lead_to_where_their_content_is(client: PortalClient) -> None:
    with client.app.app_context():
        old = old_addresses()

    found = {path: client.get(path) for path in old} | {f"{path}/": client.get(f"{path}/") for path in old}

    assert len(old) >= 8
    assert {path: (answer.status_code, answer.location) for path, answer in found.items()} == {
        path: (301, old[path.rstrip("/")]) for path in found
    }


def test_an_old_address_takes_no_forms(client: PortalClient) -> None:
    assert client.http.post("/toolkits/safety-organized-practice").status_code in {400, 404, 405}


@pytest.mark.parametrize(
    "path",
    ["/toolkit/none", "/toolkit/none/", "/toolkit/direct-practice/none", "/toolkit/none/none", "/toolkit/SCALING"],
)
def test_a_page_that_is_none_is_not_found_in_the_portals_look(client: PortalClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert "There is no such page" in text_of(answer)
    assert ("SOP Toolkit Home", "/toolkit/") in links_in(answer.get_data(as_text=True), "main")


@pytest.mark.parametrize("url", ["/toolkit/", "/toolkit/direct-practice/scaling", GLOSSARY, "/toolkit/none"])
def test_a_head_request_answers_like_the_page_without_its_body(client: PortalClient, url: str) -> None:
    head, page = client.http.head(url), client.get(url)

    assert (head.status_code, head.data, head.mimetype) == (page.status_code, b"", page.mimetype)


def test_a_page_whose_check_is_late_says_so(client: PortalClient) -> None:
    with client.app.app_context():
        due = get_page("scaling").next_check
    noon = datetime(due.year, due.month, due.day, 20, tzinfo=UTC)

    with time_machine.travel(noon, tick=False) as clock:
        on_the_day = text_of(client.get("/toolkit/direct-practice/scaling"))
        clock.shift(timedelta(days=1))
        after = text_of(client.get("/toolkit/direct-practice/scaling"))

    assert "Check overdue" not in on_the_day
    assert "Check overdue" in after
    assert f"was due for a check on {date_long(due)}" in after


def entries(html: str) -> list[str]:
    return re.findall(r'<div class="glossary-entry" id="([^"]+)"', html)


def test_the_glossary_shows_every_word_at_its_anchor(client: PortalClient) -> None:
    with client.app.app_context():
        keys = list(terms_by_key())

    assert entries(client.get(GLOSSARY).get_data(as_text=True)) == keys


def test_a_search_shows_what_it_finds_and_keeps_what_was_typed(client: PortalClient) -> None:
    answer = client.get(GLOSSARY, query_string={"q": "  Safety   network "})

    html = answer.get_data(as_text=True)
    assert entries(html)[0] == "safety-network"
    assert len(entries(html)) < 10
    assert 'value="Safety network"' in html
    assert "words match “Safety network”" in text_of(answer)


def test_a_search_without_a_find_says_so_and_shows_a_way_on(client: PortalClient) -> None:
    answer = client.get(GLOSSARY, query_string={"q": "xyzzy"})

    assert answer.status_code == 200
    assert "No such word here" in text_of(answer)
    assert entries(answer.get_data(as_text=True)) == []


def test_html_in_a_search_is_text(client: PortalClient) -> None:
    html = client.get(GLOSSARY, query_string={"q": '"><script>alert(1)</script>'}).get_data(as_text=True)

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize("query", ["x" * 5000, "🦢" * 500, "%%%", "a\nb", "'; DROP TABLE page; --"])
def test_an_odd_search_is_answered_and_shown_in_short(client: PortalClient, query: str) -> None:
    answer = client.get(GLOSSARY, query_string={"q": query})

    assert answer.status_code == 200
    assert "x" * 101 not in answer.get_data(as_text=True)


def test_a_word_is_explained_in_place_without_script(client: PortalClient) -> None:
    page = JustHTML(client.get("/toolkit/direct-practice/scaling").get_data(as_text=True), sanitize=False)

    buttons = {button.attrs.get("popovertarget") for button in page.query(".prose button")}
    cards = {card.attrs.get("id") for card in page.query("[popover]")}
    assert "term-danger" in buttons
    assert buttons <= cards


def test_the_films_have_places_for_captions_and_transcript_and_ask_nothing_of_others(client: PortalClient) -> None:
    answer = client.get("/toolkit/videos")

    html = answer.get_data(as_text=True)
    assert "Film in preparation" in text_of(answer)
    assert "captions and a transcript" in text_of(answer)
    assert len(re.findall(r'<section class="video"', html)) >= 3
    assert re.findall(r'(?:src|poster)="https?:', html) == []


def test_the_home_tells_of_the_committee_and_its_ten_counties(client: PortalClient) -> None:
    said = text_of(client.get("/toolkit/"))

    counties = [
        "Butte",
        "Contra Costa",
        "Fresno",
        "Los Angeles",
        "Placer",
        "Sacramento",
        "San Diego",
        "San Luis Obispo",
    ]
    for words in ("SOP in brief", "What this toolkit is for", "Backbone Committee", *counties, "Santa Cruz", "Ventura"):
        assert words in said
