"""The command that reads the audit's chain."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Command


def test_an_untouched_audit_holds(portal: Command, instance: Path) -> None:
    portal("account", "create", "ana@county.example", "--name", "Ana")

    ran = portal("audit", "verify")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("2 lines are as they were written. Last mark: ")


def test_a_line_changed_behind_the_portals_back_is_named(portal: Command, instance: Path) -> None:
    portal("account", "create", "ana@county.example", "--name", "Ana")
    with sqlite3.connect(instance / "portal.sqlite") as connection:
        connection.execute("DROP TRIGGER audit_entry_no_update")
        connection.execute("UPDATE audit_entry SET deed = 'nothing' WHERE number = 2")

    ran = portal("audit", "verify")

    assert (ran.code, ran.err) == (1, "Line 2 is not as it was written.\n")
