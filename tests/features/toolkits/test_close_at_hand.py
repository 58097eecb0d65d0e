"""The short ways: from any page to the finder, from a tool to its paper, and lists that do not repeat themselves."""

from __future__ import annotations

import pytest
from justhtml import JustHTML

from portal.features.toolkits import rules
from tests.clients import PortalClient, text_of

FINDER = "/toolkit/find"


def page_at(client: PortalClient, url: str, *, status: int = 200) -> JustHTML:
    answer = client.get(url)
    assert answer.status_code == status
    return JustHTML(answer.get_data(as_text=True), sanitize=False)


def words_of(page: JustHTML, selector: str) -> list[str]:
    return [" ".join(found.to_text().split()) for found in page.query(selector)]


@pytest.mark.parametrize(
    ("url", "status"), [("/", 200), ("/toolkit/about-sop/history", 200), ("/regions/", 200), ("/toolkit/none", 404)]
)
def test_the_finder_is_one_tap_away_from_every_page(client: PortalClient, url: str, status: int) -> None:
    page = page_at(client, url, status=status)

    assert [link.attrs["href"] for link in page.query(".site-header .find-link")] == [FINDER]


def test_a_word_typed_on_a_home_is_looked_for_by_the_finder(client: PortalClient) -> None:
    (form,) = page_at(client, "/").query("form.find-field")
    (field,) = form.query("input")

    found = page_at(client, f"{form.attrs['action']}?{field.attrs['name']}=ecomap")

    assert words_of(found, ".row-list .row-title a")[0] == "Genogram and ecomap"


def test_every_home_has_the_field(client: PortalClient) -> None:
    statewide = page_at(client.sign_in_as("operator"), "/")
    regional = page_at(client.sign_in_as("worker", county="Butte"), "/regions/northern/")

    assert [len(home.query("form.find-field")) for home in (statewide, regional)] == [1, 1]


def test_who_is_lost_is_led_to_the_finder(client: PortalClient) -> None:
    page = page_at(client, "/toolkit/none", status=404)

    assert FINDER in [link.attrs["href"] for link in page.query(".error-page a")]


def test_a_tool_leads_at_its_top_to_what_is_on_paper(client: PortalClient) -> None:
    page = page_at(client, "/toolkit/direct-practice/three-houses")

    ways = [(" ".join(link.to_text().split()), link.attrs["href"]) for link in page.query(".at-hand a")]
    assert ways == [
        ("Quick guides (3)", "#with-guide"),
        ("Blank form : Three Houses: blank sheet", "/toolkit/direct-practice/three-houses-form"),
        ("Sheet for families : Three Houses: for parents", "/toolkit/direct-practice/three-houses-for-parents"),
    ]
    assert len(page.query("#with-guide")) == 1


def test_a_page_with_nothing_on_paper_has_no_empty_place_for_it(client: PortalClient) -> None:
    assert page_at(client, "/toolkit/about-sop/history").query(".at-hand") == []


@pytest.mark.parametrize(
    ("title", "kind", "short"),
    [
        ("Three Houses: quick guide", "guide", "Three Houses"),
        ("Three Houses: quick guide for staff", "guide", "Three Houses for staff"),
        ("On one page", "guide", "On one page"),
        ("A page: quick guide", "page", "A page: quick guide"),
    ],
)
def test_a_list_of_one_kind_leaves_out_of_a_title_what_its_heading_says(title: str, kind: str, short: str) -> None:
    assert rules.short_title(title, kind) == short


@pytest.mark.parametrize("query", ["", "?phase=court"])
def test_the_shelf_and_its_menu_say_quick_guide_in_the_heading_alone(client: PortalClient, query: str) -> None:
    page = page_at(client, f"/toolkit/quick-guides/{query}")

    listed = words_of(page, ".row-list .row-title a") + words_of(page, ".section-menu-list a")
    assert "Three Houses for staff" in listed
    assert [title for title in listed if ": quick guide" in title] == []
    assert words_of(page, "h1") == ["Quick Guides"]


def test_where_a_guide_stands_alone_its_title_is_whole(client: PortalClient) -> None:
    guide = page_at(client, "/toolkit/quick-guides/three-houses-guide")
    among_others = page_at(client, f"{FINDER}?q=houses+staff")

    assert words_of(guide, "h1") == ["Three Houses: quick guide for staff"]
    assert words_of(among_others, ".row-list .row-title a") == ["Three Houses: quick guide for staff"]


def test_the_menu_beside_a_page_names_the_section_once(client: PortalClient) -> None:
    page = page_at(client, "/toolkit/direct-practice/")

    (title,) = page.query(".section-menu.sticky .section-menu-title a")
    beside = [link.attrs["href"] for link in page.query(".section-menu.sticky .section-menu-list a")]
    assert (title.attrs["href"], title.attrs["aria-current"]) == ("/toolkit/direct-practice/", "page")
    assert "/toolkit/direct-practice/" not in beside
    assert "/toolkit/direct-practice/three-houses" in beside


@pytest.mark.parametrize(
    ("awaiting", "words"),
    [
        ("a practitioner", "Awaiting review by a practitioner"),
        ("text from the committee", "Awaiting text from the committee"),
    ],
)
def test_a_page_says_whether_a_review_or_its_own_text_is_awaited(awaiting: str, words: str) -> None:
    assert rules.awaited(awaiting) == words


def test_the_principles_await_their_text_and_do_not_claim_a_review(client: PortalClient) -> None:
    said = text_of(client.get("/toolkit/definitional-tools/principles"))

    assert "Awaiting text from the SOP Backbone Committee" in said
    assert "Awaiting review" not in said


def test_the_films_stand_before_the_words_about_them(client: PortalClient) -> None:
    page = page_at(client, "/toolkit/videos")

    headings = words_of(page, ".article h2, .article h3")
    assert headings[:2] == ["The films", "The first visit, from both sides of the door"]
    assert headings.index("Where the series stands") > headings.index(
        "How we treat each other is how we treat families"
    )
