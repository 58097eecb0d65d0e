"""The pages of a pack: every folder is a section, every file in it a page."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from portal.features.toolkits import rules
from portal.features.toolkits.packs.values import PackPage
from portal.foundation.errors import Fault, FaultyContent
from portal.foundation.slugs import is_slug, nearest
from portal.infrastructure.markup.front_matter import read_document
from portal.infrastructure.markup.markdown import render
from portal.infrastructure.markup.sources import is_file, read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from portal.infrastructure.markup.front_matter import Document

TEXTS = (
    "title", "summary", "kind", "element", "owner", "last_checked", "next_check", "rights", "position", "language",
    "translation_of", "awaiting",
)  # fmt: skip
LISTS = ("audience", "phases", "ages", "credits", "related", "tools", "instead_of")
PAGE_KEYS = TEXTS + LISTS
REQUIRED = ("title", "summary", "kind", "audience", "owner", "last_checked", "next_check", "position")
POSTS = "posts"  # a folder beside the sections: the blog reads it


@dataclass(frozen=True, slots=True)
class PageFile:
    """A page's file: where it lies, and what it holds unless it cannot be read."""

    section: str
    slug: str
    name: str
    document: Document | None

    @property
    def address(self) -> str:
        """The page's address."""
        kind = rules.LANDING if self.slug == self.section else rules.PAGE
        return rules.page_address(self.section, self.slug, kind)


def read_files(folder: Path, sections: frozenset[str] | None, keep: Callable[[Fault], None]) -> tuple[PageFile, ...]:
    """Return the pages' files. Without the sections nobody can say which folder is none."""
    files: dict[str, PageFile] = {}
    for file in sorted(filter(is_file, folder.glob("*/*.md"))):
        section, name = file.parent.name, f"{file.parent.name}/{file.name}"
        if section == POSTS:
            continue
        slug = section if file.stem == "index" else file.stem
        if sections is not None and section not in sections:
            keep(Fault(name, 0, f"“{section}” is not a section of toolkit.toml{nearest(section, sections)}"))
        elif not is_slug(slug):
            keep(Fault(name, 0, "the file's name must be lower-case words joined by hyphens"))
        elif slug in rules.TAKEN:
            keep(Fault(name, 0, f"“{slug}” is taken: the toolkit has another page at that address"))
        elif slug in files:
            keep(Fault(name, 0, f"the slug “{slug}” is taken by {files[slug].name}"))
        found = PageFile(section, slug, name, read_file(name, file, keep))
        files.setdefault(slug, found)
    for section in sorted(sections or ()):
        if not is_file(folder / section / "index.md"):
            keep(Fault(f"{section}/index.md", 0, "the section has no landing page"))
    return tuple(files.values())


def read_file(name: str, file: Path, keep: Callable[[Fault], None]) -> Document | None:
    """Return a file as a document; faults and nothing when it cannot be read."""
    try:
        return read_document(name, read_text(file, name))
    except FaultyContent as error:
        for fault in error.faults:
            keep(fault)
    return None


def addresses_of(files: Iterable[PageFile], sections: frozenset[str] | None) -> dict[str, str]:
    """Return the address of every page by its slug, of those too that cannot be read."""
    addresses = {section: rules.section_address(section) for section in sorted(sections or ())}
    return addresses | {file.slug: file.address for file in files}


def read_page(
    file: PageFile, document: Document, addresses: Mapping[str, str], keep: Callable[[Fault], None]
) -> PackPage:
    """Return a file's document as a page, and tell its faults."""
    for fault in fact_faults(document, addresses):
        keep(fault)
    rendered = render(document.body, pages=addresses)
    offset = document.body_line - 1
    for line, reason in rendered.problems:
        keep(Fault(file.name, offset + line, reason))
    for reason in rules.heading_faults(document.text("kind"), [heading.text for heading in rendered.headings]):
        keep(Fault(file.name, document.body_line, reason))
    if not document.body.strip():
        keep(Fault(file.name, document.body_line, "there is no text"))
    facts = stored_facts(document)
    shipped = json.dumps([document.text("title"), document.text("summary"), facts, document.body], sort_keys=True)
    return PackPage(
        section=file.section,
        slug=file.slug,
        kind=document.text("kind"),
        title=document.text("title"),
        summary=document.text("summary"),
        position=rules.place_of(document.text("position")) or 0,
        facts=facts,
        body=document.body,
        rendered=replace(rendered, links=rendered.links_from(document.body_line)),
        digest=hashlib.sha256(shipped.encode()).hexdigest(),
    )


def stored_facts(document: Document) -> dict[str, Any]:
    """Return the facts that are kept with a page's revision as they are."""
    return {
        "audience": list(document.texts("audience")),
        "element": document.text("element") or None,
        "phases": list(document.texts("phases")),
        "owner": document.text("owner"),
        "last_checked": document.text("last_checked"),
        "next_check": document.text("next_check"),
        "credits": list(document.texts("credits")),
        "rights": document.text("rights") or None,
        "ages": list(document.texts("ages")),
        "language": document.text("language") or "en",
        "translation_of": document.text("translation_of") or None,
        "awaiting": document.text("awaiting") or None,
    } | {key: list(document.texts(key)) for key in rules.PAGE_LISTS}


def fact_faults(document: Document, addresses: Mapping[str, str]) -> Iterator[Fault]:
    """Give every fault in a page's facts."""
    kind = document.text("kind")
    needed = (*REQUIRED, *rules.NEEDED.get(kind, ()))
    for key, value in document.facts.items():
        if key not in PAGE_KEYS:
            yield document.fault(key, f"“{key}” is not a key here{nearest(key, PAGE_KEYS)}")
        elif key in TEXTS and not isinstance(value, str):
            yield document.fault(key, f"“{key}” must be one text, not a list")
        elif key in needed and not value:
            yield document.fault(key, f"“{key}” is missing")
    for key in needed:
        if key not in document.facts:
            yield document.fault(key, f"“{key}” is missing")
    is_index = document.file.endswith("/index.md")
    if kind and (kind not in rules.KINDS or (kind == rules.LANDING) != is_index):
        yield document.fault("kind", "“kind” must be landing for index.md; else page, tool, guide, form or sheet")
    if document.text("position") and rules.place_of(document.text("position")) is None:
        yield document.fault("position", f"“position” must be a number from 0 to {rules.LARGEST_NUMBER}")
    yield from faulty_lists(document)
    yield from faulty_pages(document, addresses)
    yield from faulty_dates(document)


def faulty_lists(document: Document) -> Iterator[Fault]:
    """Give texts that are too long and keys that are on no list."""
    for key, longest in rules.LENGTHS.items():
        if len(document.text(key)) > longest:
            yield document.fault(key, f"“{key}” is longer than {longest} characters")
    for key, allowed in rules.CLOSED_LISTS.items():
        for value in filter(None, (document.text(key),)) if key in TEXTS else document.texts(key):
            if value not in allowed:
                yield document.fault(key, f"“{value}” is not among the keys of “{key}”{nearest(value, allowed)}")


def faulty_pages(document: Document, addresses: Mapping[str, str]) -> Iterator[Fault]:
    """Give pages that are named and not there, and lists that name too many."""
    for key, most in rules.PAGE_LISTS.items():
        if len(document.texts(key)) > most:
            yield document.fault(key, f"“{key}” names more than {most} pages")
    for key in (*rules.PAGE_LISTS, "translation_of"):
        for slug in document.texts(key) if key in LISTS else filter(None, (document.text(key),)):
            if slug not in addresses:
                yield document.fault(key, f"there is no page “{slug}”{nearest(slug, addresses)}")


def faulty_dates(document: Document) -> Iterator[Fault]:
    """Give what is wrong with the dates of checking."""
    dates = []
    for key in ("last_checked", "next_check"):
        try:
            dates.append(date.fromisoformat(document.text(key)))
        except ValueError:
            if document.text(key):
                yield document.fault(key, f"“{key}” must be a date such as 2026-11-24")
    if len(dates) == 2:  # noqa: PLR2004 - both
        for reason in rules.date_faults(*dates):
            yield document.fault("next_check", reason)
