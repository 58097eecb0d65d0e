"""The tables beside a pack's pages: the toolkit with its sections, the glossary, the films, the old addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.features.toolkits import rules
from portal.features.toolkits.packs.pages import POSTS
from portal.features.toolkits.packs.shapes import Row, Shape, rows_of, toml_of
from portal.features.toolkits.packs.values import PackSection
from portal.foundation.slugs import is_slug, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from portal.foundation.errors import Fault
    from portal.infrastructure.markup.sources import TomlFile

TOOLKIT = Shape(table="toolkit", noun="the toolkit", texts=("slug", "title", "summary"))
SECTIONS = Shape(table="sections", noun="the section", texts=("slug", "label", "summary"))
TERMS = Shape(
    table="terms",
    noun="the word",
    texts=("key", "term", "definition", "group"),
    may_texts=("page",),
    may_lists=("also", "confused_with"),
)
VIDEOS = Shape(
    table="videos",
    noun="the film",
    texts=("key", "title", "summary", "voices"),
    numbers=("minutes",),
    may_texts=("status", "source", "captions"),
    may_lists=("outline", "related"),
)
REDIRECTS = Shape(table="redirects", noun="the old address", texts=("from", "to"))
GROUPS = ("practice", "system")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolkitTable:
    """What toolkit.toml says; `known` are the sections' slugs, None when nobody can say which there are."""

    slug: str = ""
    title: str = ""
    summary: str = ""
    sections: tuple[PackSection, ...] = ()
    known: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Glossary:
    """What glossary.toml says; `known` are the words' keys, None when nobody can say which there are."""

    terms: tuple[dict[str, Any], ...]
    known: frozenset[str] | None


def read_toolkit(file: Path, keep: Callable[[Fault], None]) -> ToolkitTable:
    """Return the toolkit with its sections in menu order."""
    toml = toml_of(file, keep, TOOLKIT.table, SECTIONS.table)
    if toml is None:
        return ToolkitTable()
    toolkit = toolkit_row(toml, keep)
    rows = rows_of(toml, SECTIONS, keep)
    if rows == []:
        keep(toml.fault(SECTIONS.table, "there is no section"))
    for row in checked(rows or [], "slug", keep):
        if row.text("slug") == POSTS:
            keep(row.fault("slug", f"“{POSTS}” is the folder of the posts"))
    return ToolkitTable(
        slug=toolkit.text("slug"),
        title=toolkit.text("title"),
        summary=toolkit.text("summary"),
        sections=tuple(
            PackSection(slug=row.text("slug"), label=row.text("label"), summary=row.text("summary"))
            for row in rows or ()
        ),
        known=frozenset(row.text("slug") for row in rows if is_slug(row.text("slug"))) if rows else None,
    )


def toolkit_row(toml: TomlFile, keep: Callable[[Fault], None]) -> Row:
    """Return the table of the toolkit itself."""
    facts = toml.facts.get(TOOLKIT.table, {})
    if not isinstance(facts, dict):
        keep(toml.fault(TOOLKIT.table, f"“{TOOLKIT.table}” must be a table that begins with [{TOOLKIT.table}]"))
        return Row(toml, TOOLKIT, 0, {})
    row = Row(toml, TOOLKIT, 0, facts)
    checked([row], "slug", keep)
    return row


def checked(rows: list[Row], key: str, keep: Callable[[Fault], None]) -> list[Row]:
    """Return the rows once it is told what is wrong with their shapes and with the names they bear."""
    taken: set[str] = set()
    for row in rows:
        for fault in row.shape_faults():
            keep(fault)
        name = row.text(key)
        if name.strip() and not is_slug(name):
            keep(row.fault(key, f"“{key}” must be lower-case words joined by hyphens"))
        elif name in taken:
            keep(row.fault(key, f"“{key}” must be its own; another row has it"))
        taken |= {name} - {""}
    return rows


def read_glossary(file: Path, addresses: Mapping[str, str], keep: Callable[[Fault], None]) -> Glossary:
    """Return the words."""
    rows = rows_of(toml_of(file, keep, TERMS.table), TERMS, keep)
    if rows is None:
        return Glossary((), None)
    known = frozenset(row.text("key") for row in rows)
    for row in checked(rows, "key", keep):
        if row.text("group") and row.text("group") not in GROUPS:
            keep(row.fault("group", f"“group” must be one of {', '.join(GROUPS)}"))
        if row.text("page"):
            tell_missing(row, "page", [row.text("page")], addresses, keep)
        for other in row.texts("confused_with"):
            if other not in known:
                keep(row.fault("confused_with", f"there is no word “{other}”{nearest(other, known)}"))
    return Glossary(tuple(term_of(row) for row in rows), known)


def term_of(row: Row) -> dict[str, Any]:
    """Return a row as a word's columns."""
    return {
        "key": row.text("key"),
        "term": row.text("term"),
        "also": row.texts("also"),
        "definition": row.text("definition"),
        "group": row.text("group"),
        "page_slug": row.text("page") or None,
        "confused_with": row.texts("confused_with"),
    }


def tell_missing(
    row: Row, key: str, slugs: list[str], addresses: Mapping[str, str], keep: Callable[[Fault], None]
) -> None:
    """Tell which pages a row names that are not there."""
    for slug in slugs:
        if slug not in addresses:
            keep(row.fault(key, f"there is no page “{slug}”{nearest(slug, addresses)}"))


def read_videos(file: Path, addresses: Mapping[str, str], keep: Callable[[Fault], None]) -> Iterator[dict[str, Any]]:
    """Give the films. One goes live only with captions and a transcript."""
    rows = rows_of(toml_of(file, keep, VIDEOS.table), VIDEOS, keep) or []
    for position, row in enumerate(checked(rows, "key", keep), 1):
        tell_missing(row, "related", row.texts("related"), addresses, keep)
        if row.text("source") and not (row.text("captions") and row.texts("outline")):
            keep(row.fault("source", "a film goes live only with captions and a transcript"))
        yield {
            "key": row.text("key"),
            "position": position,
            "title": row.text("title"),
            "summary": row.text("summary"),
            "voices": row.text("voices"),
            "minutes": row.facts.get("minutes"),
            "source": row.text("source") or None,
            "captions": row.text("captions") or None,
            "transcript": row.texts("outline"),
            "related": row.texts("related"),
        }


def read_redirects(
    file: Path, addresses: Mapping[str, str], keep: Callable[[Fault], None]
) -> Iterator[tuple[str, str]]:
    """Give old addresses with the slug of the page they lead to."""
    taken: set[str] = set()
    for row in rows_of(toml_of(file, keep, REDIRECTS.table), REDIRECTS, keep) or ():
        for fault in row.shape_faults():
            keep(fault)
        path, slug = row.text("from").rstrip("/"), row.text("to")
        if row.text("from").strip() and not path.startswith("/"):
            keep(row.fault("from", "it must be an address of ours that begins with “/”"))
        elif len(path) > rules.ADDRESS_LENGTH:
            keep(row.fault("from", f"it is longer than {rules.ADDRESS_LENGTH} characters"))
        elif path in taken:
            keep(row.fault("from", "it is given twice"))
        if slug.strip():
            tell_missing(row, "to", [slug], addresses, keep)
        taken |= {path} - {""}
        yield path, slug
