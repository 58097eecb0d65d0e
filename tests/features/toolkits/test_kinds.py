"""Guides, forms and sheets: how their pages look, and how they stand beside the tool they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from justhtml import JustHTML

from portal.features.toolkits import queries
from portal.features.toolkits.packs import read_pack
from portal.features.toolkits.services import import_pack
from portal.foundation.transaction import transaction
from portal.plugin_host.contributions import PageMark
from portal.plugin_host.markers import hookimpl
from tests.clients import PortalClient, text_of
from tests.features.toolkits.packing import write_sheets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask


@pytest.fixture
def kit(app: Flask, tmp_path: Path) -> Flask:
    """Give the portal with a small toolkit that has one page of each kind."""
    with app.app_context(), transaction():
        import_pack(read_pack(write_sheets(tmp_path / "pack")))
    return app


def page_at(client: PortalClient, url: str) -> JustHTML:
    answer = client.get(url)
    assert answer.status_code == 200
    return JustHTML(answer.get_data(as_text=True), sanitize=False)


def rows_under(page: JustHTML, heading_id: str) -> list[str]:
    """Return the links of the list under a heading."""
    (part,) = page.query(f"section[aria-labelledby={heading_id}]")
    return [link.to_text().strip() for link in part.query(".row-title a")]


def test_a_tool_lists_what_belongs_to_it_under_a_heading_for_each_kind(kit: Flask, client: PortalClient) -> None:
    page = page_at(client, "/toolkit/more/three")

    assert rows_under(page, "with-guide") == ["Three on one page"]
    assert rows_under(page, "with-form") == ["Three, blank"]
    assert rows_under(page, "with-sheet") == ["At home"]


def test_a_sheet_in_two_languages_is_listed_once_with_a_way_to_the_other(kit: Flask, client: PortalClient) -> None:
    page = page_at(client, "/toolkit/more/three")

    (also,) = page.query(".row-also a")
    assert (also.attrs["href"], also.attrs["lang"]) == ("/toolkit/more/home-es", "es")
    assert "En casa" in also.to_text()


def test_a_form_leads_back_to_its_tool_and_says_its_version(kit: Flask, client: PortalClient) -> None:
    page = page_at(client, "/toolkit/more/three-form")

    facts = page.query(".use-with")[0].to_text()
    assert "Blank form" in page.query(".eyebrow")[0].to_text()
    assert page.query(".use-with dd a")[0].attrs["href"] == "/toolkit/more/three"
    assert "Version" in facts
    assert "Six to twelve" in facts
    assert len(page.query(".blank-line")) == 3
    assert [step.to_text().strip() for step in page.query(".blank-steps li")] == ["0", "1", "2", "3", "4"]


def test_a_page_in_another_language_says_so_in_its_markup_and_who_must_still_look(
    kit: Flask, client: PortalClient
) -> None:
    answer = client.get("/toolkit/more/home-es")
    page = JustHTML(answer.get_data(as_text=True), sanitize=False)

    assert page.query("h1")[0].attrs["lang"] == "es"
    assert page.query(".prose")[0].attrs["lang"] == "es"
    assert "Awaiting review by a practitioner" in text_of(answer)
    assert [link.attrs["href"] for link in page.query(".languages a")] == ["/toolkit/more/home"]


def test_a_tool_says_what_may_serve_instead(kit: Flask, client: PortalClient) -> None:
    assert rows_under(page_at(client, "/toolkit/more/four"), "instead") == ["Three"]


def test_a_section_lists_forms_and_sheets_apart_from_its_tools(kit: Flask) -> None:
    with kit.app_context():
        groups = {group.label: [page.slug for page in group.pages] for group in queries.groups_of("more")}

    assert groups == {
        "": ["four", "three", "three-guide", "two"],
        "Blank forms": ["three-form"],
        "For families": ["home"],
    }


def test_the_menu_of_a_section_names_a_form_only_on_the_form(kit: Flask) -> None:
    with kit.app_context():
        on_tool = [link.slug for link in queries.get_page("three").siblings]
        on_form = [link.slug for link in queries.get_page("three-form").siblings]

    assert on_tool == ["more", "four", "three", "three-guide", "two"]
    assert on_form == ["more", "four", "three", "three-form", "three-guide", "two"]


class Warner:
    """Marks one page, as a feature would."""

    def __init__(self, slug: str = "three-form") -> None:
        self.slug = slug

    @hookimpl
    def portal_page_marks(self) -> dict[str, PageMark]:
        return {self.slug: PageMark(words="Recalled today")}


@pytest.fixture
def warned(kit: Flask) -> Iterator[Flask]:
    """Give the small toolkit with one page marked."""
    manager = kit.extensions["portal.plugins"].manager
    warner = Warner()
    manager.register(warner)
    yield kit
    manager.unregister(warner)


@pytest.mark.parametrize(("marked", "offered"), [("three", 0), ("two", 3)])
def test_what_is_on_paper_is_not_offered_at_the_top_of_a_tool_with_a_warning(
    kit: Flask, client: PortalClient, marked: str, offered: int
) -> None:
    manager, warner = kit.extensions["portal.plugins"].manager, Warner(marked)
    manager.register(warner)

    page = page_at(client, "/toolkit/more/three")

    manager.unregister(warner)
    assert len(page.query(".at-hand a")) == offered
    assert rows_under(page, "with-form") == ["Three, blank"]


@pytest.mark.parametrize("url", ["/toolkit/more/three", "/toolkit/more/"])
def test_a_marked_page_bears_its_mark_where_it_is_listed(warned: Flask, client: PortalClient, url: str) -> None:
    page = page_at(client, url)

    marked = [title.to_text() for title in page.query(".row-title") if title.query(".badge-caution")]
    assert [" ".join(words.split()) for words in marked] == ["Three, blank Recalled today"]
