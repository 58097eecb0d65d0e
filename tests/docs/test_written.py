"""What people wrote about the code by hand still names what is there."""

from __future__ import annotations

import re
import tomllib
from datetime import date

import pytest

from portal import plugin_host
from portal.features.toolkits import rules
from portal.features.toolkits.packs import pages
from portal.infrastructure.markup.blanks import BLANKS
from portal.infrastructure.markup.figures import FIGURES
from portal.plugin_host.content import documents
from tests.conftest import ROOT

DECISION = re.compile(r"^## (\d{4}-\d\d-\d\d) · \S", re.MULTILINE)
MOST_LINES = 10
CONTRACTS = ("Floors", "Features", "Inside a feature")


def page(name: str) -> str:
    """Return a page of the checkout."""
    return (ROOT / name).read_text(encoding="utf-8")


def part(text: str, heading: str) -> str:
    """Return what stands under a heading."""
    return text.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def names_of_contract(beginning: str) -> list[str]:
    """Return every name of a contract's layers, in order."""
    contracts = tomllib.loads(page("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    (layers,) = (one["layers"] for one in contracts if one["name"].startswith(beginning))
    return re.findall(r"\w+", " ".join(layers))


def test_decisions_stand_newest_first_and_are_short() -> None:
    text = page("DECISIONS.md")

    days = [date.fromisoformat(day) for day in DECISION.findall(text)]
    lengths = {entry.partition("\n")[0]: len(entry.strip().splitlines()) - 1 for entry in text.split("\n## ")[1:]}

    assert len(days) == len(lengths)
    assert days == sorted(days, reverse=True)
    assert {title: lines for title, lines in lengths.items() if lines > MOST_LINES} == {}


@pytest.mark.parametrize("contract", CONTRACTS)
def test_the_picture_of_the_house_names_every_part(contract: str) -> None:
    picture = part(page("CONTRIBUTING.md"), "The house")

    names = names_of_contract(contract)

    assert len(names) > 9
    assert [name for name in names if name != "__main__" and not re.search(rf"\b{name}\b", picture)] == []


def test_every_path_that_is_named_to_whoever_changes_the_code_is_there() -> None:
    named = re.findall(
        r"`((?:portal|plugins|features|web|plugin_host|infrastructure|cli)/[\w/.]+)`", page("CONTRIBUTING.md")
    )

    missing = [name for name in named if not (ROOT / name).exists() and not (ROOT / "portal" / name).exists()]

    assert len(named) > 15
    assert missing == []


def test_the_map_of_the_machinery_names_every_module_and_no_other() -> None:
    folder = ROOT / "portal" / "plugin_host"
    there = {file.stem for file in folder.glob("*.py")} | {file.parent.name for file in folder.glob("*/__init__.py")}

    named = set(re.findall(r"`(\w+)`", plugin_host.__doc__ or ""))

    assert named == there - {"__init__"}


def test_every_command_stands_in_the_operators_table() -> None:
    rows = [line.partition(" | ")[0] for line in part(page("docs/operating.md"), "Commands").splitlines()]

    commands = [line.split()[2:4] for line in page("docs/commands.md").splitlines() if line.startswith("### portal ")]
    left = [
        " ".join(words)
        for words in commands
        if not any(row.startswith(f"| `portal {words[0]}") and re.search(rf"\b{words[-1]}\b", row) for row in rows)
    ]

    assert len(commands) > 30
    assert left == []


def test_every_key_and_kind_of_a_page_is_explained_to_writers() -> None:
    rows = part(page("docs/writing.md"), "Front matter").splitlines()

    keys = {key for row in rows if row.startswith("|") for key in re.findall(r"`(\w+)`", row.split("|")[1])}
    (kinds,) = (row for row in rows if row.startswith("| `kind`"))

    assert keys == set(pages.PAGE_KEYS)
    assert [kind for kind in rules.KINDS if f"`{kind}`" not in kinds] == []


def test_every_figure_and_every_blank_is_named_to_writers() -> None:
    body = part(page("docs/writing.md"), "Body")

    assert [name for name in FIGURES if f"`{name}`" not in body and f"figure {name}`" not in body] == []
    assert [blank for blank in BLANKS if f"`::: {blank} " not in body] == []


@pytest.mark.parametrize(("heading", "keys"), [("tools/<id>.md", "TOOL_KEYS"), ("posts/<id>.md", "POST_KEYS")])
def test_every_key_of_a_regions_texts_is_named_to_academies(heading: str, keys: str) -> None:
    words = part(page("docs/region-content.md"), heading)

    assert [key for key in getattr(documents, keys) if not re.search(rf"(^|`){key}\b", words, re.MULTILINE)] == []
