"""A new project and the portal's own check of it, by the commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Command

EVERYTHING = "tool,block,settings,job,route,model,event,nav,region"


@pytest.mark.parametrize("case", [("code", EVERYTHING, "fresh"), ("pack", "region", "fresh/pack")])
def test_c110_a_new_project_passes_the_portals_check_at_once(
    portal: Command, instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: tuple[str, str, str]
) -> None:
    kind, parts, place = case
    monkeypatch.chdir(tmp_path)
    made = portal("plugins", "new", "fresh", "--kind", kind, "--region", "far-coast", "--with", parts)

    checked = portal("plugins", "check", f"./{place}")

    assert (made.code, made.err) == (0, "")
    assert (checked.code, checked.out) == (0, "well   fresh 0.1.0\n")


def test_what_cannot_be_made_is_one_sentence_on_standard_error(portal: Command, tmp_path: Path) -> None:
    told = portal("plugins", "new", "x", "--region", "far-coast", "--in", str(tmp_path))

    assert (told.code, told.out) == (1, "")
    assert told.err == "An id has 3 to 31 lower-case letters, digits or underscores, and begins with a letter.\n"


def test_the_command_tells_what_it_wrote_and_what_to_do_next(portal: Command, tmp_path: Path) -> None:
    told = portal("plugins", "new", "fresh", "--region", "far-coast", "--with", "nav", "--in", str(tmp_path))

    assert f"Written: {tmp_path}/fresh/portal_fresh/pages.py\n" in told.out  # a line of navigation brings its page
    assert told.out.endswith(
        f"Next: cd {tmp_path}/fresh, run “python -m pytest” and “portal plugins check .”, then read README.md.\n"
    )
