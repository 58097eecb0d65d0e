"""Who gets which answer at which address: access.csv says so for every one, and a new address needs its rows.

An answer is a status; "sign-in" is the way to the sign-in page. The askers are of Butte and the northern region; a
region's items are private ones. Forms are sent with a valid proof and without anything in them, and what they change is
undone after each. `python -m tests.features.write_access` writes the table anew.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from portal.features.accounts.rules import ROLE_LABELS
from tests.features.access import (
    METHODS,
    PEOPLE,
    WRITE,
    ask_everybody,
    read_table,
    write_table,
)

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Connection

pytestmark = pytest.mark.both_databases

SHUT = {"403", "404"}
NOT_ASKED = ("GET", "/readyz", "any")  # it asks the engine, which the fixture replaces; tests/web asks it
OF_A_REGION = ("worker", "worker elsewhere", "supervisor", "liaison", "editor", "reviewer", "regional admin")
COMMAND = "write the table anew with “python -m tests.features.write_access”, and look at what changed"


def test_the_table_has_a_row_for_every_address_and_no_others(app: Flask) -> None:
    addresses = {
        (method, rule.rule) for rule in app.url_map.iter_rules() for method in METHODS & (rule.methods or set())
    }

    assert {(method, rule) for method, rule, _ in read_table()} == addresses, COMMAND


def test_every_role_stands_in_the_table() -> None:
    assert {role for role, _ in PEOPLE.values()} == {role.value for role in ROLE_LABELS}
    assert all(set(answers) == {"stranger", *PEOPLE} for answers in read_table().values())


@pytest.mark.timeout(400)  # one test over all of it; a busy machine takes its time
def test_everybody_gets_the_answer_the_table_says(app: Flask, connection: Connection) -> None:
    found = ask_everybody(app, connection)
    if WRITE in os.environ:  # the command that writes the table; what it wrote is looked at by who commits it
        write_table(found | {NOT_ASKED: dict.fromkeys(found[NOT_ASKED], "200")})
    table = read_table()

    different = {
        (row, name): f"{found[row][name]}, but the table says {expected}"
        for row, answers in table.items()
        for name, expected in answers.items()
        if row in found and row != NOT_ASKED and found[row][name] != expected
    }
    assert different == {}, COMMAND
    assert found.keys() == table.keys(), COMMAND


def test_nothing_of_the_administration_opens_across_regions_or_counties_or_to_strangers() -> None:
    admin = {row: answers for row, answers in read_table().items() if row[1].startswith("/admin/")}

    open_to_strangers = [row for row, answers in admin.items() if answers["stranger"] != "sign-in"]
    across = [
        (row, name)
        for row, answers in admin.items()
        for name in (*OF_A_REGION, "liaison")
        if (row[2] == "other region" or (row[2] == "other county" and name == "liaison")) and answers[name] not in SHUT
    ]
    assert (open_to_strangers, across) == ([], [])


def test_a_page_of_a_region_opens_to_nobody_of_another() -> None:
    regional = {row: answers for row, answers in read_table().items() if row[1].startswith("/regions/<region_id>/")}
    shared = {"/regions/<region_id>/", "/regions/<region_id>/theme.css"}

    across = [
        (row, name)
        for row, answers in regional.items()
        for name in OF_A_REGION
        if row[2] == "other region" and row[1] not in shared and answers[name] != "404"
    ]

    assert across == []
    assert {row[2] for row in regional} == {"own", "other region"}
