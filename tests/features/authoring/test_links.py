"""Links to nowhere, pages nobody leads to, and addresses outside the portal."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.features.authoring import hooks
from portal.features.authoring.queries.links import dead_links, list_outside, orphans, outside_addresses
from portal.features.authoring.services import links
from portal.features.toolkits.models import OutsideAddress, Page, PageRevision
from portal.features.toolkits.services import publish
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from portal.infrastructure.fetch.client import MEGABYTE, FetchFault, too_large
from tests.clients import PortalClient

if TYPE_CHECKING:
    from flask import Flask

PAGE = "/admin/toolkit/links"


def write(slug: str, body: str, **facts: object) -> None:
    """Let a page say something else."""
    with transaction():
        page = db.session.scalars(select(Page).where(Page.slug == slug)).one()
        said = db.session.scalars(
            select(PageRevision).where(PageRevision.page_id == page.id, PageRevision.number == page.revision_number)
        ).one()
        publish(
            page, title=said.title, summary=said.summary, kind=said.kind, facts=said.facts | facts, body=body, note="",
            author_id=None,
        )  # fmt: skip


def test_no_page_that_ships_leads_nowhere(app: Flask) -> None:
    with app.app_context():
        assert dead_links() == ()


def test_links_to_nowhere_are_told_with_page_line_and_reason(app: Flask) -> None:
    with app.app_context():
        write(
            "circles",
            "## Part\n\n[a](page:nowhere) [b](page:three-houses#nowhere) [c](term:nowhere) [d](#part)\n\n"
            "[e](#nowhere) [f](relative.html) [g](page:circles#part) [h](/toolkit/) [i](page:glossary#cft)",
            related=["nowhere-too"],
        )

        found = [(dead.page.slug, dead.line, dead.sentence) for dead in dead_links()]

    assert found == [
        ("circles", 3, "A link to nowhere: there is no page “nowhere”."),
        ("circles", 3, "A link to nowhere: the page “three-houses” has no part “nowhere”."),
        ("circles", 3, "There is no word “nowhere” in the glossary."),
        ("circles", 5, "A link to nowhere: the page has no part “nowhere”."),
        ("circles", 5, "“relative.html” is neither page:, term: nor https://."),
        ("circles", 0, "A link to nowhere: there is no page “nowhere-too” (did you mean “shared-tools”?)."),
    ]


def test_an_address_without_its_https_is_one_outside(app: Flask) -> None:
    with app.app_context():
        write("circles", "## Part\n\n[a](//elsewhere.example/b)")

        assert [one.slug for one in outside_addresses()["https://elsewhere.example/b"]] == ["circles"]
        assert dead_links() == ()


def test_a_link_dies_when_its_page_is_withdrawn(app: Flask) -> None:
    with app.app_context():
        write("three-houses", "[to circles](page:circles)")
        with transaction():
            page = db.session.scalars(select(Page).where(Page.slug == "circles")).one()
            page.withdrawn_at = page.revision_number and db.session.scalars(select(PageRevision.created_at)).first()
            advance_epoch()

        found = {(dead.page.slug, dead.sentence) for dead in dead_links() if dead.page.slug == "three-houses"}

    assert ("three-houses", "A link to nowhere: there is no page “circles” (did you mean “circles-guide”?).") in found


def make_lonely() -> None:
    """Make a page that nobody names."""
    with transaction():
        circles = db.session.scalars(
            select(Page).where(Page.slug == "circles").options(joinedload(Page.revision))
        ).one()
        said = circles.revision
        assert said is not None
        page = Page(
            toolkit_id=circles.toolkit_id, section_id=circles.section_id, slug="lonely", position=999, pack_hash="",
            revision_number=0,
        )  # fmt: skip
        db.session.add(page)
        db.session.flush()
        facts = said.facts | {"related": [], "tools": []}
        publish(page, title="Lonely", summary="Alone.", kind="page", facts=facts, body="Text", note="", author_id=None)


def test_a_page_is_alone_until_another_names_it(app: Flask) -> None:
    with app.app_context():
        make_lonely()
        before = {page.slug for page in orphans()}
        write("circles", "[to it](page:lonely#part)")

        assert "lonely" in before
        assert "lonely" not in {page.slug for page in orphans()}


def test_a_link_to_itself_leads_nobody_to_a_page(app: Flask) -> None:
    with app.app_context():
        make_lonely()
        write("lonely", "[me](page:lonely)")

        assert "lonely" in {page.slug for page in orphans()}


class World:
    """What the addresses outside would answer, and which were asked."""

    def __init__(self, **answers: str) -> None:
        self.answers, self.asked = answers, list[str]()

    def fetch(self, address: str, **given: object) -> None:
        self.asked.append(address)
        fault = self.answers.get(address.rpartition("/")[2], "")
        if fault:
            raise FetchFault(fault)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Give a world outside in which one address is gone, and one sends too much."""
    world = World(gone="e.example answered with 404 (not there).", long=too_large(MEGABYTE))
    monkeypatch.setattr(links, "fetch", world.fetch)
    return world


ADDRESSES = ("https://e.example/fine", "https://e.example/gone", "https://e.example/long")
TEXT = " ".join(f"[words {number}]({address}#part)" for number, address in enumerate(ADDRESSES))


def ask_everything() -> None:
    while links.ask_outside():
        pass


def test_addresses_outside_are_asked_once_a_week_and_their_answers_told(app: Flask, world: World) -> None:
    with app.app_context():
        write("circles", TEXT)

        ask_everything()

        told = {one.address: one.sentence for one in list_outside() if one.address in ADDRESSES}
        assert told == dict.fromkeys(ADDRESSES, "") | {ADDRESSES[1]: "e.example answered with 404 (not there)."}
        assert sorted(world.asked) == sorted(outside_addresses())
        assert links.ask_outside() == 0
        with transaction():
            db.session.get(OutsideAddress, links.mark_of(ADDRESSES[0])).asked_at -= timedelta(days=7)  # type: ignore[union-attr]
        assert links.ask_outside() == 1
        assert world.asked[-1] == ADDRESSES[0]


def test_an_address_no_page_leads_to_any_more_is_forgotten(app: Flask, world: World) -> None:
    with app.app_context():
        write("circles", TEXT)
        ask_everything()
        write("circles", "No links.")

        links.ask_outside()

        assert db.session.get(OutsideAddress, links.mark_of(ADDRESSES[1])) is None


def test_nothing_is_asked_unless_the_operator_wants_it(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.extensions["portal.settings"]
    with app.app_context():
        write("circles", TEXT)

        hooks.ask_outside()
        before = list(world.asked)
        monkeypatch.setitem(
            app.extensions, "portal.settings", settings.model_copy(update={"check_outside_links": True})
        )
        hooks.ask_outside()

    assert before == []
    assert len(world.asked) > 0


def test_the_page_shows_dead_links_and_answers_to_editors(app: Flask, world: World) -> None:
    with app.app_context():
        write("circles", f"{TEXT} [x](page:nowhere)")
        ask_everything()

    page = PortalClient(app).sign_in_as("statewide-editor").get(PAGE).get_data(as_text=True)

    assert "there is no page “nowhere”" in page
    assert "e.example answered with 404 (not there)." in page
    assert "check_outside_links" in page


def test_the_page_says_so_where_all_is_well(app: Flask) -> None:
    page = PortalClient(app).sign_in_as("statewide-editor").get(PAGE).get_data(as_text=True)

    assert "Every link leads somewhere" in page
