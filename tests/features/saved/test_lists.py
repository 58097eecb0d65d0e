"""Reading lists: a person's own, in an order, of words that were looked at; told of when a page in one is recalled."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from portal.features.saved import rules
from portal.features.saved.models import ListEntry
from portal.features.toolkits.models import Page
from portal.features.tools.queries import list_tools
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from portal.plugin_host.contributions import PageMark
from portal.plugin_host.host import get_host
from portal.plugin_host.markers import hookimpl
from tests.clients import PortalClient, text_of
from tests.features.saved.lists import (
    PAGE,
    add_page,
    county_word,
    order_in,
    own_tool,
    share_list,
    start_list,
    stored,
)
from tests.features.upkeep.writing import rewrite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask import Flask

THREE = ("toolkit/scaling", "toolkit/three-houses", "toolkit/circles")
SCALING, HOUSES, CIRCLES = "Scaling questions", "Three Houses", "Circles of Safety and Support"


class Marking:
    """A feature that says a page is recalled, and the tools of a region."""

    def __init__(self, tools: list[str]) -> None:
        self.tools = tools

    @hookimpl
    def portal_page_marks(self) -> Mapping[str, PageMark]:
        return {"scaling": PageMark(words="Recalled")}

    @hookimpl
    def portal_tool_marks(self) -> Mapping[tuple[str, str], PageMark]:
        return {("central", key): PageMark(words="Recalled") for key in self.tools}


@pytest.fixture
def ben(app: Flask) -> PortalClient:
    """Give a worker of a county of the central region."""
    return PortalClient(app).sign_in_as("worker", county="Fresno")


@pytest.fixture
def recalled(app: Flask) -> Iterator[None]:
    """Let the page on scaling be recalled, and every tool of the central region."""
    with app.app_context(), transaction():
        marking = Marking([tool.id for tool in list_tools("central")])
        manager = get_host().manager
        manager.register(marking)
        advance_epoch()
    yield
    manager.unregister(marking)


def test_a_list_is_started_from_a_page_without_script_and_holds_it(ben: PortalClient) -> None:
    control = ben.get(PAGE).get_data(as_text=True)

    choosing = text_of(ben.get("/saved/toolkit/scaling/lists"))
    url = start_list(ben, page="toolkit/scaling", note="Read this in the car.")

    said = text_of(ben.get(url))
    assert 'href="/saved/toolkit/scaling/lists">Add to a list</a>' in control
    assert "Start a new list with it" in choosing
    assert order_in(ben, url) == [SCALING]
    assert "Read this in the car." in said
    assert "Only you" in said
    assert "Code on paper: " in said
    assert "It is in this list" in text_of(ben.get("/saved/toolkit/scaling/lists"))


def test_a_saved_page_leads_to_the_lists_and_a_stranger_to_none(app: Flask, ben: PortalClient) -> None:
    ben.post("/saved/toolkit/scaling/keep", on=PAGE)

    saved, stranger = ben.get("/saved/").get_data(as_text=True), PortalClient(app).get(PAGE)

    assert 'href="/saved/toolkit/scaling/lists"' in saved
    assert "Add to a list" not in text_of(stranger)


def test_pages_are_moved_up_and_down_and_taken_out(ben: PortalClient) -> None:
    url = start_list(ben)
    statuses = [add_page(ben, url, place) for place in (*THREE, THREE[0])]
    orders = [order_in(ben, url)]

    for place, step in ((THREE[2], "up"), (THREE[0], "down"), (THREE[2], "up")):
        answer = ben.post(f"{url}/{place}/move", {"step": step}, on=url)
        orders.append(order_in(ben, url))

    ben.post(f"{url}/{THREE[1]}/remove", on=url)
    assert statuses == [303] * 4
    assert orders[0] == [SCALING, HOUSES, CIRCLES]
    assert orders[1:] == [[SCALING, CIRCLES, HOUSES], [CIRCLES, SCALING, HOUSES], [CIRCLES, SCALING, HOUSES]]
    assert answer.location == f"{url}#toolkit-circles"
    assert order_in(ben, url) == [CIRCLES, SCALING]
    assert ben.post(f"{url}/{THREE[0]}/move", {"step": "sideways"}, on=url).status_code == 404


def test_two_windows_that_order_one_list_move_what_is_there_and_lose_nothing(ben: PortalClient) -> None:
    url = start_list(ben)
    for place in THREE:
        add_page(ben, url, place)

    ben.post(f"{url}/{THREE[2]}/move", {"step": "up"}, on=url)  # in one window
    ben.post(f"{url}/{THREE[1]}/move", {"step": "up"}, on=url)  # in the other, which still shows the first order
    ben.post(f"{url}/{THREE[0]}/remove", on=url)
    late = ben.post(f"{url}/{THREE[0]}/move", {"step": "down"}, on=url)

    assert order_in(ben, url) == [HOUSES, CIRCLES]
    assert late.status_code == 409
    assert "That page is not in the list any more." in text_of(late)


def test_a_change_on_top_of_an_unseen_one_is_refused_and_what_was_typed_stays(app: Flask, ben: PortalClient) -> None:
    url = start_list(ben)
    share_list(ben, url, "private", title="Changed first")

    stale = ben.post(
        f"{url}/edit", {"title": "Typed later", "note": "my words", "audience": "private", "version": "1"}, on=url
    )

    page = stale.get_data(as_text=True)
    assert stale.status_code == 409
    assert ('value="Typed later"' in page, "my words" in page, "Changed first" in page) == (True, True, True)
    assert 'name="version" type="hidden" value="2"' in page
    assert stored(app) == [("Changed first", "", "private")]
    assert share_list(ben, url, "private", version=2, title="Typed later") == 303


@pytest.mark.parametrize(
    "typed",
    [
        ("title", "For Jayden Ortiz", "may be a person’s name"),
        ("note", "Call the aunt at 559-555-0123", "looks like a phone number"),
        ("note", "case number AB-12345", "looks like a case number"),
    ],
)
def test_words_that_may_say_who_somebody_is_come_back_and_are_kept_nowhere(
    app: Flask, ben: PortalClient, caplog: pytest.LogCaptureFixture, typed: tuple[str, str, str]
) -> None:
    field, words, kind = typed
    url = start_list(ben, "Fine")
    fields = {"title": "Fine", "note": "", "audience": "private", "version": "1"} | {field: words}

    with caplog.at_level(logging.DEBUG):
        answers = [ben.post("/saved/lists/new", fields, on=url), ben.post(f"{url}/edit", fields, on=url)]

    for answer in answers:
        assert answer.status_code == 422
        assert kind in answer.get_data(as_text=True)
        assert words in text_of(answer) or f'value="{words}"' in answer.get_data(as_text=True)
    assert stored(app) == [("Fine", "", "private")]
    assert words not in caplog.text


def test_a_list_without_title_or_with_too_long_words_is_not_started(app: Flask, ben: PortalClient) -> None:
    answers = [
        ben.post("/saved/lists/new", fields, on="/saved/lists/new")
        for fields in ({"title": " ", "note": "kept"}, {"title": "t" * 81}, {"title": "fine", "note": "n" * 501})
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert "Give the list a title." in text_of(answers[0])
    assert "kept" in text_of(answers[0])
    assert "A title has at most 80 letters." in text_of(answers[1])
    assert "A note has at most 500 letters." in text_of(answers[2])
    assert stored(app) == []


def test_lists_and_pages_in_them_have_an_end_that_is_told(ben: PortalClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_LISTS", 1)
    monkeypatch.setattr(rules, "MOST_ENTRIES", 1)
    url = start_list(ben, page="toolkit/scaling")

    second = ben.post("/saved/lists/new", {"title": "Another"}, on="/saved/lists/new")
    full = ben.post("/saved/toolkit/circles/lists", {"list": url.rpartition("/")[2]}, on=url)

    assert (second.status_code, full.status_code) == (409, 409)
    assert rules.TOO_MANY_LISTS in text_of(second)
    assert rules.TOO_LONG in text_of(full)
    assert "Delete one you no longer need" in text_of(ben.get("/saved/toolkit/circles/lists"))


def test_deleting_asks_first_and_takes_the_pages_entries_along(app: Flask, ben: PortalClient) -> None:
    url = start_list(ben, page="toolkit/scaling")

    asked = text_of(ben.get(f"{url}/delete"))
    kept = stored(app)
    answer = ben.post(f"{url}/delete", on=url)

    assert "1 page is in it." in asked
    assert len(kept) == 1
    assert (answer.status_code, answer.location) == (303, "/saved/lists/")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ListEntry)) == 0
    assert ben.get(url).status_code == 404


def test_a_recalled_page_is_marked_in_the_list_among_the_lists_and_on_its_owners_home(
    app: Flask, ben: PortalClient, recalled: None
) -> None:
    url = start_list(ben, page="toolkit/scaling")
    place, title = own_tool(app, "central")
    second = start_list(ben, "Of our region", page=place)
    other = start_list(ben, "Nothing wrong here", page="toolkit/circles")

    pages = [text_of(ben.get(address)) for address in (url, "/saved/lists/", "/regions/central/", second, other)]

    assert "Scaling questions Recalled" in pages[0]
    assert pages[1].count("Holds a recalled page") == 2
    assert pages[2].count("Holds a recalled page") == 2
    assert "Nothing wrong here" not in pages[2]
    assert f"{title} Recalled" in pages[3]
    assert "Recalled" not in pages[4]


def test_owners_are_told_of_a_recall_and_of_what_it_takes_along_and_their_lists_are_counted(
    app: Flask, ben: PortalClient
) -> None:
    start_list(ben, page="toolkit/our-safety-plan-es")
    url = start_list(ben, "Second", page="toolkit/our-safety-plan")
    add_page(ben, url, "toolkit/our-safety-plan-es")
    share_list(ben, url, county_word(ben, "Fresno"))
    PortalClient(app).sign_in_as("worker", county="Fresno").post("/saved/toolkit/circles/keep", on=PAGE)

    with app.app_context():
        ask = get_host().manager.hook.portal_page_keepers
        given = [*ask(slug="our-safety-plan", region_id=None), *ask(slug="circles", region_id=None)]

    assert [(len(one.account_ids), one.lists) for one in given] == [(1, 2), (1, 0)]


def test_a_page_that_was_withdrawn_stays_by_name_with_a_mark_and_a_tool_that_is_gone_without(
    app: Flask, ben: PortalClient
) -> None:
    place, title = own_tool(app, "central")
    url = start_list(ben, page="toolkit/scaling")
    add_page(ben, url, place)
    with app.app_context(), transaction():
        db.session.execute(update(Page).where(Page.slug == "scaling").values(withdrawn_at=now()))
        db.session.execute(update(ListEntry).where(ListEntry.region_id == "central").values(key="long-gone"))
        advance_epoch()

    said = text_of(ben.get(url))

    assert "1. Scaling questions Withdrawn It was taken back. Do not use copies you have." in said
    assert "2. A page that is not there any more It may come back." in said
    assert title not in said
    assert ben.post(f"{url}/toolkit/scaling/remove", on=url).status_code == 303


def test_a_new_version_is_marked_for_a_while(app: Flask, ben: PortalClient) -> None:
    url = start_list(ben, page="toolkit/scaling")
    before = text_of(ben.get(url))
    with app.app_context():
        rewrite("scaling")
    with app.app_context(), transaction():
        db.session.execute(update(ListEntry).values(added_on=datetime(2020, 1, 1, tzinfo=UTC).date()))

    after = text_of(ben.get(url))

    assert ("New version" in before, "New version" in after) == (False, True)
