"""What a calendar file says, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar
from portal_central.training.calendars import (
    HERE,
    LARGEST,
    TrainingDate,
    from_plain,
    read_calendar,
    write_calendar,
)
from portal_central.training.pages import when

from portal.plugin_api import Invalid

TODAY = date(2026, 11, 26)
ZONE = "TZID=America/Los_Angeles"


def calendar(*entries: str) -> bytes:
    """Return a calendar with these entries, each given as its lines between BEGIN and END."""
    inner = "".join(f"BEGIN:VEVENT\n{entry.strip()}\nEND:VEVENT\n" for entry in entries)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{inner}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def entry(start: str, *more: str, uid: str = "one", title: str = "Class") -> str:
    return "\n".join([f"UID:{uid}", f"SUMMARY:{title}", f"DTSTART{start}", *more])


def days(*entries: str, today: date = TODAY) -> list[str]:
    """Return the days that a calendar of these entries gives."""
    return [one.day.isoformat() for one in read_calendar(calendar(*entries), today=today).dates]


def test_an_entry_becomes_a_date_in_californias_time() -> None:
    [one] = read_calendar(
        calendar(entry(":20261209T180000Z", "DTEND:20261209T200000Z", "LOCATION:Fresno", "URL:https://a.example/c")),
        today=TODAY,
    ).dates

    assert one == TrainingDate(
        "one", "Class", datetime(2026, 12, 9, 10, tzinfo=HERE), datetime(2026, 12, 9, 12, tzinfo=HERE), "Fresno",
        "https://a.example/c",
    )  # fmt: skip
    assert when(one) == "Wednesday, December 9, 10 a.m. to 12 p.m."


def test_what_is_over_is_left_out_and_what_runs_today_is_not() -> None:
    assert days(
        entry(";VALUE=DATE:20261124", "DTEND;VALUE=DATE:20261126", uid="over"),
        entry(";VALUE=DATE:20261125", "DTEND;VALUE=DATE:20261127", uid="last day"),
        entry(f";{ZONE}:20261126T080000", "DTEND;TZID=America/Los_Angeles:20261126T090000", uid="this morning"),
    ) == ["2026-11-25", "2026-11-26"]


def test_dates_stand_in_their_order_whatever_the_order_of_the_file() -> None:
    assert days(entry(":20270301T180000Z", uid="b"), entry(":20261201T180000Z", uid="a")) == [
        "2026-12-01",
        "2027-03-01",
    ]


def test_a_series_keeps_its_hour_when_the_clocks_change() -> None:
    found = read_calendar(
        calendar(entry(f";{ZONE}:20270301T093000", "DURATION:PT1H30M", "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=4")),
        today=TODAY,
    ).dates

    assert [one.starts.astimezone(UTC).hour for one in found] == [17, 17, 16, 16]
    assert {when(one).partition(", ")[2].partition(", ")[2] for one in found} == {"9:30 a.m. to 11 a.m."}


def test_of_a_series_what_was_taken_out_is_gone_and_what_was_moved_stands_at_its_new_day() -> None:
    assert days(
        entry(f";{ZONE}:20261202T090000", "RRULE:FREQ=WEEKLY;COUNT=4", f"EXDATE;{ZONE}:20261209T090000"),
        entry(f";{ZONE}:20261218T090000", f"RECURRENCE-ID;{ZONE}:20261216T090000"),
    ) == ["2026-12-02", "2026-12-18", "2026-12-23"]


def test_a_series_without_an_end_ends_with_the_horizon() -> None:
    found = days(entry(";VALUE=DATE:20200101", "RRULE:FREQ=MONTHLY;BYDAY=1FR"))

    assert found[0] == "2026-12-04"
    assert found[-1] == "2027-12-03"
    assert len(found) == 13


def test_a_series_until_a_moment_of_the_world_ends_by_the_wall() -> None:
    rule = "RRULE:FREQ=DAILY;UNTIL=20261204T010000Z"
    assert days(entry(f";{ZONE}:20261202T160000", rule)) == ["2026-12-02", "2026-12-03"]


def test_what_was_cancelled_is_no_date() -> None:
    assert days(entry(":20261201T180000Z", "STATUS:CANCELLED"), entry(":20261202T180000Z", uid="b")) == ["2026-12-02"]


@pytest.mark.parametrize(
    "bad",
    [
        entry(":someday"),
        entry(":20261201T180000Z", title=""),
        entry(":20261201T180000Z", "DTEND:20261130T180000Z"),
        entry(":20261201T180000Z", "DTEND;VALUE=DATE:20261202"),
        entry(":20261201T180000Z", "RRULE:FREQ=SECONDLY"),
        entry(":20261201T180000Z", "RRULE:FREQ=DAILY;INTERVAL=0"),
        entry(":20261201T180000Z", "RRULE:FREQ=DAILY;BYSECOND=1"),
        "UID:x\nSUMMARY:No beginning",
    ],
)
def test_an_entry_that_cannot_be_understood_is_left_out_and_counted(bad: str) -> None:
    reading = read_calendar(calendar(bad, entry(":20261202T180000Z", uid="good")), today=TODAY)

    assert ([one.uid for one in reading.dates], reading.left_out) == (["good"], 1)


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"<!doctype html><title>Not found</title>", b"\xff\xfe\x00", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
     b"BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n"],
)  # fmt: skip
def test_what_is_no_calendar_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(Invalid, match="no calendar file"):
        read_calendar(data, today=TODAY)


def test_a_calendar_of_nothing_but_broken_entries_is_refused() -> None:
    with pytest.raises(Invalid, match="None of the calendar's entries"):
        read_calendar(calendar(entry(":someday")), today=TODAY)


def test_a_calendar_that_is_too_large_is_refused() -> None:
    with pytest.raises(Invalid, match="larger than 2 MB"):
        read_calendar(b"x" * (LARGEST + 1), today=TODAY)
    with pytest.raises(Invalid, match="more than 2,000 entries"):
        read_calendar(calendar(*["UID:x"] * 2_001), today=TODAY)


def test_an_empty_calendar_is_in_order() -> None:
    assert read_calendar(calendar(), today=TODAY).dates == ()


def test_an_address_that_is_not_https_is_dropped_and_long_words_are_shortened() -> None:
    [one] = read_calendar(
        calendar(entry(":20261201T180000Z", "URL:javascript:alert(1)", title="x" * 500)), today=TODAY
    ).dates

    assert (one.url, len(one.title), one.title[-1]) == ("", 200, "…")


def test_dates_come_back_from_the_store_as_they_were() -> None:
    found = read_calendar(
        calendar(entry(":20261201T180000Z"), entry(";VALUE=DATE:20261202", uid="b")), today=TODAY
    ).dates

    assert tuple(from_plain(one.as_plain()) for one in found) == found


def test_what_is_written_is_a_calendar_with_the_same_dates() -> None:
    found = read_calendar(
        calendar(
            entry(f";{ZONE}:20270701T090000", "DURATION:PT2H", "LOCATION:Modesto, room 4; left"),
            entry(";VALUE=DATE:20270702", uid="b"),
        ),
        today=TODAY,
    ).dates

    written = write_calendar(found, name="Dates", stamp=datetime(2026, 11, 26, tzinfo=UTC))
    back = read_calendar(written, today=TODAY).dates

    assert [(one.title, one.starts, one.ends, one.place) for one in back] == [
        (one.title, one.starts, one.ends, one.place) for one in found
    ]
    assert str(Calendar.from_ical(written)["X-WR-CALNAME"]) == "Dates"
