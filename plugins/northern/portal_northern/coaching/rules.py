"""What can be asked for, and how a request moves from one status to the next. Values only; nothing here acts.

Everything is chosen from a list or is a date: there is no place where a family's story or a name could be typed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.plugin_api import Conflict

TOPICS = {
    "three-questions": "Asking the three questions",
    "mapping": "Mapping, alone or with a family",
    "danger-statements": "Harm and danger statements",
    "safety-goals": "Safety goals and safety planning",
    "networks": "Building a network",
    "scaling": "Scaling questions",
    "voice-of-the-child": "The voice of the child",
    "group-supervision": "Group supervision",
    "coaching-skills": "Coaching as a supervisor",
}
FORMATS = {
    "video": "By video",
    "visit": "The coach comes to the office",
    "phone": "By telephone",
    "along": "The coach comes along and watches",
}
REASONS = {
    "full": "No coach is free in these weeks. Please ask again for later ones.",
    "class": "A class of the academy fits better; see the training dates of the academy.",
    "county": "The county's own coach takes this up.",
    "double": "There is another request for the same session.",
}
WEEKS_OFFERED, WEEKS_AT_MOST = 10, 3
LATEST_IN_DAYS = 200


class Status(StrEnum):
    """How a request stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    DONE = "done"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Deed(StrEnum):
    """What can be done with a request; the last one is the asking person's own."""

    ACCEPT = "accept"
    SCHEDULE = "schedule"
    FINISH = "finish"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


OPEN = (Status.ASKED, Status.ACCEPTED, Status.SCHEDULED)
NEXT: dict[tuple[Status, Deed], Status] = {
    (Status.ASKED, Deed.ACCEPT): Status.ACCEPTED,
    (Status.ASKED, Deed.SCHEDULE): Status.SCHEDULED,
    (Status.ACCEPTED, Deed.SCHEDULE): Status.SCHEDULED,
    (Status.SCHEDULED, Deed.SCHEDULE): Status.SCHEDULED,
    (Status.SCHEDULED, Deed.FINISH): Status.DONE,
    (Status.ASKED, Deed.DECLINE): Status.DECLINED,
    (Status.ACCEPTED, Deed.DECLINE): Status.DECLINED,
    **{(status, Deed.WITHDRAW): Status.WITHDRAWN for status in OPEN},
}
PAST = {
    Deed.ACCEPT: "accepted",
    Deed.SCHEDULE: "given a date",
    Deed.FINISH: "marked as done",
    Deed.DECLINE: "declined",
    Deed.WITHDRAW: "withdrawn",
}


def status_after(status: Status, deed: Deed) -> Status:
    """Return the status a deed leads to, or refuse with a sentence."""
    try:
        return NEXT[status, deed]
    except KeyError:
        raise Conflict(f"This request is {status}; it cannot be {PAST[deed]}. Look at it again.") from None


def deeds_for(status: Status) -> tuple[Deed, ...]:
    """Return what the academy can do with a request as it stands."""
    return tuple(deed for deed in Deed if deed != Deed.WITHDRAW and (status, deed) in NEXT)


def weeks_from(day: date) -> tuple[date, ...]:
    """Return the Mondays that can be asked for: from the week after next on."""
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=2)
    return tuple(monday + timedelta(weeks=number) for number in range(WEEKS_OFFERED))


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for, as it was chosen."""

    topic: str
    format: str
    county: str
    weeks: tuple[str, ...]


def faults_of(wish: Wish, *, counties: Collection[str], today: date) -> dict[str, str]:
    """Return a sentence for each field that was not chosen as it must be. `counties` are FIPS codes."""
    offered = {week.isoformat() for week in weeks_from(today)}
    faults = {}
    if wish.topic not in TOPICS:
        faults["topic"] = "Choose what the session is about."
    if wish.format not in FORMATS:
        faults["format"] = "Choose how you would like to meet."
    if wish.county not in counties:
        faults["county"] = "Choose the county whose office it is for."
    if not wish.weeks or not set(wish.weeks) <= offered:
        faults["weeks"] = "Choose at least one week from the list."
    elif len(set(wish.weeks)) > WEEKS_AT_MOST:
        faults["weeks"] = f"Choose at most {WEEKS_AT_MOST} weeks."
    return faults


def day_of_session(text: str, *, today: date) -> date:
    """Return the day on which a session takes place, or refuse one that is no day, past, or too far away."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Conflict("Give the day of the session, such as 2027-01-14.") from None
    if day < today:
        raise Conflict("The day of the session lies in the past. Give a later one.")
    if day > today + timedelta(days=LATEST_IN_DAYS):
        raise Conflict(f"The day of the session is more than {LATEST_IN_DAYS} days away. Give an earlier one.")
    return day


def oldest_wait(asked: Sequence[date], *, today: date) -> int:
    """Return for how many days the oldest of the requests nobody has answered has waited; none is nought."""
    return max(((today - day).days for day in asked), default=0)
