"""What the pages show of files of people and their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import url_for

from portal.features.accounts.rules import ROLE_LABELS, Role
from portal.features.people.rules import State
from portal.features.people.services import DONE, PREVIEW, RUNNING
from portal.features.regions.queries import list_counties

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portal.features.people.models import PeopleImport, PeopleImportRow

STATES = {PREVIEW: ("To be confirmed", "caution"), RUNNING: ("Being brought in", "plain"), DONE: ("Done", "good")}
NAME_SHOWN = 40  # a longer one would push the reason out of sight
ROW_STATES = {
    State.BAD: ("Bad", "To be mended in the file and uploaded again."),
    State.WAITING: ("Waiting", "People the portal knows in another county; a transfer has to be decided first."),
    State.CHANGED: ("Changed", "People who are here and will be changed."),
    State.READY: ("Ready", "New people, who will get an invitation."),
    State.SAME: ("Same", "People who are here already, as the file says. Nothing is done and nobody is mailed."),
}


def facts_of(one: PeopleImport, people: Mapping[int | None, str]) -> dict[str, Any]:
    """Return what is shown of a file."""
    label, tone = STATES[one.state]
    return {
        "id": one.id,
        "name": one.file_name,
        "state": one.state,
        "state_label": label,
        "tone": tone,
        "seen": one.seen,
        "unread": one.unread,
        "blank": one.blank,
        "rows": one.rows,
        "asked_at": one.asked_at,
        "asked_by": people.get(one.asked_by_id, "the terminal"),
        "done_at": one.done_at,
        "invited": one.invited,
        "changed": one.changed,
        "url": url_for("people.show_import", import_id=one.id),
    }


def states_of(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the states of rows with their words and how many there are, in the order in which they matter."""
    return [
        {"key": state.value, "label": label, "sentence": sentence, "count": counts.get(state.value, 0)}
        for state, (label, sentence) in ROW_STATES.items()
    ]


def shown_row(row: PeopleImportRow) -> dict[str, Any]:
    """Return what is shown of a row."""
    return {
        "id": row.id,
        "number": row.number,
        "name": row.name[:NAME_SHOWN] + ("…" if len(row.name) > NAME_SHOWN else "") or "No name",
        "email": row.email,
        "county": county_names().get(row.county_fips, ""),
        "roles": roles_in_words(row.roles),
        "cell": row.cell,
        "reason": row.reason,
    }


def places_of(counted: Sequence[tuple[str, str, int]]) -> list[dict[str, Any]]:
    """Return how many people would come or change, a line a county, with the roles they get there."""
    names = county_names()
    lines: dict[str, dict[str, Any]] = {}
    for fips, roles, count in counted:
        line = lines.setdefault(fips, {"county": names.get(fips, "No county"), "total": 0, "roles": []})
        line["total"] += count
        line["roles"].append(f"{roles_in_words(roles) or 'No role'}: {count:,}")
    return sorted(lines.values(), key=lambda line: line["county"])


def county_names() -> dict[str, str]:
    """Return the names of counties by FIPS code."""
    return {one.fips: one.name for one in list_counties()}


def roles_in_words(roles: str) -> str:
    """Return kept roles as their labels."""
    return ", ".join(ROLE_LABELS[Role(role)] for role in roles.split(",") if role)
