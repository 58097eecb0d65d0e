"""A small pack without fault, written into a folder; tests change one thing of it."""

from __future__ import annotations

from pathlib import Path

FACTS = """\
title: {title}
summary: A line about it.
kind: {kind}
audience: [all]
owner: The committee
last_checked: 2026-11-01
next_check: 2027-11-01
position: 10
"""
TOOL_FACTS = "element: engagement\nphases: [ongoing]\n"
TOOL_BODY = """\
Words first.

## Purpose

Why.

## When to use it

Then.

## Who uses it

You.

## Steps

1. One.

## What the form holds

Lines.

## Watch out for

Haste.

## Where it comes from

Here.
"""


def page_text(title: str, *, kind: str = "page", body: str = "Words.\n", more: str = "") -> str:
    """Return the text of a page's file."""
    return f"---\n{FACTS.format(title=title, kind=kind)}{TOOL_FACTS if kind == 'tool' else ''}{more}---\n{body}"


def write_pack(folder: Path) -> Path:
    """Write the pack and return its folder: two sections, three pages beside their landing pages, two words."""
    files = {
        "toolkit.toml": '[toolkit]\nslug = "small"\ntitle = "Small kit"\nsummary = "For tests."\n\n'
        '[[sections]]\nslug = "start"\nlabel = "Start"\nsummary = "Begin."\n\n'
        '[[sections]]\nslug = "more"\nlabel = "More"\nsummary = "Go on."\n',
        "glossary.toml": '[[terms]]\nkey = "harm"\nterm = "Harm"\ndefinition = "What was done."\ngroup = "practice"\n\n'
        '[[terms]]\nkey = "danger"\nterm = "Danger"\nalso = ["worry"]\ndefinition = "What may be."\n'
        'group = "practice"\npage = "one"\nconfused_with = ["harm"]\n',
        "videos.toml": '[[videos]]\nkey = "film"\ntitle = "Film"\nsummary = "A film."\nvoices = "Two"\nminutes = 3\n',
        "redirects.toml": '[[redirects]]\nfrom = "/old"\nto = "one"\n',
        "start/index.md": page_text("Start", kind="landing"),
        "start/one.md": page_text("One", body="Words.\n\n## Part\n\nSee [two](page:two) and [harm](term:harm).\n"),
        "more/index.md": page_text("More", kind="landing"),
        "more/two.md": page_text("Two", body="Back to [the part](page:one#part).\n"),
        "more/three.md": page_text("Three", kind="tool", body=TOOL_BODY),
    }
    for name, text in files.items():
        write(folder, name, text)
    return folder


SHEETS = {
    "more/three-guide.md": page_text("Three on one page", kind="guide", more="phases: [ongoing]\ntools: [three]\n"),
    "more/three-form.md": page_text(
        "Three, blank", kind="form", more="tools: [three]\nages: [6-12]\n",
        body="Use initials.\n\n::: write 3 Worries\n:::\n\n::: scale 0 Low | 4 High\n:::\n",
    ),
    "more/home.md": page_text("At home", kind="sheet", more="tools: [three]\n"),
    "more/home-es.md": page_text(
        "En casa", kind="sheet",
        more="tools: [three]\nlanguage: es\ntranslation_of: home\nawaiting: a practitioner\n",
    ),
    "more/four.md": page_text("Four", kind="tool", body=TOOL_BODY, more="instead_of: [three]\nages: [6-12, 13-17]\n"),
}  # fmt: skip


def write_sheets(folder: Path) -> Path:
    """Write the pack with what belongs to its tool: a guide, a form, a sheet in two languages, another tool."""
    write_pack(folder)
    for name, text in SHEETS.items():
        write(folder, name, text)
    toolkit = (folder / "toolkit.toml").read_text(encoding="utf-8")
    write(folder, "toolkit.toml", toolkit.replace('"small"', '"sop"'))
    return folder


def write(folder: Path, name: str, text: str) -> None:
    """Write one file of a pack."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
