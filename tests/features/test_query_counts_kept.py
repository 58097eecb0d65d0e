"""How often pages ask the database that show what readers keep and editors look after: never once a thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.accounts.models import Account
from portal.features.paper.queries import page_codes
from portal.features.saved.models import Bookmark, PageAnswer
from portal.features.toolkits.models import Page
from portal.features.toolkits.queries import list_pages
from portal.features.tools.queries import list_tools
from portal.features.upkeep.models import LocalNote
from portal.foundation.clock import now, today
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from tests.clients import PortalClient
from tests.features.test_query_counts import EPOCH, ask

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Connection

PAGE = "/toolkit/direct-practice/scaling"
HOME = "/regions/northern/"
STAFF = {
    "/admin/upkeep/": 3, "/admin/upkeep/notes/northern/": 3, "/admin/answers/": 4, "/admin/recalls/": 4,
    "/admin/recalls/new": 2, "/admin/toolkit/": 7, "/admin/toolkit/links": 6, "/admin/toolkit/pages/scaling/": 14,
    "/admin/toolkit/pages/scaling/edit": 16, "/admin/toolkit/pages/scaling/preview?of=live": 9,
    "/admin/toolkit/pages/scaling/versions/": 11,
}  # fmt: skip


def keep(count: int, *, region_id: str = "", keys: list[str]) -> None:
    """Let everybody who is signed in keep some pages, whose words are new to them."""
    with transaction():
        for account in db.session.scalars(select(Account)).all():
            for key in keys[:count]:
                row = Bookmark(account_id=account.id, region_id=region_id, key=key, saved_at=now(), seen_mark=0)
                db.session.add(row)


@pytest.mark.parametrize("url", ["/saved/", HOME])
def test_what_a_reader_keeps_costs_the_same_for_one_and_for_many(
    client: PortalClient, connection: Connection, url: str
) -> None:
    client.sign_in_as("worker", county="Butte")
    with client.app.app_context():
        pages, tools = [page.slug for page in list_pages()], [tool.id for tool in list_tools("northern")]
        keep(1, keys=pages)
    client.get(url)
    few = ask(client, connection, url)
    with client.app.app_context():
        keep(40, keys=pages[1:])
        keep(5, keys=tools, region_id="northern")
    client.get(url)

    many = ask(client, connection, url)

    assert EPOCH + len(many) == EPOCH + len(few) <= 5, many


def test_a_page_with_notes_of_a_region_costs_five_queries_or_fewer(
    client: PortalClient, connection: Connection
) -> None:
    client.sign_in_as("worker", county="Butte")
    with client.app.app_context():
        write_notes("northern")
    assert "Call our own team" in client.get(PAGE).get_data(as_text=True)

    sent = ask(client, connection, PAGE)

    assert EPOCH + len(sent) <= 5, sent


def test_a_region_s_own_tool_costs_five_queries_or_fewer(client: PortalClient, connection: Connection) -> None:
    client.sign_in_as("worker", county="Butte")
    with client.app.app_context():
        url = list_tools("northern")[0].url
    client.get(url)

    sent = ask(client, connection, url)

    assert EPOCH + len(sent) <= 5, sent


def test_the_page_of_a_code_costs_two_queries_or_fewer(app: Flask, connection: Connection) -> None:
    with app.app_context():
        url = f"/c/{page_codes()['scaling']}"
    PortalClient(app).get(url)

    sent = ask(PortalClient(app), connection, url)

    assert EPOCH + len(sent) <= 2, sent


@pytest.mark.parametrize("url", STAFF)
def test_a_page_of_the_staff_costs_the_same_however_much_it_shows(
    client: PortalClient, connection: Connection, url: str
) -> None:
    client.sign_in_as("statewide-administrator")
    client.get(url)
    few = ask(client, connection, url)
    with client.app.app_context():
        for region in ("northern", "southern"):
            write_notes(region)
        write_answers()
    client.get(url)

    many = ask(client, connection, url)

    assert EPOCH + len(many) <= EPOCH + len(few) <= STAFF[url], many


def write_notes(region_id: str) -> None:
    """Let a region add to twenty pages, one of them the page that is read here."""
    with transaction():
        for page in db.session.scalars(select(Page).order_by(Page.slug != "scaling", Page.id).limit(20)).all():
            note = LocalNote(
                page_id=page.id, region_id=region_id, place="after-summary", body="", terms=[], kept_under=1,
                html="<p>Call our own team first.</p>", changed_at=now(), changed_by_id=None,
            )  # fmt: skip
            db.session.add(note)
        advance_epoch()


def write_answers() -> None:
    """Let readers say of thirty pages that they helped."""
    with transaction():
        for page in list_pages()[:30]:
            answer = PageAnswer(
                region_id="", key=page.slug, is_helpful=True, words="", reader_region_id="northern",
                answered_on=today(),
            )  # fmt: skip
            db.session.add(answer)
