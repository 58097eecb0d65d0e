"""Saved pages: kept by their person alone, told of when they change or are recalled, gone with the account."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from portal.features.accounts.queries import get_account
from portal.features.accounts.services import close_account
from portal.features.saved import posting
from portal.features.saved.models import Bookmark
from portal.features.tools.queries import list_tools
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from portal.plugin_host.contributions import Recalled
from portal.plugin_host.host import get_host
from tests.clients import PortalClient, text_of
from tests.factories import make_person
from tests.features.upkeep.writing import rewrite

if TYPE_CHECKING:
    from flask import Flask

pytestmark = pytest.mark.both_databases

PAGE = "/toolkit/direct-practice/scaling"
HOME = "/regions/central/"


@pytest.fixture
def ben(app: Flask) -> PortalClient:
    """Give a worker of a county of the central region."""
    return PortalClient(app).sign_in_as("worker", county="Fresno")


def keep(client: PortalClient, place: str = "toolkit/scaling") -> int:
    return client.post(f"/saved/{place}/keep", on=PAGE).status_code


def recall(app: Flask, slug: str, *, is_lifted: bool = False) -> None:
    told = Recalled(
        slug=slug, region_id=None, title="", reason="", at=datetime(2031, 1, 1, tzinfo=UTC), is_lifted=is_lifted
    )
    with app.app_context(), transaction():
        get_host().manager.hook.portal_page_recalled(recalled=told)


def test_a_page_is_saved_from_its_own_button_listed_and_removed_again(ben: PortalClient) -> None:
    before = text_of(ben.get(PAGE))

    answer = ben.post("/saved/toolkit/scaling/keep", on=PAGE)

    after, listed = text_of(ben.get(PAGE)), text_of(ben.get("/saved/"))
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert ("Save this page" in before, "Saved: remove it again" in after) == (True, True)
    assert "Scaling" in listed
    gone = ben.post("/saved/toolkit/scaling/drop", {"from": "page"}, on=PAGE)
    assert (gone.status_code, gone.location) == (303, PAGE)
    assert "Nothing saved yet" in text_of(ben.get("/saved/"))


def test_saving_twice_keeps_one_and_nobody_else_sees_it(app: Flask, ben: PortalClient) -> None:
    other = PortalClient(app).sign_in_as("worker", county="Fresno")

    answers = [keep(ben), keep(ben)]

    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Bookmark)) == 1
    assert answers == [303, 303]
    assert "Nothing saved yet" in text_of(other.get("/saved/"))


def test_a_new_version_is_told_on_the_home_until_it_is_marked_as_seen(app: Flask, ben: PortalClient) -> None:
    keep(ben)
    quiet = text_of(ben.get(HOME))
    with app.app_context():
        rewrite("scaling")

    told = text_of(ben.get(HOME))

    seen = ben.post("/saved/seen", on="/saved/")
    assert "Nothing new in the 1 page you saved" in quiet
    assert "What changed for you" in told
    assert "New version" in told
    assert seen.status_code == 303
    assert "Nothing new in the 1 page you saved" in text_of(ben.get(HOME))


def test_a_recall_and_its_end_are_told_to_whoever_saved_the_page(app: Flask, ben: PortalClient) -> None:
    keep(ben)

    recall(app, "scaling")

    told = text_of(ben.get(HOME))
    recall(app, "scaling", is_lifted=True)
    assert "Recalled: do not use it any more" in told
    assert "The recall is lifted" in text_of(ben.get(HOME))


def test_the_home_of_somebody_who_saved_nothing_says_nothing_of_it(app: Flask, ben: PortalClient) -> None:
    keep(ben)
    other = PortalClient(app).sign_in_as("worker", county="Fresno")

    homes = text_of(ben.get(HOME)), text_of(other.get(HOME)), text_of(PortalClient(app).get(PAGE))

    assert ["What changed for you" in said for said in homes] == [True, False, False]
    assert "Save this page" not in homes[2]


def test_a_tool_of_another_region_can_neither_be_saved_nor_is_it_told_that_there_is_one(
    app: Flask, ben: PortalClient
) -> None:
    with app.app_context():
        own = next(tool for tool in list_tools("central") if not tool.for_everyone)
        foreign = next(tool for tool in list_tools("southern") if not tool.for_everyone)

    answers = [keep(ben, f"central/{own.id}"), keep(ben, f"southern/{foreign.id}"), keep(ben, "southern/none")]

    listed = text_of(ben.get("/saved/"))
    assert answers == [303, 404, 404]
    assert (own.title in listed, foreign.title in listed) == (True, False)


def test_a_saved_tool_of_a_region_one_has_left_shows_no_title(app: Flask, ben: PortalClient) -> None:
    with app.app_context():
        foreign = next(tool for tool in list_tools("southern") if not tool.for_everyone)
    keep(ben)
    with app.app_context(), transaction():
        row = db.session.scalars(select(Bookmark)).one()
        row.region_id, row.key = "southern", foreign.id

    listed = text_of(ben.get("/saved/"))

    assert foreign.title not in listed
    assert "A page that is not there any more" in listed


def test_keepers_are_those_who_saved_it_and_whose_account_is_open(app: Flask, ben: PortalClient) -> None:
    with app.app_context():
        leaver = make_person("worker", county="Fresno")
    gone = PortalClient(app).sign_in(leaver)
    keep(ben)
    keep(gone)

    with app.app_context():
        ask = get_host().manager.hook.portal_page_keepers
        both = [one.account_ids for one in ask(slug="scaling", region_id=None)]
        with transaction():
            close_account(get_account(leaver.id), actor_id=None)
        left = [one.account_ids for one in ask(slug="scaling", region_id=None)]

    assert len(both[0]) == 2
    assert both[0] - left[0] == {leaver.id}


def test_what_a_closed_account_saved_is_deleted_by_the_daily_job(app: Flask, ben: PortalClient) -> None:
    with app.app_context():
        leaver = make_person("worker", county="Fresno")
    keep(PortalClient(app).sign_in(leaver))
    keep(ben)
    with app.app_context():
        with transaction():
            close_account(get_account(leaver.id), actor_id=None)
            advance_epoch()

        posting.clear_away()

        owners = list(db.session.scalars(select(Bookmark.account_id)))
    assert len(owners) == 1
    assert leaver.id not in owners
