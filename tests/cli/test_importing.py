"""People from a file and into one, at the terminal; also when the process is killed half-way."""

from __future__ import annotations

import csv
import io
import os
import signal
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.conftest import ROOT
from tests.people_files import good, journey_file, mended, written

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Command

KILLED = """
import os, signal, sys
from portal.features.people import services
from portal.features.people.services import importing
from portal.features.people.posting import importing as posting

importing.BATCH = 10
batches, real = [], services.do_batch

def do_batch(*given):
    done = real(*given)  # its rows are written, and not committed
    batches.append(done)
    if len(batches) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return done

services.do_batch = do_batch
sys.argv = ["portal", "account", "import", sys.argv[1], "--yes"]
from portal.cli.main import main
main()
"""


def asked(instance: Path, query: str) -> int:
    connection = sqlite3.connect(instance / "portal.sqlite")
    try:
        return int(connection.execute(query).fetchone()[0])
    finally:
        connection.close()


def half_users(instance: Path) -> int:
    """Count the people who lack a role, a link to join or the mail with it, or have one of them twice."""
    return asked(
        instance,
        "SELECT count(*) FROM account WHERE NOT "
        "(SELECT count(*) FROM role_grant WHERE account_id = account.id) = 1 OR NOT "
        "(SELECT count(*) FROM join_link WHERE account_id = account.id) = 1 OR NOT "
        "(SELECT count(*) FROM mail_message WHERE account_id = account.id) = 1",
    )


def test_a_file_is_looked_at_brought_in_and_given_again(portal: Command, instance: Path, tmp_path: Path) -> None:
    file, bad = tmp_path / "people.csv", tmp_path / "bad.csv"
    file.write_bytes(journey_file(5))

    looked = portal("account", "import", str(file), "--not-ready", str(bad))
    listed = portal("account", "list")
    done = portal("account", "import", str(file), "--yes")
    again = portal("account", "import", str(file), "--yes")

    assert (looked.code, listed.out) == (1, "")
    assert looked.out.startswith("18 rows, read as UTF-8, columns separated by commas.\n7 ready, 0 changed, 0 same, ")
    assert "  row 7, Email: “wrong.example” is not a mail address.\n" in looked.out
    assert looked.out.endswith("Nothing was done. Give --yes to bring in what is ready.\n")
    assert done.out.endswith("people.csv: 7 invited, 0 changed.\n")
    assert "0 ready, 0 changed, 7 same, 0 waiting, 11 bad." in again.out
    rows = list(csv.DictReader(io.StringIO(bad.read_text(encoding="utf-8-sig"))))
    assert [row["Cell"] for row in rows][-3:] == ["Name", "Name", "Name"]
    file.write_bytes(written([mended(number, row) for number, row in enumerate(rows)]))
    assert portal("account", "import", str(file), "--yes").out.endswith("people.csv: 11 invited, 0 changed.\n")
    assert half_users(instance) == 0


def test_a_run_that_is_killed_leaves_nobody_half_and_goes_on(portal: Command, instance: Path, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(written([good(number) for number in range(45)]))
    command = [sys.executable, "-c", KILLED, str(file)]

    ended = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, check=False)  # noqa: S603 - our own
    left = asked(instance, "SELECT count(*) FROM account"), half_users(instance)
    went_on = portal("account", "import", "--continue")

    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    assert left == (20, 0)
    assert (went_on.code, went_on.out) == (0, "people.csv: 45 invited, 0 changed.\n")
    assert (asked(instance, "SELECT count(*) FROM account"), half_users(instance)) == (45, 0)
    assert asked(instance, "SELECT count(*) FROM people_import_row") == 0
    assert portal("account", "import", "--continue").out == "No file waits.\n"


def test_a_file_that_is_none_is_one_sentence(portal: Command, instance: Path, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(b"PK\x03\x04")

    refused, neither = portal("account", "import", str(file), "--yes"), portal("account", "import")

    assert (refused.code, refused.out, refused.err.count("\n")) == (1, "", 1)
    assert refused.err.startswith("This is an Excel workbook (XLSX)")
    assert neither.err == "Name one file, or --continue to go on with files that were confirmed.\n"


def test_people_are_exported_and_the_same_when_brought_in_again(
    portal: Command, instance: Path, tmp_path: Path
) -> None:
    file = tmp_path / "out.csv"
    portal("account", "create", "bo@butte.example", "--name", "Bo", "--county", "Butte")
    portal("account", "grant", "bo@butte.example", "worker", "--county", "Butte")
    portal("account", "create", "di@fresno.example", "--name", "Di", "--county", "Fresno")

    printed = portal("account", "export", "--county", "Butte")
    written_to = portal("account", "export", "--to", str(file))
    again = portal("account", "import", str(file))

    assert printed.out.splitlines() == [
        "Name,Email,County,Role,Other roles,Status",
        "Bo,bo@butte.example,Butte,County worker,,Has not signed in yet",
    ]
    assert written_to.out == f"{file}: 2 people.\n"
    assert (again.code, "0 ready, 0 changed, 2 same, 0 waiting, 0 bad." in again.out) == (0, True)
