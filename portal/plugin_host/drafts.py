"""What is wrong with an item that a person edits: the same rules as for content files and for every record."""

from __future__ import annotations

from dataclasses import fields
from functools import singledispatch
from typing import TYPE_CHECKING

from portal.infrastructure.markup.front_matter import Document
from portal.infrastructure.markup.markdown import build_parser, find_excess
from portal.infrastructure.markup.sources import is_storable
from portal.plugin_host.content.documents import POST_KEYS, TOOL_KEYS, post_faults, tool_faults
from portal.plugin_host.content.tables import CONTACT_KEYS, POSITION, contact_faults, feed_faults
from portal.plugin_host.content.values import LARGEST_TEXT
from portal.plugin_host.contributions import Contact, Contribution, Feed, Post, Tool
from portal.plugin_host.records import find_fault, texts_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portal.plugin_host.content.rows import KeyFault

FIELDS = {"everyone": "for_everyone", POSITION: "order"}  # where a file's key is not the name of the record's field
YES_OR_NO = {True: "yes", False: "no"}
BODY_LINE = 1


def faults_of_draft(record: Contribution, counties: Mapping[str, str]) -> list[KeyFault]:
    """Return everything that is wrong with a record: a field, or none, and a sentence that names it as it is named.

    `counties` gives each county's FIPS code by its name.
    """
    found = {(FIELDS.get(key, key), reason) for key, reason in content_faults(record, counties)}
    for name, text in texts_of(record):
        if not is_storable(text):
            found.add((name, f"“{name}” holds a character that cannot be stored"))
        if len(text.encode()) > LARGEST_TEXT // 2:
            found.add((name, f"“{name}” is longer than {LARGEST_TEXT // 2 // 1024} KiB; divide or shorten it"))
    if not found and (fault := find_fault(record)):
        named = fault.partition("“")[2].partition("”")[0]
        found.add((named, fault))
    return sorted(found)


def texts_of(record: Contribution) -> Iterator[tuple[str, str]]:
    """Give each text of a record with its field."""
    for field in fields(record):
        value = getattr(record, field.name)
        yield from ((field.name, text) for text in texts_in(value))


@singledispatch
def content_faults(record: Contribution, counties: Mapping[str, str]) -> list[KeyFault]:
    """Return what the rules for its content file find; there are none for other kinds."""
    return []


@content_faults.register(Tool)
def _(record: Tool, counties: Mapping[str, str]) -> list[KeyFault]:
    return document_faults(record, TOOL_KEYS)


@content_faults.register(Post)
def _(record: Post, counties: Mapping[str, str]) -> list[KeyFault]:
    return document_faults(record, POST_KEYS)


@content_faults.register(Feed)
def _(record: Feed, counties: Mapping[str, str]) -> list[KeyFault]:
    return feed_faults(
        {
            "id": record.id, "title": record.title, "url": record.url, "format": record.format, "site": record.site,
            "everyone": record.for_everyone, POSITION: record.order,
        }
    )  # fmt: skip


@content_faults.register(Contact)
def _(record: Contact, counties: Mapping[str, str]) -> list[KeyFault]:
    names = {fips: name for name, fips in counties.items()}
    cells = {key: cell_of(record, key) for key in CONTACT_KEYS} | {POSITION: str(record.order), "": ""}
    cells["counties"] = ";".join(names.get(fips, fips) for fips in record.counties)
    return contact_faults(cells, counties)


def cell_of(record: Contribution, key: str) -> str:
    """Return one field of a record as a file has it."""
    value = getattr(record, FIELDS.get(key, key))
    if isinstance(value, bool):
        return YES_OR_NO[value]
    return "" if value is None else str(value)


def document_faults(record: Tool | Post, keys: tuple[str, ...]) -> list[KeyFault]:
    """Return what the rules for Markdown files find; each key is on a line of its own, by which it is known again."""
    lines = {key: number for number, key in enumerate(keys, BODY_LINE + 1)}
    values = {key: getattr(record, FIELDS.get(key, key)) for key in keys}
    facts = {key: value if isinstance(value, tuple) else cell_of(record, key) for key, value in values.items()}
    document = Document("draft", facts, lines, record.body, BODY_LINE)
    faults = tool_faults(document) if isinstance(record, Tool) else post_faults(document)
    named = {number: key for key, number in lines.items()} | {BODY_LINE: "body"}
    size = [("body", reason) for _, reason in find_excess(build_parser().parse(record.body))]
    return [(named[fault.line], fault.reason) for fault in faults] + size
