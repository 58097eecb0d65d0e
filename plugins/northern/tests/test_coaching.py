"""Coaching in a running portal: asking, answering, and who sees what."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import portal_northern
import pytest

from portal.plugin_api import Event

if TYPE_CHECKING:
    from portal.testing import FrozenClock, Portal

FOLDER = Path(portal_northern.__file__).parent
BASE = "/regions/northern/x/northern/coaching"
ASK, QUEUE, HOME = f"{BASE}/ask", f"{BASE}/queue", "/regions/northern/"


@pytest.fixture
def portal(portal_app: Any) -> Portal:
    """Give a portal with the Northern plugin on."""
    made: Portal = portal_app(plugins=[FOLDER], regions=["northern", "elsewhere"])
    return made


def wish(browser: Any, **changes: Any) -> dict[str, Any]:
    """Return a whole form, chosen from what the page offers."""
    page = browser.get(ASK).get_data(as_text=True)
    week = re.findall(r'name="weeks"[^>]*value="([0-9-]+)"', page)[0]
    county = re.findall(r'<option value="(\d{5})"', page)[0]
    return {"topic": "mapping", "format": "video", "county": county, "weeks": [week]} | changes


def ask(browser: Any, **changes: Any) -> Any:
    """Send a request."""
    return browser.post(ASK, wish(browser, **changes))


def move(browser: Any, number: int = 1, **fields: str) -> Any:
    """Do something with a request from the queue."""
    return browser.post(f"{QUEUE}/{number}", fields, on=QUEUE)


def test_a_worker_asks_and_sees_how_the_request_stands(portal: Portal) -> None:
    worker = portal.as_user("worker", "northern")

    answer = ask(worker)

    assert (answer.status_code, answer.location) == (303, BASE)
    said = worker.text(BASE)
    assert "Waiting for an answer" in said
    assert "Mapping, alone or with a family" in said
    for url in (BASE, ASK, HOME):
        worker.assert_page_ok(url)


def test_the_form_has_no_place_for_words_about_a_family(portal: Portal) -> None:
    page = portal.as_user("worker", "northern").get(ASK).get_data(as_text=True)

    form = next(form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if 'name="topic"' in form)

    assert "<textarea" not in form
    assert set(re.findall(r'<input[^>]*type="(\w+)"', form)) == {"hidden", "radio", "checkbox"}
    assert "There is no place to write about a family" in page


def test_bad_choices_are_told_by_the_field_and_nothing_is_lost(portal: Portal) -> None:
    worker = portal.as_user("worker", "northern")

    answer = ask(worker, topic="", weeks=[])

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="topic-error"' in page
    assert 'href="#weeks"' in page
    assert re.search(r'value="video" checked', page)
    assert "You have not asked for a session yet." in worker.text(BASE)


def test_a_sixth_open_request_is_refused(portal: Portal) -> None:
    worker = portal.as_user("worker", "northern")

    statuses = [ask(worker).status_code for _ in range(6)]

    assert statuses == [303] * 5 + [409]
    assert portal.incidents() == []


def test_the_academy_moves_a_request_and_who_asked_sees_each_step(portal: Portal) -> None:
    supervisor, editor = portal.as_user("supervisor", "northern"), portal.as_user("regional-editor", "northern")
    ask(supervisor, topic="networks", format="visit")
    day = wish(supervisor)["weeks"][0]

    seen = []
    for fields in (
        {"deed": "accept", "seen": "asked"},
        {"deed": "schedule", "seen": "accepted", "day": day},
        {"deed": "finish", "seen": "scheduled"},
    ):
        assert move(editor, **fields).status_code == 303
        seen.append(supervisor.text(BASE))

    assert "Accepted, a day is being found" in seen[0]
    assert "The session is on" in seen[1]
    assert "The session was on" in seen[2]
    assert "Finished lately" in editor.text(QUEUE)
    editor.assert_page_ok(QUEUE)


def test_a_request_is_declined_with_a_reason_from_the_list(portal: Portal) -> None:
    worker, admin = portal.as_user("worker", "northern"), portal.as_user("regional-administrator", "northern")
    ask(worker)

    refused = move(admin, deed="decline", seen="asked", reason="because of the boy")
    declined = move(admin, deed="decline", seen="asked", reason="full")

    assert refused.status_code == 409
    assert "Choose why the request is declined" in refused.get_data(as_text=True)
    assert "because of the boy" not in refused.get_data(as_text=True)
    assert declined.status_code == 303
    assert "No coach is free in these weeks." in worker.text(BASE)


def test_a_move_from_an_old_page_changes_nothing_and_says_so(portal: Portal) -> None:
    worker, first, second = (portal.as_user(role, "northern") for role in ("worker", *["regional-editor"] * 2))
    ask(worker)
    move(first, deed="accept", seen="asked")

    late = move(second, deed="decline", seen="asked", reason="full")

    assert late.status_code == 409
    assert "Somebody has moved this request meanwhile; it is accepted now." in late.get_data(as_text=True)
    assert "Accepted, a day is being found" in worker.text(BASE)


def test_nonsense_in_the_queue_is_answered_with_a_sentence(portal: Portal) -> None:
    worker, editor = portal.as_user("worker", "northern"), portal.as_user("regional-editor", "northern")
    ask(worker)

    assert move(editor, deed="fly", seen="asked").status_code == 422
    assert move(editor, deed="withdraw", seen="asked").status_code == 422
    assert move(editor, deed="schedule", seen="asked", day="2020-01-01").status_code == 409
    assert move(editor, number=99, deed="accept", seen="asked").status_code == 404
    assert "Waiting for an answer" in worker.text(BASE)
    assert portal.incidents() == []


def test_only_who_asked_withdraws(portal: Portal) -> None:
    ana, ben = portal.as_user("worker", "northern"), portal.as_user("worker", "northern")
    ask(ana)

    assert ben.post(f"{BASE}/1/withdraw", on=BASE).status_code == 404
    assert ana.post(f"{BASE}/1/withdraw", on=BASE).status_code == 303
    assert "Withdrawn" in ana.text(BASE)
    assert "You have not asked for a session yet." in ben.text(BASE)


def test_the_queue_is_for_the_academy_and_everything_for_the_region(portal: Portal) -> None:
    worker, editor = portal.as_user("worker", "northern"), portal.as_user("regional-editor", "northern")

    assert worker.get(QUEUE).status_code == 403
    assert move(worker, deed="accept", seen="asked").status_code == 403
    assert editor.get(QUEUE).status_code == 200
    assert portal.as_user("regional-editor", "elsewhere").get(BASE).status_code == 404
    assert portal.client.get(BASE).status_code == 303


def test_the_home_invites_those_who_ask_and_counts_for_those_who_answer(
    portal: Portal, frozen_clock: FrozenClock
) -> None:
    worker, editor = portal.as_user("worker", "northern"), portal.as_user("regional-editor", "northern")
    ask(worker)

    assert "Ask for a session" in worker.text(HOME)
    assert "1 request waits for an answer." in editor.text(HOME)
    assert "waits for an answer" not in worker.text(HOME)
    assert "request waits" not in portal.client.text(HOME)


def test_health_says_how_many_wait_and_complains_after_three_weeks(portal: Portal, frozen_clock: FrozenClock) -> None:
    ask(portal.as_user("worker", "northern"))

    well = portal.call("northern", "portal_health", "northern")
    frozen_clock.move(days=22)
    ill = portal.call("northern", "portal_health", "northern")

    assert well.is_well
    assert well.sentence.startswith("Requests that wait for an answer: 1.")
    assert (ill.is_well, ill.sentence) == (False, "A request for coaching has waited 22 days for an answer.")


def test_open_requests_keep_the_plugin_from_being_erased(portal: Portal) -> None:
    worker = portal.as_user("worker", "northern")
    ask(worker)

    open_ones = portal.call("northern", "portal_uninstall_blockers", "northern")
    worker.post(f"{BASE}/1/withdraw", on=BASE)

    assert len(open_ones) == 1
    assert open_ones[0].startswith("1 request for coaching in Northern Region is still open")
    assert list(portal.call("northern", "portal_uninstall_blockers", "northern")) == []


def test_each_step_is_announced_and_says_nothing_of_a_person(portal: Portal) -> None:
    told: list[Event] = []

    def act(ctx: Any) -> None:
        ctx.emit("coaching-moved", request=1, status="asked")
        told.extend(Event(name, payload) for name, payload in ctx.emitted)

    portal.within("northern", "northern", act)

    assert told == [Event("northern.coaching-moved", {"request": 1, "status": "asked"})]


def test_the_first_day_stays_when_coaching_is_switched_off_and_on(portal: Portal, frozen_clock: FrozenClock) -> None:
    days = []
    for _ in range(2):
        portal.switch_off("northern", "northern")
        portal.switch_on("northern", "northern")
        days.append(portal.within("northern", "northern", lambda ctx: ctx.store.get("coaching-opened")))
        frozen_clock.move(days=3)

    assert days[0]
    assert days[1] == days[0]


def test_the_county_of_the_last_request_is_chosen_already(portal: Portal) -> None:
    worker = portal.as_user("worker", "northern")
    first = worker.get(ASK).get_data(as_text=True)
    county = re.findall(r'<option value="(\d{5})"', first)[1]

    ask(worker, county=county)

    assert not re.search(r'<option value="\d{5}" selected', first)
    assert f'<option value="{county}" selected' in worker.get(ASK).get_data(as_text=True)


def test_the_queue_tells_the_county_a_request_is_for_apart_from_who_asked(portal: Portal) -> None:
    ask(portal.as_user("worker", "northern"), county="06003")

    said = portal.as_user("regional-editor", "northern").text(QUEUE)

    assert re.search(r"Asked by .{1,40} · for Alpine County", said)
