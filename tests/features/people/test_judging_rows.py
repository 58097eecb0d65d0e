"""What becomes of each row of a file of people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.features.accounts.rules import Role
from portal.features.people.rules import (
    Known,
    Reach,
    Row,
    State,
    address_of,
    compare,
    judge,
    reaches_beyond,
    read_file,
    still_within,
)

COUNTY = frozenset({Role.WORKER, Role.SUPERVISOR, Role.COUNTY_LIAISON})
STATE = Reach(counties={"06007": "Butte", "06019": "Fresno"}, roles={"06007": COUNTY, "06019": COUNTY}, everywhere=True)
BUTTE = Reach(counties={"06007": "Butte"}, roles={"06007": frozenset({Role.WORKER})}, own="06007")
FORMULA = "The cell held a formula (“{}” at its start). It was left out."
NO_ROLE = "There is no role “{}” to be given here. There are: County worker, Supervisor or coach, County liaison."
FRESNO = {"county_fips": "06019", "county_name": "Fresno"}
KNOWN = Known(account_id=7, name="Ana", county_fips="06007", county_name="Butte", roles=frozenset({Role.WORKER}))
ROW = Row(number=2, state=State.READY, email="a@b.example", name="Ana", county_fips="06007", roles=(Role.WORKER,))


def only(text: str, reach: Reach = STATE) -> Row:
    (row,) = judge(read_file(f"Name,Email,County,Role\n{text}\n".encode()), reach)
    return row


@pytest.mark.parametrize(
    ("text", "name", "fips", "roles"),
    [
        ("Ana,a@b.example,Butte,County worker", "Ana", "06007", (Role.WORKER,)),
        ("  Ana   Flores ,a@b.example,butte county,WORKER", "Ana Flores", "06007", (Role.WORKER,)),
        ("Ana,a@b.example,6007,coach; Liaison", "Ana", "06007", (Role.SUPERVISOR, Role.COUNTY_LIAISON)),
        ("Ana,a@b.example,,", "Ana", "", ()),
        ("O'Neil-Öz,a@b.example,Fresno,", "O'Neil-Öz", "06019", ()),
    ],
)
def test_rows_in_order_are_ready(text: str, name: str, fips: str, roles: tuple[Role, ...]) -> None:
    row = only(text)

    assert (row.state, row.name, row.email, row.county_fips, row.roles) == (
        State.READY, name, "a@b.example", fips, roles,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "cell", "reason"),
    [
        (",a@b.example,Butte,", "Name", "The name is missing."),
        ("N" * 400 + ",a@b.example,Butte,", "Name", "A name has at most 120 characters; this one has 400."),
        ('"=HYPERLINK(""x"")",a@b.example,Butte,', "Name", FORMULA.format("=")),
        ("'+1,a@b.example,Butte,", "Name", FORMULA.format("+")),
        ("Ana,,Butte,", "Email", "The mail address is missing."),
        ("Ana,nobody,Butte,", "Email", "“nobody” is not a mail address."),
        ("Ana,a@b.example,Bute,", "County", "There is no county “Bute”. Did you mean Butte?"),
        ("Ana,a@b.example,06001,", "County", "There is no county “06001”."),
        ("Ana,a@b.example,,worker", "Role", "A role is held in a county, and none is named."),
        ("Ana,a@b.example,Butte,Chief", "Role", NO_ROLE.format("Chief")),
        ("Ana,a@b.example,Butte,Statewide administrator", "Role", NO_ROLE.format("Statewide administrator")),
        (",nobody,Butte,", "Name, Email", "The name is missing. “nobody” is not a mail address."),
    ],
)  # fmt: skip
def test_bad_rows_say_which_cell_and_why(text: str, cell: str, reason: str) -> None:
    row = only(text)

    assert (row.state, row.cell, row.reason) == (State.BAD, cell, reason)


def test_formulas_are_not_kept() -> None:
    row = only('"=cmd()",a@b.example,Butte,worker')

    assert (row.name, row.cells) == ("", ("", "a@b.example", "Butte", "worker"))


def test_the_second_of_two_rows_with_one_address_is_bad_unless_the_first_was() -> None:
    table = "Name,Email\nAna,a@b.example\nBo,A@B.example\n,c@b.example\nCy,c@b.example\n"

    rows = judge(read_file(table.encode()), STATE)

    assert [(row.number, row.state.value) for row in rows] == [(2, "ready"), (3, "bad"), (4, "bad"), (5, "ready")]
    assert rows[1].reason == "Row 2 has the same mail address already."


def test_first_and_last_names_in_two_columns_are_put_together() -> None:
    (row,) = judge(read_file(b"Last name,First name,Email\nFlores,Ana,a@b.example\n"), STATE)

    assert row.name == "Ana Flores"


@pytest.mark.parametrize("text", ["Ana,a@b.example,Fresno,worker", "Ana,a@b.example,Atlantis,worker"])
def test_another_county_is_as_unknown_as_one_that_does_not_exist(text: str) -> None:
    name = text.split(",")[2]

    assert only(text, BUTTE).reason == f"There is no county “{name}” among those you look after."


@pytest.mark.parametrize("role", ["Supervisor", "Statewide administrator", "Emperor"])
def test_a_role_above_the_own_is_as_unknown_as_one_that_does_not_exist(role: str) -> None:
    row = only(f"Ana,a@b.example,Butte,{role}", BUTTE)

    assert row.reason == f"There is no role “{role}” to be given here. There are: County worker."


@pytest.mark.parametrize(
    ("text", "is_beyond"),
    [
        ("A,a@b.example,Butte,worker", False),
        ("A,a@b.example,Atlantis,Emperor", False),
        ("A,a@b.example,Fresno,", True),
        ("A,a@b.example,fresno county,worker", True),
        ("A,a@b.example,Butte,worker; operator", True),
    ],
)
def test_reaching_beyond_the_own_is_known(text: str, *, is_beyond: bool) -> None:
    sheet = read_file(f"Name,Email,County,Role\n{text}\n".encode())

    assert reaches_beyond(sheet, sheet.lines[0], BUTTE, {"Butte", "Fresno"}) is is_beyond


def test_a_row_without_a_county_is_for_the_only_own_one() -> None:
    assert only("Ana,a@b.example,,worker", BUTTE).county_fips == "06007"


@pytest.mark.parametrize(
    ("row", "known", "state", "words"),
    [
        (ROW, None, State.READY, ""),
        (ROW, KNOWN, State.SAME, "Already here"),
        (replace(ROW, county_fips="", roles=()), KNOWN, State.SAME, "Already here"),
        (replace(ROW, name="Ana Flores"), KNOWN, State.CHANGED, "Name: was Ana."),
        (replace(ROW, roles=(Role.WORKER, Role.SUPERVISOR)), KNOWN, State.CHANGED, "New role: Supervisor or coach."),
        (replace(ROW, name="A"), replace(KNOWN, may_change=False), State.BAD, "not yours to change"),
        (ROW, replace(KNOWN, may_change=False), State.SAME, "Already here"),
        (ROW, replace(KNOWN, **FRESNO), State.WAITING, "Already here, in Fresno County"),
        (ROW, replace(KNOWN, county_fips="", county_name=""), State.WAITING, "Already here, in no county"),
        (ROW, replace(KNOWN, is_closed=True), State.BAD, "is closed"),
        (ROW, replace(KNOWN, is_seen=False, is_closed=True), State.WAITING, "not among your people"),
    ],
)  # fmt: skip
def test_a_row_stands_beside_the_account_with_its_address(
    row: Row, known: Known | None, state: State, words: str
) -> None:
    found = compare(row, known)

    assert found.state is state
    assert words in found.reason


def test_of_an_account_out_of_sight_no_county_is_told() -> None:
    told = {
        compare(ROW, replace(KNOWN, is_seen=False, county_fips=fips, county_name=name, is_closed=closed)).reason
        for fips, name in (("06019", "Fresno"), ("06007", "Butte"), ("", ""))
        for closed in (False, True)
    }

    assert len(told) == 1
    assert not any("Fresno" in words or "Butte" in words for words in told)


@pytest.mark.parametrize("reach", [replace(BUTTE, counties={}, roles={}), replace(BUTTE, roles={"06007": frozenset()})])
def test_rights_that_ended_meanwhile_bring_nobody_in(reach: Reach) -> None:
    assert still_within(ROW, BUTTE).state is State.READY
    assert still_within(ROW, reach).state is State.BAD


@pytest.mark.parametrize(
    "text",
    ["A@B.Example", "a.b@c.example", "a..b@c.example", ".a@c.example", "a@c", "a@c..example", "ü@c.example",
     "a@bücher.example", "a" * 65 + "@c.example", "a@-c.example", "a b@c.example", "a@c.example\u00a0", "@", "",
     "a'b@c.example", "Ａ@c.example"],
)  # fmt: skip
def test_addresses_are_those_that_accounts_have(text: str) -> None:
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - what accounts use

    from portal.features.accounts.queries import normal_email  # noqa: PLC0415 - as above

    try:
        expected = normal_email(validate_email(text, check_deliverability=False, test_environment=True).normalized)
    except EmailNotValidError:
        expected = ""

    assert address_of(text) == expected
