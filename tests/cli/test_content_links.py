"""Telling links to nowhere at the terminal."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Command


def test_the_shipped_content_has_no_link_to_nowhere(portal: Command, instance: Path) -> None:
    ran = portal("content", "links")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-1].startswith("Links: 0 to nowhere, ")


def test_a_link_to_nowhere_is_told_with_its_line(portal: Command, instance: Path) -> None:
    connection = sqlite3.connect(instance / "portal.sqlite")
    circles = "(SELECT id FROM page WHERE slug = 'circles')"
    text = "Intro\n\n[Old](page:no-such-page) and [part](page:three-houses#no-part)"
    connection.execute(f"UPDATE page_revision SET body = ? WHERE page_id = {circles}", (text,))  # noqa: S608 - our own
    connection.commit()
    connection.close()

    ran = portal("content", "links")

    assert ran.code == 1
    assert ran.out.splitlines()[:2] == [
        "/toolkit/direct-practice/circles line 3: A link to nowhere: there is no page “no-such-page”.",
        "/toolkit/direct-practice/circles line 3: A link to nowhere: the page “three-houses” has no part “no-part”.",
    ]
