"""Packs at the terminal: from the example to an applied region, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.plugin_host.starters import EXAMPLE
from tests import packs as made

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Command


@pytest.fixture
def pack(instance: Path, tmp_path: Path) -> Path:
    """Give a pack's zip beside an instance folder that is ready."""
    file = tmp_path / "isles.zip"
    file.write_bytes(made.pack())
    return file


def test_a_pack_or_a_folder_in_order_is_said_to_be(portal: Command, pack: Path) -> None:
    assert portal("pack", "validate", str(pack)).out == "isles_pack 1.0.0 for isles is in order.\n"
    assert portal("pack", "validate", str(EXAMPLE)).code == 0


def test_every_fault_is_told_with_its_line(portal: Command, pack: Path) -> None:
    pack.write_bytes(made.pack({"tools/map.md": made.tool(kind="song", owner=""), "run.py": "print()"}))

    ran = portal("pack", "validate", str(pack))

    assert ran.code == 1
    assert "run.py: it has no place in a pack" in ran.err
    assert "tools/map.md:4: “song” is not a kind of tool" in ran.err or "tools/map.md:4:" in ran.err
    assert "tools/map.md:5:" in ran.err


def test_a_pack_is_compared_applied_given_out_and_undone(portal: Command, pack: Path, tmp_path: Path) -> None:
    compared = portal("pack", "diff", str(pack))
    assert compared.out.splitlines()[:2] == [
        "+ region “Region of isles” added",
        "+ tool “Three houses” added",
    ]
    assert portal("pack", "list").out == ""

    assert portal("pack", "apply", str(pack)).code == 0
    assert portal("pack", "list").out.startswith("applied   isles_pack")
    listed = portal("plugins", "list")
    assert "isles_pack" in listed.out
    target = tmp_path / "out.zip"
    assert portal("pack", "export", "isles", "--to", str(target)).code == 0
    again = portal("pack", "diff", str(target))
    assert again.out == "0 changes, 2 unchanged.\n"

    undone = portal("pack", "undo", "isles_pack")
    assert undone.out == "isles_pack 1.0.0 is undone: isles is as it was before.\n"
    twice = portal("pack", "undo", "isles_pack")
    assert (twice.code, twice.err) == (1, "There is no applied pack “isles_pack”.\n")


def test_a_sync_after_applying_leaves_the_pack_as_it_is(portal: Command, pack: Path) -> None:
    portal("pack", "apply", str(pack))

    ran = portal("plugins", "sync")

    assert ran.code == 0
    assert "isles_pack" in ran.out
    assert portal("pack", "diff", str(pack)).out == "0 changes, 2 unchanged.\n"
