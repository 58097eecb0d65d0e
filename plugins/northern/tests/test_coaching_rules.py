"""How requests for coaching move, and what can be asked for."""

from __future__ import annotations

from datetime import date

import pytest
from portal_northern.coaching import rules
from portal_northern.coaching.rules import Deed, Status, Wish

from portal.plugin_api import Conflict

THURSDAY = date(2026, 11, 26)
WISH = Wish("mapping", "video", "06007", ("2026-12-07",))


@pytest.mark.parametrize(
    ("status", "deeds"),
    [
        (Status.ASKED, (Deed.ACCEPT, Deed.SCHEDULE, Deed.DECLINE)),
        (Status.ACCEPTED, (Deed.SCHEDULE, Deed.DECLINE)),
        (Status.SCHEDULED, (Deed.SCHEDULE, Deed.FINISH)),
        (Status.DONE, ()),
        (Status.DECLINED, ()),
        (Status.WITHDRAWN, ()),
    ],
)
def test_the_academy_can_do_this_with_a_request(status: Status, deeds: tuple[Deed, ...]) -> None:
    assert rules.deeds_for(status) == deeds


def test_a_request_goes_from_asked_to_done() -> None:
    status = Status.ASKED

    for deed in (Deed.ACCEPT, Deed.SCHEDULE, Deed.SCHEDULE, Deed.FINISH):
        status = rules.status_after(status, deed)

    assert status is Status.DONE


@pytest.mark.parametrize(
    ("status", "deed", "sentence"),
    [
        (Status.DECLINED, Deed.SCHEDULE, "This request is declined; it cannot be given a date. Look at it again."),
        (Status.DONE, Deed.WITHDRAW, "This request is done; it cannot be withdrawn. Look at it again."),
        (Status.SCHEDULED, Deed.ACCEPT, "This request is scheduled; it cannot be accepted. Look at it again."),
        (Status.ACCEPTED, Deed.FINISH, "This request is accepted; it cannot be marked as done. Look at it again."),
    ],
)
def test_a_move_that_makes_no_sense_is_refused_with_a_sentence(status: Status, deed: Deed, sentence: str) -> None:
    with pytest.raises(Conflict) as refused:
        rules.status_after(status, deed)

    assert str(refused.value) == sentence


def test_the_weeks_on_offer_begin_with_the_week_after_next() -> None:
    weeks = rules.weeks_from(THURSDAY)

    assert (weeks[0], weeks[-1], len(weeks)) == (date(2026, 12, 7), date(2027, 2, 8), 10)
    assert rules.weeks_from(date(2026, 11, 23))[0] == rules.weeks_from(date(2026, 11, 29))[0] == date(2026, 12, 7)


def test_a_whole_wish_has_no_fault() -> None:
    assert rules.faults_of(WISH, counties={"06007"}, today=THURSDAY) == {}


@pytest.mark.parametrize(
    ("wish", "wrong"),
    [
        (Wish("", "", "", ()), ["topic", "format", "county", "weeks"]),
        (Wish("Jayden at home", "video", "06007", ("2026-12-07",)), ["topic"]),
        (Wish("mapping", "a story", "06007", ("2026-12-07",)), ["format"]),
        (Wish("mapping", "video", "06019", ("2026-12-07",)), ["county"]),
        (Wish("mapping", "video", "06007", ("2026-12-08",)), ["weeks"]),
        (Wish("mapping", "video", "06007", ("2026-12-07", "2026-12-14", "2026-12-21", "2026-12-28")), ["weeks"]),
    ],
)
def test_only_what_is_on_the_lists_can_be_asked_for(wish: Wish, wrong: list[str]) -> None:
    assert list(rules.faults_of(wish, counties={"06007"}, today=THURSDAY)) == wrong


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Give the day of the session"), ("next week", "Give the day of the session"),
        ("2026-11-25", "lies in the past"), ("2027-06-15", "more than 200 days away"),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Conflict, match=sentence):
        rules.day_of_session(text, today=THURSDAY)


def test_a_session_may_be_today() -> None:
    assert rules.day_of_session("2026-11-26", today=THURSDAY) == THURSDAY


def test_the_longest_wait_is_that_of_the_oldest_request() -> None:
    assert rules.oldest_wait([date(2026, 11, 20), date(2026, 11, 5)], today=THURSDAY) == 21
    assert rules.oldest_wait([], today=THURSDAY) == 0
