"""The finder and the shelf: filters that are links, with counts that hold what they promise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from justhtml import JustHTML

from portal.features.toolkits import queries
from portal.features.toolkits.packs import read_pack
from portal.features.toolkits.queries import Wish
from portal.features.toolkits.services import import_pack
from portal.foundation.errors import FaultyContent
from portal.foundation.transaction import transaction
from tests.clients import PortalClient, text_of
from tests.features.toolkits.packing import page_text, write, write_sheets

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

pytestmark = pytest.mark.both_databases


@pytest.fixture
def kit(app: Flask, tmp_path: Path) -> Flask:
    """Give the portal with a small toolkit that has one page of each kind."""
    with app.app_context(), transaction():
        import_pack(read_pack(write_sheets(tmp_path / "pack")))
    return app


def slugs(wish: Wish, within: str = "") -> list[str]:
    return [page.slug for page in queries.find(wish, address="/here", within=within).pages]


def titles_at(client: PortalClient, url: str) -> list[str]:
    answer = client.get(url)
    assert answer.status_code == 200
    page = JustHTML(answer.get_data(as_text=True), sanitize=False)
    return [link.to_text().strip() for link in page.query(".row-list .row-title a")]


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (Wish(), ["one", "four", "home", "three", "three-form", "three-guide", "two"]),
        (Wish(kind="tool"), ["four", "three"]),
        (Wish(phase="ongoing"), ["four", "three", "three-guide"]),
        (Wish(age="6-12"), ["four", "three-form"]),
        (Wish(age="6-12", kind="tool"), ["four"]),
        (Wish(element="engagement"), ["four", "three"]),
        (Wish(language="es"), ["home-es"]),
        (Wish(language="en", kind="sheet"), ["home"]),
        (Wish(audience="family"), ["one", "four", "home", "three", "three-form", "three-guide", "two"]),
        (Wish(q="BLÁNK thr"), ["three-form"]),
        (Wish(q="line about"), ["one", "four", "home", "three", "three-form", "three-guide", "two"]),
        (Wish(q="hree"), []),
        (Wish(kind="guide", phase="court"), []),
    ],
)
def test_a_wish_finds_what_meets_all_of_it(kit: Flask, wish: Wish, found: list[str]) -> None:
    with kit.app_context():
        assert slugs(wish) == found


def test_titles_with_the_words_stand_before_summaries_with_them(kit: Flask) -> None:
    with kit.app_context():
        assert slugs(Wish(q="a"))[:1] == ["home"]  # “At home”; the others have it in “A line about it”


def test_each_choice_leaves_as_many_pages_as_it_says(context: Flask) -> None:
    wrong = []

    for wish in (Wish(), Wish(kind="tool"), Wish(phase="court", audience="supervisor"), Wish(age="0-5", q="child")):
        for facet in queries.find(wish, address="/here").facets:
            for choice in facet.choices:
                asked = parse_qs(urlsplit(choice.url).query)
                other = queries.wish_of({name: values[0] for name, values in asked.items()})
                if len(slugs(other)) != choice.count or choice.count == 0:
                    wrong.append((wish, choice))

    assert wrong == []


def test_a_choice_that_was_made_can_be_taken_back(context: Flask) -> None:
    found = queries.find(Wish(kind="tool", age="6-12", q="child"), address="/here")

    (facet,) = (facet for facet in found.facets if facet.name == "kind")
    assert (facet.chosen, facet.any_url) == ("Practice tool", "/here?age=6-12&q=child")
    assert [choice.is_chosen for choice in facet.choices if choice.label == "Practice tool"] == [True]
    assert found.clear_url == "/here"


def test_what_is_no_choice_is_left_out() -> None:
    asked = {"kind": "landing", "phase": "nowhere", "age": "6-12", "order": "random", "q": "  a   b "}

    assert queries.wish_of(asked) == Wish(age="6-12", q="a b")


@pytest.mark.parametrize("wish", [Wish(), Wish(kind="guide", q="a&b=c"), Wish(language="zh-Hant", order="used")])
def test_an_address_asks_for_the_wish_it_was_made_of(wish: Wish) -> None:
    asked = parse_qs(urlsplit(wish.at("/here")).query)

    assert queries.wish_of({name: values[0] for name, values in asked.items()}) == wish


def test_the_page_shows_what_its_address_asks_for_and_keeps_it_in_every_way_on(
    kit: Flask, client: PortalClient
) -> None:
    answer = client.get("/toolkit/find?kind=tool&q=f")
    page = JustHTML(answer.get_data(as_text=True), sanitize=False)

    assert [link.to_text() for link in page.query(".row-title a")] == ["Four"]
    assert "1 page · Practice tool · “f”" in text_of(answer)
    assert [
        (field.attrs["name"], field.attrs["value"]) for field in page.query(".finder-words input[type=hidden]")
    ] == [("kind", "tool")]
    assert all("q=f" in (link.attrs["href"] or "") for link in page.query(".facet-link"))


def test_nothing_found_is_said_with_a_way_back(kit: Flask, client: PortalClient) -> None:
    answer = client.get("/toolkit/find?kind=tool&q=zebra")

    assert answer.status_code == 200
    assert "Nothing fits all of that" in text_of(answer)
    assert 'href="/toolkit/find">Clear all choices' in answer.get_data(as_text=True)


@pytest.mark.parametrize("query", ["page=2", "page=x", "kind=tool&page=99"])
def test_a_page_of_results_that_is_none_is_not_found(kit: Flask, client: PortalClient, query: str) -> None:
    assert client.get(f"/toolkit/find?{query}").status_code == 404


def test_what_is_typed_is_text(client: PortalClient) -> None:
    html = client.get("/toolkit/find?q=<script>alert(1)</script>").get_data(as_text=True)

    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_the_shelf_holds_every_quick_guide_by_topic(client: PortalClient) -> None:
    with client.app.app_context():
        guides = [page.short_title for page in queries.list_pages() if page.kind == "guide"]

    assert sorted(titles_at(client, "/toolkit/quick-guides/")) == sorted(guides)


def test_the_shelf_is_filtered_by_its_address(client: PortalClient) -> None:
    with client.app.app_context():
        wish = Wish(phase="court", audience="supervisor")
        expected = [page.short_title for page in queries.find(wish, address="/", within="guide").pages]

    assert 0 < len(expected) < 34
    assert titles_at(client, "/toolkit/quick-guides/?phase=court&audience=supervisor") == expected


@pytest.mark.parametrize(
    ("url", "audience"),
    [
        ("/toolkit/how-to-use/for-social-workers", "social-worker"),
        ("/toolkit/how-to-use/for-supervisors", "supervisor"),
        ("/toolkit/how-to-use/for-leaders", "leader"),
        ("/toolkit/how-to-use/for-partners", "partner"),
    ],
)
def test_who_starts_by_role_is_led_to_what_is_for_that_role(client: PortalClient, url: str, audience: str) -> None:
    page = JustHTML(client.get(url).get_data(as_text=True), sanitize=False)

    ways = [link.attrs["href"] or "" for link in page.query(".ways .facet-link")]
    assert len(ways) > 3
    assert all(f"audience={audience}" in way for way in ways)
    assert {client.get(way).status_code for way in ways} == {200}


def test_newest_first_is_by_the_day_of_the_last_change(kit: Flask) -> None:
    with kit.app_context():
        pages = queries.find(Wish(order="newest"), address="/here").pages

    days = [page.changed_on for page in pages]
    assert days == sorted(days, reverse=True)
    assert [page.slug for page in pages[:5]] == ["four", "home", "three", "three-form", "three-guide"]


def test_no_page_may_take_the_finders_address(app: Flask, tmp_path: Path) -> None:
    folder = write_sheets(tmp_path / "pack")
    write(folder, "more/find.md", page_text("Find"))

    with pytest.raises(FaultyContent) as refused:
        read_pack(folder)

    assert [(fault.file, "is taken" in fault.reason) for fault in refused.value.faults] == [("more/find.md", True)]


def test_an_order_alone_is_no_question() -> None:
    assert replace(Wish(), order="newest").is_empty
    assert not Wish(age="0-5").is_empty
