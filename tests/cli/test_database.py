"""Making the instance and moving its schema."""

from __future__ import annotations

import sqlite3
import stat
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from portal.foundation.schema import head
from tests.plugins import untried

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Command

TABLES = ("page", "page_revision", "county", "region", "membership", "region_tool", "contact", "post", "feed", "plugin")


def counts(instance: Path) -> dict[str, int]:
    """Return how many rows the tables hold."""
    with sqlite3.connect(instance / "portal.sqlite") as connection:
        found = {t: connection.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0] for t in TABLES}  # noqa: S608 - names above
    connection.close()
    return found


def execute(instance: Path, statement: str) -> None:
    connection = sqlite3.connect(instance / "portal.sqlite", isolation_level=None)
    connection.execute(statement)
    connection.close()


def test_init_makes_everything_from_nothing(portal: Command, bare_environment: Path) -> None:
    ran = portal("init")

    rows = counts(bare_environment)
    assert (ran.code, ran.err) == (0, "")
    assert f"Database: moved from nothing to {head()}\n" in ran.out
    assert "Plugins: 5 on (bay_area, central, los_angeles, northern, southern)\n" in ran.out
    assert (rows["county"], rows["region"], rows["plugin"]) == (58, 5, 5)
    assert rows["page"] >= 40


def test_init_keeps_the_instance_to_its_owner(portal: Command, instance: Path) -> None:
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in instance.iterdir() if file.is_file()}

    assert stat.S_IMODE(instance.stat().st_mode) == 0o700
    assert modes == dict.fromkeys(modes, 0o600)
    assert {"portal.sqlite", "secret_key"} <= set(modes)


def test_init_closes_a_folder_that_came_with_the_checkout(portal: Command, bare_environment: Path) -> None:
    bare_environment.mkdir(mode=0o755)

    with untried():
        ran = portal("init")

    assert (ran.code, bare_environment.stat().st_mode & 0o777) == (0, 0o700)


def test_init_again_changes_nothing(portal: Command, instance: Path) -> None:
    before, secret = counts(instance), (instance / "secret_key").read_text()

    ran = portal("init")

    assert (ran.code, counts(instance), (instance / "secret_key").read_text()) == (0, before, secret)
    assert f"Database: at {head()} already\n" in ran.out


def test_init_where_no_folder_can_be_made_is_one_sentence(
    portal: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path / "file" / "instance"))

    ran = portal("init")

    folder = tmp_path / "file" / "instance"
    assert (ran.code, ran.err) == (1, f"The instance folder {folder} cannot be made: Not a directory.\n")


def test_init_where_a_file_has_the_folders_name_is_one_sentence(
    portal: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path / "file"))

    ran = portal("init")

    assert (ran.code, ran.err) == (1, f"The instance folder {tmp_path / 'file'} cannot be made: File exists.\n")


def test_the_schema_goes_down_and_up(portal: Command, instance: Path) -> None:
    down = portal("db", "downgrade", "base", "--yes")
    between = portal("db", "current")
    up = portal("db", "upgrade")
    after = portal("db", "current")

    assert (down.err, down.out) == ("", f"Database: moved from {head()} to nothing\n")
    assert between.out.startswith(f"at nothing, newest {head()}, ")
    assert up.out == f"Database: moved from nothing to {head()}\n"
    assert after.out == f"at {head()}, newest {head()}, 0 pending\n"


def test_a_downgrade_asks_first(portal: Command, instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("n\n"))

    ran = portal("db", "downgrade", "base")

    assert ran.code == 1
    assert counts(instance)["county"] == 58


@pytest.mark.parametrize("target", ["base", "-1"])
def test_an_upgrade_never_goes_down(portal: Command, instance: Path, target: str) -> None:
    ran = portal("db", "upgrade", "--", target)

    assert (ran.code, ran.err) == (1, f"“{target}” is a way down: use “portal db downgrade”, which asks first.\n")
    assert counts(instance)["county"] == 58


@pytest.mark.parametrize("target", ["9999", "nonsense", "-99", "+5", "../x"])
def test_a_target_that_is_not_there_is_one_sentence(portal: Command, instance: Path, target: str) -> None:
    ran = portal("db", "downgrade", "--yes", "--", target)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"There is no migration “{target}” to move to.\n"
    assert counts(instance)["county"] == 58


@pytest.mark.parametrize(
    "arguments",
    [["init"], ["serve"], ["db", "upgrade"], ["db", "downgrade", "base", "--yes"], ["db", "current"],
     ["content", "sync"], ["plugins", "sync"], ["account", "list"]],
)  # fmt: skip
def test_a_newer_database_is_refused_and_left_alone(portal: Command, instance: Path, arguments: list[str]) -> None:
    execute(instance, "UPDATE alembic_version_core SET version_num = '9999'")
    before = counts(instance)

    ran = portal(*arguments)

    assert (ran.code, counts(instance)) == (1, before)
    assert ran.err == (
        "The database was made by a newer version of the portal: install that version, or restore a backup.\n"
    )


@pytest.mark.parametrize(
    "arguments", [["serve"], ["content", "sync"], ["plugins", "list"], ["plugins", "sync"], ["account", "list"]]
)
def test_a_database_without_tables_is_refused(portal: Command, bare_environment: Path, arguments: list[str]) -> None:
    bare_environment.mkdir(mode=0o700)

    ran = portal(*arguments)

    assert ran.code == 1
    assert "migrations: run “portal init” for a new one, “portal db upgrade” else.\n" in ran.err
