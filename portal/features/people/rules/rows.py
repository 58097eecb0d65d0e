"""Decide what becomes of each row of a file of people. Values only."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from email_validator import EmailNotValidError, validate_email

from portal.features.accounts.rules import ROLE_LABELS, Role
from portal.features.people.rules.files import LABELS, plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from portal.features.people.rules.files import Line, Sheet

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_LOCAL, SHOWN = 120, 254, 64, 60
SIGNS = ("=", "+", "-", "@")
LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*/=?^_`{|}~+-]+)*\Z")
ROLES = {plain(role.value): role for role in Role} | {plain(label): role for role, label in ROLE_LABELS.items()}
ROLES |= {
    "countyworker": Role.WORKER, "socialworker": Role.WORKER, "supervisor": Role.SUPERVISOR, "coach": Role.SUPERVISOR,
    "liaison": Role.COUNTY_LIAISON,
}  # fmt: skip


class State(StrEnum):
    """What becomes of a row: a new person, one who is here as written, one to be changed, one who waits, or nothing."""

    READY = "ready"
    CHANGED = "changed"
    SAME = "same"
    WAITING = "waiting"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What whoever brings in people may do: the counties by FIPS with their names, and the roles to be given in each.

    `own` is the county of a row that names none; `everywhere` means the whole state, and people without a county.
    """

    counties: Mapping[str, str]
    roles: Mapping[str, frozenset[Role]]
    own: str = ""
    everywhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An account there is: whether it may be seen and changed by whoever asks, and its roles in its own county."""

    account_id: int
    name: str
    county_fips: str
    county_name: str
    roles: frozenset[Role]
    is_closed: bool = False
    is_seen: bool = True
    may_change: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row that was looked at: what it says of a person, its state, and which cell is the reason for that."""

    number: int
    state: State
    email: str = ""
    name: str = ""
    county_fips: str = ""
    roles: tuple[Role, ...] = ()
    cell: str = ""
    reason: str = ""
    cells: tuple[str, ...] = ()


def judge(sheet: Sheet, reach: Reach) -> list[Row]:
    """Return every row of a file in its order, by what can be said without knowing who is here already."""
    first: dict[str, int] = {}
    rows = []
    for line in sheet.lines:
        row = read_row(sheet, line, reach)
        if row.state is State.READY and row.email in first:
            reason = f"Row {first[row.email]} has the same mail address already."
            row = replace(row, state=State.BAD, cell=sheet.label("email"), reason=reason)
        elif row.state is State.READY:
            first[row.email] = row.number
        rows.append(row)
    return rows


def read_row(sheet: Sheet, line: Line, reach: Reach) -> Row:
    """Return a row with what is wrong with it, every cell of it."""
    faults: list[tuple[str, str]] = [("", line.fault)] if line.fault else []
    texts = {name: read_cell(sheet, line, name, faults) for name in LABELS}
    name = texts["name"] or f"{texts['first']} {texts['last']}".strip()
    wrong = {cell for cell, _ in faults}
    title = sheet.label("name" if "name" in sheet.columns else "last")
    if not wrong & {sheet.label(one) for one in ("name", "first", "last")}:
        faults += [(title, sentence) for sentence in name_faults(name)]
    email = "" if sheet.label("email") in wrong else read_address(texts["email"], sheet.label("email"), faults)
    fips = "" if sheet.label("county") in wrong else find_county(texts["county"], sheet.label("county"), reach, faults)
    roles = () if sheet.label("role") in wrong else find_roles(texts["role"], sheet.label("role"), fips, reach, faults)
    return Row(
        number=line.number,
        state=State.BAD if faults else State.READY,
        email=email,
        name=name[:LONGEST_NAME],
        county_fips=fips,
        roles=roles,
        cell=", ".join(dict.fromkeys(cell for cell, _ in faults if cell)),
        reason=" ".join(sentence for _, sentence in faults),
        cells=tuple("" if is_formula(cell) else cell for cell in line.cells),
    )


def read_cell(sheet: Sheet, line: Line, name: str, faults: list[tuple[str, str]]) -> str:
    """Return a cell's text in single blanks; a formula, or letters that were lost, are faults."""
    raw = sheet.cell(line, name)
    if is_formula(raw):
        sign = raw.strip().lstrip("'")[:1]
        faults.append((sheet.label(name), f"The cell held a formula (“{sign}” at its start). It was left out."))
        return ""
    if "\ufffd" in raw:
        faults.append((sheet.label(name), "Letters were lost in this cell before the file came here."))
    return " ".join("".join(letter if letter.isprintable() else " " for letter in raw).split())


def is_formula(cell: str) -> bool:
    """Say whether a spreadsheet would take a cell for a formula, also one that was made harmless before."""
    text = cell.strip().removeprefix("'").lstrip()
    return text.startswith(SIGNS) and text != "-"


def name_faults(name: str) -> list[str]:
    """Return what is wrong with a name."""
    if not name:
        return ["The name is missing."]
    if len(name) > LONGEST_NAME:
        return [f"A name has at most {LONGEST_NAME} characters; this one has {len(name)}."]
    return []


def read_address(text: str, title: str, faults: list[tuple[str, str]]) -> str:
    """Return a mail address in the form in which addresses are compared."""
    address = address_of(text)
    if not text:
        faults.append((title, "The mail address is missing."))
    elif not address:
        faults.append((title, f"“{text[:SHOWN]}” is not a mail address."))
    return address


def address_of(text: str) -> str:
    """Return a mail address in the form in which addresses are compared, or nothing if it is none."""
    local, at, domain = text.rpartition("@")
    if at and len(local) <= LONGEST_LOCAL and len(text) <= LONGEST_ADDRESS and LOCAL.match(local):
        known = domain_of(domain)
        return f"{local}@{known}".casefold() if known else ""
    return validated(text)


@lru_cache(maxsize=4096)
def domain_of(domain: str) -> str:
    """Return the part behind the @ as it is compared; thousands of rows share a few of them."""
    return validated(f"someone@{domain}").partition("@")[2]


def validated(address: str) -> str:
    """Return an address as the library for it and the accounts write it."""
    try:
        found = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return ""
    return unicodedata.normalize("NFKC", found.normalized).strip().casefold()


def find_county(text: str, title: str, reach: Reach, faults: list[tuple[str, str]]) -> str:
    """Return the FIPS code of a county by its name or code; one out of reach is as one that does not exist."""
    if not text:
        if not reach.own and not reach.everywhere:
            faults.append((title, "The county is missing: somebody has to look after the account."))
        return reach.own
    names = {plain(name): fips for fips, name in reach.counties.items()}
    asked = plain(text)
    fips = text.zfill(5) if text.isdecimal() else names.get(asked, names.get(asked.removesuffix("county"), ""))
    if fips in reach.counties:
        return fips
    near = get_close_matches(asked.removesuffix("county"), names, n=1, cutoff=0.75)
    hint = f" Did you mean {reach.counties[names[near[0]]]}?" if near else ""
    whose = "" if reach.everywhere else " among those you look after"
    faults.append((title, f"There is no county “{text[:SHOWN]}”{whose}.{hint}"))
    return ""


def find_roles(text: str, title: str, fips: str, reach: Reach, faults: list[tuple[str, str]]) -> tuple[Role, ...]:
    """Return the roles a cell names; one that may not be given there is as one that does not exist."""
    named = [part.strip() for part in re.split(r"[;|,]", text) if part.strip()]
    roles = {ROLES.get(plain(part)): part for part in named}
    if named and not fips:
        if not faults:
            faults.append((title, "A role is held in a county, and none is named."))
        return ()
    allowed = reach.roles.get(fips, frozenset())
    unknown = next((part for role, part in roles.items() if role not in allowed), None)
    if unknown is not None:
        labels = ", ".join(ROLE_LABELS[role] for role in Role if role in allowed)
        faults.append((title, f"There is no role “{unknown[:SHOWN]}” to be given here. There are: {labels}."))
        return ()
    return tuple(role for role in Role if role in roles)


def reaches_beyond(sheet: Sheet, line: Line, reach: Reach, counties: Collection[str]) -> bool:
    """Say whether a row names a county there is, or a role there is, that is not within reach."""
    asked = plain(sheet.cell(line, "county")).removesuffix("county")
    within = {plain(name) for name in reach.counties.values()}
    if asked not in within and asked in {plain(name) for name in counties}:
        return True
    allowed = frozenset().union(*reach.roles.values())
    return any(
        ROLES.get(plain(part), Role.WORKER) not in allowed for part in re.split(r"[;|,]", sheet.cell(line, "role"))
    )


def compare(row: Row, known: Known | None) -> Row:
    """Return a row that is in order as it stands beside the account that has its mail address, if there is one."""
    if known is None:
        return row
    changes = changes_of(row, known)
    if not known.is_seen:
        state, sentence = (
            State.WAITING,
            "The portal knows this address, but not among your people. It waits for a transfer decision.",
        )
    elif known.is_closed:
        state, sentence = (
            State.BAD,
            "The account with this address is closed. Reopen it on the person's page if they are back.",
        )
    elif row.county_fips and row.county_fips != known.county_fips:
        where = f"in {known.county_name} County" if known.county_name else "in no county"
        state, sentence = State.WAITING, f"Already here, {where}. It waits for a transfer decision."
    elif not changes:
        state, sentence = State.SAME, "Already here, with the same name and role."
    elif not known.may_change:
        state, sentence = (
            State.BAD,
            "Already here, and not yours to change: the person holds a role beyond your people's.",
        )
    else:
        state, sentence = State.CHANGED, " ".join(changes)
    return replace(row, state=state, cell=LABELS["county" if state is State.WAITING else "email"], reason=sentence)


def changes_of(row: Row, known: Known) -> list[str]:
    """Return what a row would change of an account, in words."""
    renamed = [f"Name: was {known.name}."] if row.name != known.name else []
    return renamed + [f"New role: {ROLE_LABELS[role]}." for role in row.roles if role not in known.roles]


def still_within(row: Row, reach: Reach) -> Row:
    """Return a row as it is when its turn comes: rights may have ended since it was looked at."""
    roles = reach.roles.get(row.county_fips, frozenset())
    is_reached = row.county_fips in reach.counties if row.county_fips else reach.everywhere
    if is_reached and set(row.roles) <= roles:
        return row
    sentence = "Whoever began this import may no longer do this here."
    return replace(row, state=State.BAD, cell=LABELS["county"], reason=sentence)


def count_states(rows: Iterable[Row]) -> dict[State, int]:
    """Return how many rows are in each state."""
    counts = dict.fromkeys(State, 0)
    for row in rows:
        counts[row.state] += 1
    return counts
