"""People, from the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Command


def test_an_administrator_is_created_with_a_link_that_works_once(portal: Command, instance: Path) -> None:
    created = portal("account", "create", "ada@state.example", "--name", "Ada Ruiz", "--admin")
    listed = portal("account", "list")

    address = created.out.splitlines()[-1]
    assert (created.code, created.err) == (0, "")
    assert created.out.startswith("Created ada@state.example. Pass on this link; it works once, until ")
    assert address.startswith("http://127.0.0.1:8000/join/")
    assert listed.out == "ada@state.example\tAda Ruiz\t-\tinvited\tstatewide-administrator (Statewide)\n"


def test_a_worker_is_created_in_a_county_and_granted_roles(portal: Command, instance: Path) -> None:
    portal("account", "create", "bo@butte.example", "--name", "Bo", "--county", "butte")

    county = portal("account", "grant", "bo@butte.example", "worker", "--county", "Butte")
    region = portal("account", "grant", "bo@butte.example", "reviewer", "--region", "northern")

    listed = portal("account", "list", "--role", "reviewer")
    assert (county.code, region.code) == (0, 0)
    assert county.out.startswith("bo@butte.example is now ")
    assert listed.out.startswith("bo@butte.example\tBo\tButte\t")
    assert "reviewer" in listed.out
    assert "worker" in listed.out


def test_a_list_by_role_leaves_others_out(portal: Command, instance: Path) -> None:
    portal("account", "create", "bo@butte.example", "--name", "Bo", "--county", "Butte")

    assert portal("account", "list", "--role", "reviewer").out == ""


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["create", "a@b.example", "--name", "A", "--county", "Bute"],
            "There is no county called Bute.",
        ),
        (["grant", "nobody@b.example", "worker"], "Nobody here has the mail address nobody@b.example."),
        (
            ["grant", "a@b.example", "worker", "--county", "Butte", "--region", "northern"],
            "A role is granted for a county or a region, not both.",
        ),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    portal: Command, instance: Path, arguments: list[str], sentence: str
) -> None:
    ran = portal("account", *arguments)

    assert (ran.code, ran.out, ran.err) == (1, "", sentence + "\n")


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "a b@c.example"])
def test_an_address_that_is_none_creates_nobody(portal: Command, instance: Path, email: str) -> None:
    ran = portal("account", "create", email, "--name", "A")

    assert (ran.code, ran.err.count("\n"), portal("account", "list").out) == (1, 1, "")


def test_the_same_address_is_created_once(portal: Command, instance: Path) -> None:
    portal("account", "create", "ada@state.example", "--name", "Ada")

    again = portal("account", "create", "ADA@state.example", "--name", "Ada")

    assert (again.code, again.err.count("\n")) == (1, 1)
    assert portal("account", "list").out.count("\n") == 1


def test_a_role_for_a_region_that_is_not_there_is_refused(portal: Command, instance: Path) -> None:
    portal("account", "create", "ada@state.example", "--name", "Ada")

    ran = portal("account", "grant", "ada@state.example", "reviewer", "--region", "atlantis")

    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "reviewer" not in portal("account", "list").out


def test_a_role_that_is_not_there_is_a_wrong_call(portal: Command, instance: Path) -> None:
    assert portal("account", "grant", "ada@state.example", "wizard").code == 2
