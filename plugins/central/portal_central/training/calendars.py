"""Bytes of an iCalendar file → the dates that lie ahead, and back again. No network, no store, no page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar, Event

from portal.plugin_api import Invalid

HERE = ZoneInfo("America/Los_Angeles")
LARGEST, MOST_ENTRIES, MOST_DATES = 2 * 1024 * 1024, 2_000, 300
HORIZON = timedelta(days=400)
LONGEST_TITLE, LONGEST_PLACE, LONGEST_ADDRESS = 200, 200, 500
RULES = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
RHYTHMS = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
NO_CALENDAR = "What was given is no calendar file. Name the address of an iCalendar file; its name mostly ends in .ics."


@dataclass(frozen=True, slots=True)
class TrainingDate:
    """One date of a training, in California's time. A whole day has no hours: then `starts` and `ends` are days."""

    uid: str
    title: str
    starts: datetime | date
    ends: datetime | date
    place: str = ""
    url: str = ""

    @property
    def day(self) -> date:
        """The day it begins."""
        return day_of(self.starts)

    @property
    def last_day(self) -> date:
        """The day it ends; a whole day ends before the day that its file names as its end."""
        if isinstance(self.ends, datetime):
            return self.ends.date()
        return max(self.day, self.ends - timedelta(days=1))

    def as_plain(self) -> dict[str, str]:
        """Return it as JSON can hold it."""
        plain = {"uid": self.uid, "title": self.title, "place": self.place, "url": self.url}
        return plain | {"starts": self.starts.isoformat(), "ends": self.ends.isoformat()}


def from_plain(plain: dict[str, str]) -> TrainingDate:
    """Return a date that was kept as JSON."""
    return TrainingDate(
        uid=plain["uid"],
        title=plain["title"],
        starts=moment_in(plain["starts"]),
        ends=moment_in(plain["ends"]),
        place=plain["place"],
        url=plain["url"],
    )


def moment_in(text: str) -> datetime | date:
    """Return a day or a moment as it was written."""
    return date.fromisoformat(text) if len(text) == len("2026-01-01") else datetime.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a calendar: the dates ahead in order, and how many entries could not be understood."""

    dates: tuple[TrainingDate, ...]
    left_out: int


def read_calendar(data: bytes, *, today: date) -> Reading:
    """Return the dates of a calendar that are not over yet, or refuse the file with a sentence."""
    if len(data) > LARGEST:
        raise Invalid(f"The calendar is larger than {LARGEST // 1024 // 1024} MB. Name one that holds trainings only.")
    try:
        calendar = Calendar.from_ical(data)
    except (ValueError, IndexError, KeyError):
        raise Invalid(NO_CALENDAR) from None
    entries = calendar.walk("VEVENT")
    if calendar.name != "VCALENDAR":
        raise Invalid(NO_CALENDAR)
    if len(entries) > MOST_ENTRIES:
        raise Invalid(f"The calendar has more than {MOST_ENTRIES:,} entries. Name one that holds trainings only.")
    dates, left_out = all_dates(entries, today)
    if entries and left_out == len(entries):
        raise Invalid("None of the calendar's entries can be understood.")
    ahead = sorted((one for one in dates if one.last_day >= today), key=order_of)
    return Reading(tuple(ahead[:MOST_DATES]), left_out)


def all_dates(entries: Iterable[Event], today: date) -> tuple[list[TrainingDate], int]:
    """Return every date of the entries within the horizon, and how many entries could not be understood."""
    moved = {(str(one.get("UID")), wall_time(one)) for one in entries if "RECURRENCE-ID" in one}
    dates: list[TrainingDate] = []
    left_out = 0
    for entry in entries:
        try:
            dates += dates_of(entry, moved, today)
        except (ValueError, TypeError, AttributeError, KeyError, OverflowError):
            left_out += 1
    return dates, left_out


def wall_time(entry: Event) -> datetime | None:
    """Return for which date of a series an entry stands; None where that cannot be read."""
    try:
        return on_the_wall(entry.decoded("RECURRENCE-ID"))
    except (ValueError, TypeError, AttributeError):
        return None


def dates_of(entry: Event, moved: set[tuple[str, datetime | None]], today: date) -> Iterator[TrainingDate]:
    """Give the dates of one entry: one, or those of its series that were neither moved nor taken out."""
    if str(entry.get("STATUS", "")).upper() == "CANCELLED":
        return
    starts = here(entry.decoded("DTSTART"))
    length = length_of(entry, starts)
    uid, rule = str(entry.get("UID", "")), entry.get("RRULE")
    taken_out = {on_the_wall(moment) for moment in moments_in(entry, "EXDATE")}
    if rule is None:
        yield made(entry, uid, starts, length)
        return
    for wall in series(rule, on_the_wall(starts), today):
        if wall not in taken_out and (uid, wall) not in moved:
            moment = wall.replace(tzinfo=HERE) if isinstance(starts, datetime) else wall.date()
            yield made(entry, f"{uid}-{wall:%Y%m%d}", moment, length)


def series(rule: Any, first: datetime, today: date) -> list[datetime]:
    """Return the dates of a series within the horizon, by the clock on the wall: an hour stays one over the year."""
    parts = {str(key).upper(): list(values) for key, values in rule.items()}
    if not set(parts) <= RULES or not {str(one).upper() for one in parts.get("FREQ", ())} <= RHYTHMS:
        raise ValueError("a rhythm that trainings do not have")
    if any(int(number) < 1 for number in parts.get("INTERVAL", [1])):
        raise ValueError("a rhythm that does not move on")
    rule = rule.copy()
    last = datetime.combine(today + HORIZON, time.max)
    if "UNTIL" in parts:
        until = parts["UNTIL"][0]
        last = min(last, on_the_wall(until) if isinstance(until, datetime) else datetime.combine(until, time.max))
        del rule["UNTIL"]
    begin = datetime.combine(today - timedelta(days=31), time.min)
    found: list[datetime] = []
    for wall in rrulestr(rule.to_ical().decode(), dtstart=first):
        if wall > last or len(found) >= MOST_DATES:
            break
        if wall >= begin:
            found.append(wall)
    return found


def made(entry: Event, uid: str, starts: datetime | date, length: timedelta) -> TrainingDate:
    """Return one date of an entry."""
    title = words_in(entry, "SUMMARY", LONGEST_TITLE)
    if not title:
        raise ValueError("a training without a title")
    url = words_in(entry, "URL", LONGEST_ADDRESS)
    return TrainingDate(
        uid=uid,
        title=title,
        starts=starts,
        ends=starts + length,
        place=words_in(entry, "LOCATION", LONGEST_PLACE),
        url=url if url.startswith("https://") and " " not in url else "",
    )


def length_of(entry: Event, starts: datetime | date) -> timedelta:
    """Return how long an entry takes: to its end, or as long as it says; a day without an end takes a day."""
    if "DTEND" in entry:
        ends = here(entry.decoded("DTEND"))
        if isinstance(ends, datetime) != isinstance(starts, datetime) or ends < starts:
            raise ValueError("an end that does not fit its beginning")
        return ends - starts
    if "DURATION" in entry:
        length: timedelta = entry.decoded("DURATION")
        return max(length, timedelta())
    return timedelta() if isinstance(starts, datetime) else timedelta(days=1)


def moments_in(entry: Event, name: str) -> Iterator[datetime | date]:
    """Give the moments of a property that may be there several times."""
    given = entry.get(name)
    for held in given if isinstance(given, list) else [given] if given is not None else []:
        yield from (one.dt for one in held.dts)


def here(moment: Any) -> datetime | date:
    """Return a moment in California's time; one without a zone is meant so, and a day stays a day."""
    if isinstance(moment, datetime):
        return moment.astimezone(HERE) if moment.tzinfo else moment.replace(tzinfo=HERE)
    if isinstance(moment, date):
        return moment
    raise ValueError("no moment")


def on_the_wall(moment: datetime | date) -> datetime:
    """Return what clock and calendar on the wall show, without a zone."""
    local = here(moment)
    return local.replace(tzinfo=None) if isinstance(local, datetime) else datetime.combine(local, time.min)


def day_of(moment: datetime | date) -> date:
    """Return the day of a moment."""
    return moment.date() if isinstance(moment, datetime) else moment


def order_of(one: TrainingDate) -> tuple[datetime, str]:
    """Return where a date stands among others."""
    return on_the_wall(one.starts), one.title


def words_in(entry: Event, name: str, longest: int) -> str:
    """Return a text of an entry on one line, shortened where it is too long."""
    text = " ".join(str(entry.get(name, "")).split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def write_calendar(dates: Iterable[TrainingDate], *, name: str, stamp: datetime) -> bytes:
    """Return dates as an iCalendar file that any calendar program can subscribe to."""
    calendar = Calendar()
    for key, value in (("PRODID", "-//SOP regional portal//Training dates//EN"), ("VERSION", "2.0"),
                       ("METHOD", "PUBLISH"), ("X-WR-CALNAME", name)):  # fmt: skip
        calendar.add(key, value)
    for one in dates:
        event = Event()
        event.add("UID", f"{one.uid}@training-dates")
        event.add("DTSTAMP", stamp.astimezone(UTC))
        event.add("SUMMARY", one.title)
        event.add("DTSTART", in_the_world(one.starts))
        event.add("DTEND", in_the_world(one.ends))
        for key, text in (("LOCATION", one.place), ("URL", one.url)):
            if text:
                event.add(key, text)
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def in_the_world(moment: datetime | date) -> datetime | date:
    """Return a moment in UTC, which needs no explanation of zones; a day stays a day."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment
