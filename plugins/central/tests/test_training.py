"""Training dates in a running portal: samples, the last good copy, and the address to subscribe to."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import portal_central
import pytest
from icalendar import Calendar

from portal.plugin_api import Fetched, FetchFault

if TYPE_CHECKING:
    from portal.testing import FrozenClock, Portal

FOLDER = Path(portal_central.__file__).parent
BASE, HOME = "/regions/central/x/central/training", "/regions/central/"
ADDRESS = "https://chhs.fresnostate.edu/ccta/dates.ics"
GOOD = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Real class\r\n"
    b"DTSTART;VALUE=DATE:20260701\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


class Web:
    """Stands for the web: gives what it is told to give, and remembers what it was asked."""

    def __init__(self, *answers: bytes | str) -> None:
        self.answers, self.asked = list(answers), []

    def get(self, url: str, *, etag: str = "", modified: str = "") -> Fetched:
        """Give the next answer; a text is the sentence of a fault, nothing is “not changed”."""
        self.asked.append((url, etag))
        answer = self.answers.pop(0)
        if isinstance(answer, str):
            raise FetchFault(answer)
        return Fetched(url, answer, "text/calendar", "mark", "", is_new=bool(answer))


@pytest.fixture
def portal(portal_app: Any, frozen_clock: FrozenClock) -> Portal:
    """Give a portal with the Central plugin on."""
    made: Portal = portal_app(plugins=[FOLDER], regions=["central", "elsewhere"])
    return made


def run_job(portal: Portal, web: Web) -> None:
    """Run the job that fetches, with this for the web."""
    with portal.app.app_context():
        plugin = portal.app.extensions["portal.plugins"].registry.plugins["central"]
    [job] = plugin.declared.of("portal_jobs")
    portal.within("central", "central", lambda ctx: job.run(Wired(ctx, web)))


class Wired:
    """A context whose web is another one."""

    def __init__(self, ctx: Any, web: Web) -> None:
        self._ctx, self.http = ctx, web

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ctx, name)


def test_samples_are_shown_and_called_samples_until_a_calendar_is_named(portal: Portal) -> None:
    worker = portal.as_user("worker", "central")

    said = worker.text(BASE)

    assert "These dates are samples" in said
    assert "no training is offered on them" in said
    assert "Sample: Coaching circle for supervisors, by video" in said
    assert "Sample dates, until the academy names its calendar." in worker.text(HOME)
    worker.assert_page_ok(BASE)
    worker.assert_page_ok(HOME)


def test_there_are_samples_at_any_time(portal: Portal, frozen_clock: FrozenClock) -> None:
    frozen_clock.move(days=1_000)

    assert portal.as_user("worker", "central").text(BASE).count("Sample: Coaching circle") >= 10


def test_the_academys_calendar_takes_their_place(portal: Portal) -> None:
    portal.set("central", "calendar", ADDRESS, region="central")
    worker = portal.as_user("worker", "central")
    before = worker.text(BASE)
    web = Web(GOOD)

    run_job(portal, web)

    said = worker.text(BASE)
    assert "has not been fetched yet" in before
    assert web.asked == [(ADDRESS, "")]
    assert "Real class" in said
    assert "Sample" not in said
    assert "Fetched from the academy’s calendar on" in said


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [(b"<html>Moved</html>", "no calendar file"), ("chhs.fresnostate.edu does not answer.", "does not answer")],
)
def test_a_bad_answer_is_told_and_the_last_good_copy_stays(
    portal: Portal, frozen_clock: FrozenClock, answer: bytes | str, sentence: str
) -> None:
    portal.set("central", "calendar", ADDRESS, region="central")
    run_job(portal, Web(GOOD))
    frozen_clock.move(hours=6)

    run_job(portal, Web(answer))

    said = portal.as_user("worker", "central").text(BASE)
    assert "The calendar could not be renewed" in said
    assert sentence in said
    assert "Real class" in said
    assert "The dates below are of" in said
    health = portal.call("central", "portal_health", "central")
    assert (health.is_well, sentence in health.sentence) == (False, True)


def test_an_unchanged_calendar_is_as_fresh_as_a_new_one_and_forgets_the_trouble(
    portal: Portal, frozen_clock: FrozenClock
) -> None:
    portal.set("central", "calendar", ADDRESS, region="central")
    run_job(portal, Web(GOOD))
    run_job(portal, Web("It breaks off."))
    frozen_clock.move(days=8)
    old = portal.as_user("worker", "central").text(BASE)
    web = Web(b"")

    run_job(portal, web)

    said = portal.as_user("worker", "central").text(BASE)
    assert "could not be renewed" in old
    assert web.asked == [(ADDRESS, "mark")]
    assert "Real class" in said
    assert "could not be renewed" not in said
    assert portal.call("central", "portal_health", "central").is_well


def test_dates_that_nobody_renews_say_how_old_they_are(portal: Portal, frozen_clock: FrozenClock) -> None:
    portal.set("central", "calendar", ADDRESS, region="central")
    run_job(portal, Web(GOOD))

    frozen_clock.move(days=8)

    assert "These dates were last fetched on" in portal.as_user("worker", "central").text(BASE)
    assert not portal.call("central", "portal_health", "central").is_well


def test_the_regions_people_download_the_dates(portal: Portal) -> None:
    answer = portal.as_user("worker", "central").get(f"{BASE}.ics")

    assert answer.mimetype == "text/calendar"
    assert len(Calendar.from_ical(answer.get_data()).walk("VEVENT")) > 20
    assert portal.client.get(f"{BASE}.ics").status_code == 303
    assert portal.as_user("regional-editor", "elsewhere").get(f"{BASE}.ics").status_code == 404


def test_a_calendar_program_brings_the_key_and_without_it_there_is_no_page(portal: Portal) -> None:
    worker = portal.as_user("worker", "central")
    worker.post(f"{BASE}/key", on=BASE)
    [first] = re.findall(r'value="http://localhost(/[^"]+\.ics)"', worker.get(BASE).get_data(as_text=True))

    with_key, without = portal.client.get(first), portal.client.get(f"{BASE}/guess.ics")
    worker.post(f"{BASE}/key", on=BASE)
    later = portal.client.get(first)

    assert (with_key.status_code, with_key.mimetype) == (200, "text/calendar")
    assert (without.status_code, later.status_code) == (404, 404)
    assert portal.incidents() == []


def test_nothing_is_fetched_while_no_calendar_is_named(portal: Portal) -> None:
    web = Web()

    run_job(portal, web)

    assert web.asked == []
    assert "samples" in portal.as_user("worker", "central").text(BASE)
