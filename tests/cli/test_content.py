"""Bringing the statewide content in."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from portal.cli.content import PACK

if TYPE_CHECKING:
    from tests.cli.conftest import Command


def dump(instance: Path) -> list[str]:
    """Return everything the database holds."""
    connection = sqlite3.connect(instance / "portal.sqlite")
    lines = list(connection.iterdump())
    connection.close()
    return lines


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Give a copy of the pack that a test may change."""
    return Path(shutil.copytree(PACK, tmp_path / "sop"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_same_pack_brought_in_again_changes_nothing(portal: Command, instance: Path) -> None:
    ran = portal("content", "sync")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Content: 0 new, 0 changed, ")
    assert ran.out.endswith(" 0 kept as edited on the site, 0 withdrawn; 4 statewide posts; 0 new counties\n")


def test_what_changed_in_the_pack_changes_on_the_site_once(portal: Command, instance: Path, pack: Path) -> None:
    change(pack / "direct-practice" / "circles.md", "names on paper", "names upon paper")

    first = portal("content", "sync", "--pack", str(pack))
    second = portal("content", "sync", "--pack", str(pack))

    assert first.out.startswith("Content: 0 new, 1 changed, ")
    assert second.out.startswith("Content: 0 new, 0 changed, ")


def test_a_dry_run_says_what_would_happen_and_changes_nothing(portal: Command, instance: Path, pack: Path) -> None:
    change(pack / "direct-practice" / "circles.md", "names on paper", "names upon paper")
    before = dump(instance)

    ran = portal("content", "sync", "--dry-run", "--pack", str(pack))

    assert (ran.code, dump(instance)) == (0, before)
    assert ran.out.startswith("Content: would be 0 new, 1 changed, ")
    assert ran.out.endswith("; nothing was changed\n")


def test_every_fault_of_a_pack_is_told_with_file_and_line_and_nothing_is_changed(
    portal: Command, instance: Path, pack: Path
) -> None:
    circles = pack / "direct-practice" / "circles.md"
    change(circles, "element: teaming", "element: dancing")
    change(circles, "(term:circles)", "(page:nowhere)")
    change(pack / "direct-practice" / "scaling.md", "---\n", "")
    post = min((pack / "posts").glob("*.md"))
    change(post, "published:", "publisht:")
    (pack / "about-sop" / "three-houses.md").write_text((pack / "direct-practice" / "three-houses.md").read_text())
    before = dump(instance)

    ran = portal("content", "sync", "--pack", str(pack))

    assert (ran.code, ran.out, dump(instance)) == (1, "", before)
    head, *faults = ran.err.splitlines()
    assert head == f"Nothing was changed; {len(faults)} faults were found:"
    places = {fault.strip().partition(": ")[0] for fault in faults}
    assert {
        "direct-practice/circles.md:6",
        "direct-practice/circles.md:17",
        "direct-practice/scaling.md:1",
        f"posts/{post.name}:4",
    } <= places
    assert any("three-houses.md" in place for place in places)


def test_a_pack_that_is_not_there_is_a_wrong_call(portal: Command, instance: Path) -> None:
    ran = portal("content", "sync", "--pack", "/nowhere/at/all")

    assert (ran.code, ran.out) == (2, "")
    assert "does not exist" in ran.err


def test_the_check_counts_what_it_measured_and_ends_well(portal: Command) -> None:
    ran = portal("content", "check", "--all")

    assert (ran.code, ran.err) == (0, "")
    *lines, last = ran.out.splitlines()
    assert last.endswith(" pages measured; 0 too hard, 2 excepted, 0 left over.")
    assert sum(line.startswith("  grade ") for line in lines) == int(last.split()[0])


def test_the_check_ends_with_1_when_a_page_is_too_hard(portal: Command, pack: Path) -> None:
    change(
        pack / "how-to-use" / "for-partners.md",
        "## What is SOP?",
        "## Hard\n\n"
        + "Interdisciplinary collaboration necessitates documentation of responsibilities. " * 9
        + "\n\n## What is SOP?",
    )

    ran = portal("content", "check", "--pack", str(pack))

    assert ran.code == 1
    assert "Too hard: for-partners · Hard: grade " in ran.out
