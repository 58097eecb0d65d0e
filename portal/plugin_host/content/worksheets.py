"""The worksheets: worksheets/*.toml, each with its facts and a [[parts]] for everything on the sheet."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from portal.foundation.errors import Fault, FaultyContent
from portal.foundation.slugs import is_slug, nearest
from portal.foundation.vocabulary import AUDIENCES, LANGUAGES
from portal.infrastructure.markup.sources import is_file, is_list_of_texts
from portal.plugin_host.content import rows
from portal.plugin_host.content.documents import LAST, SUMMARY_LENGTH, TITLE_LENGTH
from portal.plugin_host.content.values import LARGEST_POSITION, is_date, one_line
from portal.plugin_host.contributions import USUAL_ROWS, Worksheet, WorksheetPart
from portal.plugin_host.sheets import fault_of_parts, faults_of_part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from portal.infrastructure.markup.sources import TomlFile
    from portal.plugin_host.content.rows import KeyFault, Row

TEXTS = ("title", "summary", "owner", "language")
DATES = ("last_checked", "next_check")
KEYS = (*TEXTS, *DATES, "audience", "everyone", "position", "parts")
NEEDS = ("title", "summary", "owner", *DATES)


def read_worksheets(folder: Path) -> list[Worksheet]:
    """Return the worksheets, or raise FaultyContent with the faults of all of them."""
    found, faults = read_sheets(folder)
    if faults:
        raise FaultyContent(faults)
    return found


def read_sheets(folder: Path) -> tuple[list[Worksheet], list[Fault]]:
    """Return the worksheets of a content folder by their names, and what is wrong with others."""
    found: list[Worksheet] = []
    faults: list[Fault] = []
    for file in sorted(filter(is_file, (folder / "worksheets").glob("*.toml"))):
        name = f"worksheets/{file.name}"
        key = file.name.removesuffix(".toml")
        if not is_slug(key):
            faults.append(Fault(name, 0, "the file's name must be lower-case words joined by hyphens"))
            continue
        try:
            toml = rows.read_table(folder, name)
            if toml is not None:
                found.append(worksheet_in(toml, key))
        except FaultyContent as error:
            faults += error.faults
    return found, faults


def worksheet_in(toml: TomlFile, key: str) -> Worksheet:
    """Return a file as a worksheet, or raise FaultyContent with every fault at its line."""
    facts = toml.facts
    own = (toml.fault(*one) for one in faults_of_facts(facts))
    parts = facts.get("parts", [])
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        rows.refuse([*own, toml.fault("parts", "every part must begin with [[parts]]")])
    rows.refuse(chain(own, faults_in_parts(toml)))
    made = tuple(map(part_of, parts))
    rows.refuse([toml.fault("parts", reason)] if (reason := fault_of_parts(made)) else [])
    return Worksheet(
        id=key,
        order=facts.get("position", int(LAST)),
        title=rows.text_in(facts, "title"),
        summary=rows.text_in(facts, "summary"),
        owner=rows.text_in(facts, "owner"),
        language=rows.text_in(facts, "language", "en"),
        last_checked=date.fromisoformat(str(facts["last_checked"])),
        next_check=date.fromisoformat(str(facts["next_check"])),
        audience=tuple(facts.get("audience", ())),
        for_everyone=facts.get("everyone", False),
        parts=made,
    )


def faults_of_facts(facts: Row) -> list[KeyFault]:
    """Return what is wrong with what stands above the parts."""
    faults = rows.unknown_keys(facts, KEYS)
    faults += [(key, f"“{key}” must be a text") for key in TEXTS if not isinstance(facts.get(key, ""), str)]
    faults += [(key, f"“{key}” is missing") for key in NEEDS if not rows.text_in(facts, key)]
    faults += [
        (key, f"“{key}” must be a date such as 2026-11-24")
        for key in DATES
        if rows.text_in(facts, key) and not is_date(rows.text_in(facts, key))
    ]
    for key, longest in (("title", TITLE_LENGTH), ("summary", SUMMARY_LENGTH)):
        if len(rows.text_in(facts, key)) > longest:
            faults.append((key, f"“{key}” is longer than {longest} characters"))
    if rows.text_in(facts, "language", "en") not in LANGUAGES:
        faults.append(("language", f"“language” must be one of {', '.join(LANGUAGES)}"))
    audience = facts.get("audience", [])
    if not is_list_of_texts(audience):
        faults.append(("audience", "“audience” must be a list of texts"))
    else:
        faults += [
            ("audience", f"“{one}” is not among the audience{nearest(one, AUDIENCES)}")
            for one in audience
            if one not in AUDIENCES
        ]
    if not isinstance(facts.get("everyone", False), bool):
        faults.append(("everyone", "“everyone” must be true or false"))
    position = facts.get("position", 0)
    if type(position) is not int or abs(position) > LARGEST_POSITION:
        faults.append(("position", f"“position” must be a whole number within {LARGEST_POSITION:,} of nought"))
    return faults


def faults_in_parts(toml: TomlFile) -> Iterator[Fault]:
    """Give what is wrong with each part, at its line."""
    for number, part in enumerate(toml.facts.get("parts", ())):
        shapes = rows.row_faults(
            {key: value for key, value in part.items() if key != "choices"},
            texts=("kind", "label", "help"), yes_no=(), numbers=("rows",),
        )  # fmt: skip
        if not is_list_of_texts(part.get("choices", [])):
            shapes.append(("choices", "“choices” must be a list of texts"))
        for fault in shapes or faults_of_part(part_of(part)):
            yield toml.fault_in_row("parts", number, *fault)


def part_of(part: Row) -> WorksheetPart:
    """Return a part whose values are of the right kinds."""
    return WorksheetPart(
        kind=rows.text_in(part, "kind"),
        label=rows.text_in(part, "label"),
        help=rows.text_in(part, "help"),
        choices=tuple(map(one_line, part.get("choices", ()))),
        rows=part.get("rows", USUAL_ROWS),
    )
