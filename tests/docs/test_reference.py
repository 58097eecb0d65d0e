"""The written reference says what is there: complete, up to date, and nothing beside it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from portal.cli import reference, surface
from portal.cli.main import portal
from portal.config import Settings
from portal.plugin_host.markers import ENTRY_POINTS
from portal.plugin_host.meanings import MEANINGS
from portal.plugin_host.slots import SLOTS
from tests.architecture.reading import PORTAL, files
from tests.conftest import ROOT
from tests.docs.changes import fault_of_change

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = ROOT / "docs"
PAGES = {
    "plugins/reference.md": reference.as_page,
    "plugins/portal-api.json": reference.as_dump,
    "commands.md": lambda: reference.as_commands(portal),
}
SLOT = re.compile(r"\bslot\(\"([a-z.]+)\"( ~ )?")


def undocumented() -> Iterator[str]:
    """Give the name of everything public that says nothing of itself."""
    groups = [hook for hooks in surface.hooks().values() for hook in hooks] + surface.records() + surface.toolbox()
    for group in groups:
        yield from [group.name] if not group.words.strip() else []
        yield from (f"{group.name}.{part.name}" for part in group.parts if not part.words.strip())
    for one in (*surface.context(), *surface.slots(), *surface.events(), *surface.others()):
        yield from [one.name] if not one.words.strip() else []


def test_c107_every_hook_record_field_slot_and_event_says_what_it_is() -> None:
    assert list(undocumented()) == []


def test_c107_no_field_is_explained_that_is_not_there() -> None:
    fields = {f"{record.name}.{part.name}" for record in surface.records() for part in record.parts}
    names = fields | {field.partition(".")[2] for field in fields}

    assert [name for name in MEANINGS if name not in names] == []


@pytest.mark.parametrize("page", PAGES)
def test_c107_a_written_page_is_what_would_be_written_now(page: str) -> None:
    """Write it anew with “portal plugins reference”, `--as dump` or `--as commands`."""
    assert (DOCS / page).read_text(encoding="utf-8") == PAGES[page]()


def test_c107_every_command_and_every_option_says_what_it_does() -> None:
    page = reference.as_commands(portal)

    sections = [section.strip().split("\n") for section in page.partition("## Settings")[0].split("### ")[1:]]
    assert [lines[0] for lines in sections if len(lines) < 3 or not lines[2].strip()] == []
    assert re.findall(r"^- `[^`]+`: ?$", page, re.MULTILINE) == []


def test_c107_every_setting_says_what_it_is() -> None:
    page = reference.as_commands(portal)

    assert [key for key, field in Settings.model_fields.items() if not field.description] == []
    assert [key for key in Settings.model_fields if f"| `{key}` |" not in page] == []


def test_c107_the_slots_of_the_templates_are_those_of_the_registry() -> None:
    found = [SLOT.findall(file.read_text(encoding="utf-8")) for file in files(PORTAL, "html")]

    named = {name + ("*" if joined else "") for names in found for name, joined in names}
    assert named == set(SLOTS)


@pytest.mark.parametrize("page", ["plugins/reference.md", "plugins/guide.md", "plugins/tutorial.md"])
def test_c107_the_entry_point_group_in_the_documents_is_the_real_one(page: str) -> None:
    groups = set(re.findall(r"entry-points\.\"([^\"]+)\"|in the group `([^`]+)`", (DOCS / page).read_text("utf-8")))

    assert {one for pair in groups for one in pair if one} == {ENTRY_POINTS}


def test_c107_no_link_between_the_documents_is_dead() -> None:
    dead = [
        f"{file.name}: {link}"
        for file in files(DOCS, "md")
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", file.read_text(encoding="utf-8"))
        if not (file.parent / link).exists() and file.parent.name == "plugins"
    ]

    assert dead == []


def stored_dump() -> dict[str, object]:
    """Return the dump as it is stored."""
    found: dict[str, object] = json.loads((DOCS / "plugins" / "portal-api.json").read_text(encoding="utf-8"))
    return found


def test_c109_the_public_surface_is_the_stored_one_or_its_change_is_announced() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert fault_of_change(stored_dump(), surface.dump(), changelog) == ""


OLD = {"version": [1, 0], "hooks": {"portal_a": "(ctx)"}, "names": ["A"]}


@pytest.mark.parametrize(
    ("change", "changelog", "fault"),
    [
        ({}, "", ""),
        ({"names": ["A", "B"]}, "API 1.1", "/names/B is new, which needs API 1.1"),
        ({"names": ["A", "B"], "version": [1, 1]}, "", "CHANGELOG.md has no line on API 1.1"),
        ({"names": ["A", "B"], "version": [1, 1]}, "- API 1.1: B", ""),
        ({"names": [], "version": [1, 1]}, "API 1.1", "/names/A is gone or different, which needs API 2.0"),
        ({"hooks": {"portal_a": "(ctx, b)"}, "version": [1, 1]}, "API 1.1",
         "/hooks/portal_a is gone or different, which needs API 2.0"),
        ({"names": [], "version": [2, 0]}, "- API 2.0: A is gone", ""),
    ],
)  # fmt: skip
def test_c109_a_change_needs_a_version_and_a_line_of_the_changelog(
    change: dict[str, object], changelog: str, fault: str
) -> None:
    assert fault_of_change(OLD, OLD | change, changelog) == fault
