"""The command as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from portal.cli.main import COMMANDS
from portal.cli.main import portal as command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Command


def all_commands(group: click.Command = command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Give the words of every command and group."""
    yield path
    if isinstance(group, click.Group):
        context = click.Context(group)
        for name in group.list_commands(context):
            inner = group.get_command(context, name)
            assert inner is not None
            yield from all_commands(inner, (*path, name))


@pytest.mark.parametrize("path", list(all_commands()), ids=" ".join)
def test_every_command_has_help(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(command, [*path, "--help"])

    said = result.output.split("\n\n")[1].strip()
    assert (result.exit_code, bool(said)) == (0, True)
    assert not said.startswith("Options:")


def test_the_commands_are_those_that_were_promised() -> None:
    assert list(COMMANDS) == [
        "serve",
        "demo",
        "work",
        "init",
        "db",
        "content",
        "account",
        "plugins",
        "pack",
        "audit",
        "routes",
        "doctor",
    ]


@pytest.mark.parametrize("arguments", [["nothing"], ["serve", "--port", "0"], ["db"], ["account", "create"]])
def test_a_wrong_call_ends_with_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(command, arguments).exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["serve"], ["db", "upgrade"], ["db", "current"], ["content", "sync"], ["account", "list"],
        ["plugins", "list"], ["plugins", "sync"], ["routes"],
    ],
)  # fmt: skip
def test_without_an_instance_every_command_says_so_in_one_sentence(
    portal: Command, bare_environment: Path, arguments: list[str]
) -> None:
    ran = portal(*arguments)

    sentence = f"There is no instance folder {bare_environment}: run “portal init” to make one.\n"
    assert (ran.code, ran.out, ran.err) == (1, "", sentence)


@pytest.mark.parametrize(
    "arguments", [["init"], ["serve"], ["db", "upgrade"], ["db", "current"], ["content", "sync"], ["account", "list"]]
)
def test_a_database_server_that_does_not_answer_is_one_sentence(
    portal: Command, instance: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", "postgresql://127.0.0.1:1/portal")

    ran = portal(*arguments)

    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert ran.err.startswith("database_url: the database does not answer (connection failed")


def test_a_database_file_that_is_none_is_one_sentence(portal: Command, bare_environment: Path) -> None:
    bare_environment.mkdir(mode=0o700)
    (bare_environment / "portal.sqlite").write_text("this is no database at all, whatever its name says")

    ran = portal("serve")

    assert ran.err == "database_url: the database does not answer (file is not a database).\n"
