"""How often pages are opened: counted by day, of nobody, and written beside the requests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from justhtml import JustHTML
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from portal.features.toolkits import queries
from portal.features.toolkits.models import Page, PageUse
from portal.features.toolkits.services import add_uses
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import current_epoch
from portal.web.visits import NAME, Visits
from tests.clients import PortalClient

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Connection

SCALING, HISTORY = "/toolkit/direct-practice/scaling", "/toolkit/about-sop/history"
NOON = datetime(2026, 11, 26, 20, tzinfo=UTC)
TODAY = date(2026, 11, 26)


@pytest.fixture
def visits(app: Flask) -> Visits:
    """Give the counts of the portal, with none from before."""
    found: Visits = app.extensions[NAME]
    found._counts.clear()
    return found


def uses(app: Flask) -> dict[str, int]:
    """Return what is written, by slug."""
    with app.app_context():
        rows = db.session.execute(select(Page.slug, PageUse.count).join(PageUse, PageUse.page_id == Page.id))
        return {row["slug"]: row["count"] for row in rows.mappings()}


def test_every_page_sent_is_counted_those_kept_ready_for_strangers_too(
    visits: Visits, client: PortalClient, app: Flask
) -> None:
    worker = PortalClient(app).sign_in_as("worker", county="Butte")
    for reader in (client, client, worker):
        assert reader.get(SCALING).status_code == 200
    client.get("/toolkit/")

    visits.write()

    assert uses(app) == {"scaling": 3, "home": 1}


def test_a_reader_whose_copy_is_still_right_is_counted(visits: Visits, client: PortalClient, app: Flask) -> None:
    mark = client.get(SCALING).headers["ETag"]
    assert client.get(SCALING, headers={"If-None-Match": mark}).status_code == 304

    visits.write()

    assert uses(app) == {"scaling": 2}


def test_what_is_no_page_is_not_counted(visits: Visits, client: PortalClient, app: Flask) -> None:
    assert client.get("/toolkit/nothing").status_code == 404
    assert client.get("/toolkit/scaling").status_code == 301
    assert client.get("/toolkit/find").status_code == 200
    assert client.http.head(SCALING).status_code == 200

    visits.write()

    assert uses(app) == {}


def test_opening_a_page_writes_nothing(visits: Visits, client: PortalClient, connection: Connection) -> None:
    written: list[str] = []

    def look(_1: object, _2: object, statement: str, *_3: object) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            written.append(statement)

    event.listen(connection, "before_cursor_execute", look)
    client.get(SCALING)
    seen = list(written)
    visits.write()
    event.remove(connection, "before_cursor_execute", look)

    assert seen == []
    assert any("page_use" in statement for statement in written)


def test_counts_of_a_day_add_up_and_the_next_day_is_another(app: Flask, context: Flask) -> None:
    with transaction():
        add_uses({(TODAY, SCALING): 2, (TODAY, HISTORY): 1})
    with transaction():
        add_uses({(TODAY, SCALING): 3, (TODAY + timedelta(days=1), SCALING): 1})

    rows = db.session.execute(select(PageUse.day, PageUse.count).join(Page).where(Page.slug == "scaling"))
    assert sorted((day, count) for day, count in rows) == [(TODAY, 5), (TODAY + timedelta(days=1), 1)]


def test_writing_counts_leaves_what_is_kept_of_pages(app: Flask, context: Flask) -> None:
    before = current_epoch()

    with transaction():
        add_uses({(TODAY, SCALING): 1})

    assert current_epoch() == before


def test_counts_older_than_a_year_are_let_go(app: Flask, context: Flask) -> None:
    with time_machine.travel(NOON, tick=False), transaction():
        add_uses({(TODAY - timedelta(days=399), SCALING): 1, (TODAY - timedelta(days=401), SCALING): 1})

    assert [row.day for row in db.session.scalars(select(PageUse))] == [TODAY - timedelta(days=399)]


def test_what_the_database_does_not_take_is_written_the_next_time(
    visits: Visits, client: PortalClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(counts: object) -> None:
        raise OperationalError("", None, Exception("busy"))

    client.get(SCALING)
    monkeypatch.setattr(visits, "_save", fail)
    visits.write()
    monkeypatch.undo()
    client.get(SCALING)

    visits.write()

    assert uses(app) == {"scaling": 2}


def test_the_home_lists_what_was_opened_most_in_four_weeks(app: Flask, client: PortalClient) -> None:
    with time_machine.travel(NOON, tick=False):
        with app.app_context(), transaction():
            add_uses(
                {
                    (TODAY, HISTORY): 5,
                    (TODAY - timedelta(days=3), SCALING): 9,
                    (TODAY - timedelta(days=40), "/toolkit/direct-practice/circles"): 99,
                    (TODAY, "/toolkit/"): 500,
                }
            )
        app.extensions.pop("portal.kept.values", None)
        app.extensions.pop("portal.kept.pages", None)
        page = JustHTML(client.get("/toolkit/").get_data(as_text=True), sanitize=False)

    (used,) = page.query("section[aria-labelledby=most-used]")
    assert [link.attrs["href"] for link in used.query(".row-title a")] == [SCALING, HISTORY]


def test_the_finder_puts_what_was_opened_most_first(app: Flask) -> None:
    with app.app_context():
        with transaction():
            add_uses({(datetime.now(UTC).date(), SCALING): 2})
        app.extensions.pop("portal.kept.values", None)
        found = queries.find(queries.Wish(order="used"), address="/here")

    assert found.pages[0].slug == "scaling"
