"""A plugin's content files, read into records: docs/region-content.md as code."""

from __future__ import annotations

import csv
import re
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from portal.foundation import colours
from portal.foundation.errors import Fault, FaultyContent
from portal.foundation.slugs import is_slug, nearest
from portal.foundation.vocabulary import AUDIENCES, FEED_FORMATS, LANGUAGES, MOTIFS, PHASES, TOOL_KINDS
from portal.infrastructure.markup.front_matter import Document, read_document
from portal.infrastructure.markup.sources import is_file, line_in_row, line_of, read_text, read_toml
from portal.plugin_host.contributions import Contact, CountyClaim, Feed, Post, RegionProposal, Tool

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TITLE_LENGTH, SUMMARY_LENGTH, TAG_LENGTH = 120, 200, 60
LARGEST_FILE = 1024 * 1024
YES_NO = {"yes": True, "no": False}
REGION_KEYS = (
    "id", "name", "label", "academy", "host", "website", "welcome", "motif", "accent", "accent_dark",
)  # fmt: skip
CONTACT_KEYS = (
    "id", "name", "organisation", "what_for", "email", "phone", "url", "address", "hours", "counties", "confirmed_on",
    "everyone",
)  # fmt: skip
TOOL_KEYS = (
    "title", "summary", "kind", "audience", "topics", "phases", "owner", "last_checked", "next_check", "everyone",
    "position", "target", "language",
)  # fmt: skip
POST_KEYS = ("title", "deck", "published", "author", "tags", "everyone")
KeyFault = tuple[str, str]
EMAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class Content:
    """The content folder of one plugin. Every method reads its files and raises FaultyContent with all their faults."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def regions(self) -> list[RegionProposal]:
        """Return the region of region.toml."""
        facts, source = self._toml("region.toml")
        if not facts:
            return []
        faults = [(key, f"“{key}” is missing") for key in REGION_KEYS if not facts.get(key)]
        faults += [(key, f"“{key}” must be a text") for key in facts if not isinstance(facts[key], str)]
        faults += unknown_keys(facts, REGION_KEYS)
        for key, page in (("accent", colours.LIGHT_PAGE), ("accent_dark", colours.DARK_PAGE)):
            faults += [(key, reason) for reason in colour_faults(str(facts.get(key, "")), page)]
        if facts.get("motif") not in MOTIFS:
            faults.append(("motif", f"“motif” must be one of {', '.join(MOTIFS)}"))
        if not is_slug(str(facts.get("id", ""))):
            faults.append(("id", "“id” must be lower-case words joined by hyphens"))
        if not is_web_address(str(facts.get("website", ""))):
            faults.append(("website", "“website” must begin with https://"))
        refuse("region.toml", faults, source)
        values: dict[str, Any] = {key: str(facts[key]) for key in REGION_KEYS}
        return [RegionProposal(**values)]

    def counties(self) -> list[CountyClaim]:
        """Return the counties of counties.toml."""
        return [
            CountyClaim(
                id=row["fips"],
                fips=row["fips"],
                is_main=row.get("main", True),
                is_confirmed=row.get("confirmed", False),
                note=row.get("note", ""),
            )
            for row in self._rows("counties.toml", "counties", county_faults)
        ]

    def contacts(self, county_fips: dict[str, str]) -> list[Contact]:
        """Return the contacts of contacts.csv; `county_fips` gives each county name's FIPS code."""
        file = self.folder / "contacts.csv"
        if not file.is_file():
            return []
        reader = csv.DictReader(StringIO(read_text(file, file.name).removeprefix("\ufeff")))
        if list(reader.fieldnames or ()) != list(CONTACT_KEYS):
            raise FaultyContent([Fault(file.name, 1, f"the header row must be {','.join(CONTACT_KEYS)}")])
        contacts, faults = [], []
        for order, row in enumerate(reader, 1):
            line = reader.line_num
            try:
                contacts.append(read_contact(row, county_fips, order))
            except ValueError as error:
                faults.append(Fault(file.name, line, str(error)))
        if faults:
            raise FaultyContent(faults)
        return contacts

    def feeds(self) -> list[Feed]:
        """Return the feeds of feeds.toml."""
        return [
            Feed(
                id=row["id"],
                order=order,
                title=row["title"],
                url=row["url"],
                format=row["format"],
                site=row.get("site", ""),
                for_everyone=row.get("everyone", False),
            )
            for order, row in enumerate(self._rows("feeds.toml", "feeds", feed_faults), 1)
        ]

    def tools(self) -> list[Tool]:
        """Return the tools of tools/*.md."""
        return [read_tool(document) for document in self._checked("tools", tool_faults)]

    def posts(self) -> list[Post]:
        """Return the posts of posts/*.md."""
        return [read_post(document) for document in self._checked("posts", post_faults)]

    def _toml(self, name: str) -> tuple[dict[str, Any], str]:
        """Return a TOML file's facts and its source; nothing where there is no file."""
        file = self.folder / name
        if not file.is_file():
            return {}, ""
        toml = read_toml(file, name)
        return toml.facts, toml.source

    def _rows(self, name: str, table: str, check: Callable[[dict[str, Any]], list[KeyFault]]) -> list[dict[str, Any]]:
        """Return the rows of a TOML file's one table, or raise with the faults of all of them, each at its line."""
        facts, source = self._toml(name)
        refuse(name, unknown_keys(facts, (table,)), source)
        rows = facts.get(table, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            refuse(name, [(table, f"every row must begin with [[{table}]]")], source)
        faults = [
            Fault(name, line_in_row(source, table, number, key), reason)
            for number, row in enumerate(rows)
            for key, reason in check(row)
        ]
        if faults:
            raise FaultyContent(faults)
        return list(rows)

    def _checked(self, kind: str, check: Any) -> list[Document]:
        """Return the documents of a folder in order of their names, or raise with the faults of all of them."""
        documents, faults = [], []
        for file in sorted(filter(is_file, (self.folder / kind).glob("*.md"))):
            name = f"{kind}/{file.name}"
            try:
                document = read_document(name, read_text(file, name))
            except FaultyContent as error:
                faults += error.faults
                continue
            if not is_slug(slug_of(document)):
                faults.append(Fault(name, 0, "the file's name must be lower-case words joined by hyphens"))
            faults += check(document)
            documents.append(document)
        if faults:
            raise FaultyContent(faults)
        return documents


def refuse(file: str, faults: list[KeyFault], source: str) -> None:
    """Raise when there are faults, each with the line its key stands on."""
    if faults:
        raise FaultyContent([Fault(file, line_of(source, key), reason) for key, reason in faults])


def unknown_keys(facts: dict[str, Any], known: tuple[str, ...]) -> list[KeyFault]:
    """Return a fault for each key that is not known."""
    return [(key, f"“{key}” is not a key here{nearest(key, known)}") for key in facts if key not in known]


def row_faults(row: dict[str, Any], *, texts: tuple[str, ...], yes_no: tuple[str, ...]) -> list[KeyFault]:
    """Return faults of a row's keys and of what kind of value each holds."""
    faults = unknown_keys(row, texts + yes_no)
    faults += [(key, f"“{key}” must be a text") for key in texts if not isinstance(row.get(key, ""), str)]
    return faults + [
        (key, f"“{key}” must be true or false") for key in yes_no if not isinstance(row.get(key, True), bool)
    ]


def county_faults(row: dict[str, Any]) -> list[KeyFault]:
    """Return what is wrong with a row of counties.toml."""
    faults = row_faults(row, texts=("fips", "name", "note"), yes_no=("main", "confirmed"))
    if not re.fullmatch(r"06\d{3}", str(row.get("fips", ""))):
        faults.append(("fips", f"“{row.get('fips', '')}” is not the FIPS code of a county of California"))
    return faults


def feed_faults(row: dict[str, Any]) -> list[KeyFault]:
    """Return what is wrong with a row of feeds.toml."""
    faults = row_faults(row, texts=("id", "title", "url", "format", "site"), yes_no=("everyone",))
    faults += [(key, f"“{key}” is missing") for key in ("id", "title", "url") if not row.get(key)]
    if row.get("id") and not is_slug(str(row["id"])):
        faults.append(("id", "“id” must be lower-case words joined by hyphens"))
    if str(row.get("format")) not in FEED_FORMATS:
        faults.append(("format", f"“format” must be one of {', '.join(FEED_FORMATS)}"))
    return faults + [
        (key, f"“{key}” must begin with https://")
        for key in ("url", "site")
        if row.get(key) and not is_web_address(str(row[key]))
    ]


def colour_faults(colour: str, page: str) -> list[str]:
    """Return why a colour cannot be an accent on a page of that colour."""
    if not colours.is_colour(colour):
        return [f"“{colour}” is not a colour such as #2f6b4f"]
    ratio = colours.contrast(colour, page)
    if ratio < colours.READABLE:
        return [f"{colour} cannot be read on {page}: its contrast is {ratio:.1f}, and at least 4.5 is needed"]
    return []


def is_web_address(text: str) -> bool:
    """Say whether the text is an https address with a host and without credentials."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc


def slug_of(document: Document) -> str:
    """Return the file's name without folder and ending: the record's id."""
    return document.file.rpartition("/")[2].removesuffix(".md")


def read_contact(row: dict[str, str], county_fips: dict[str, str], order: int) -> Contact:
    """Return one row as a contact, or raise ValueError with the reason."""
    if None in row:
        raise ValueError("the row has more cells than the header; put quotation marks around a cell with a comma")
    cells = {key: (row.get(key) or "").strip() for key in CONTACT_KEYS}
    refuse_cells(cells)
    named = [] if cells["counties"] in {"", "all"} else [name.strip() for name in cells["counties"].split(";")]
    for name in named:
        if name not in county_fips:
            raise ValueError(f"“{name}” is not a county{nearest(name, county_fips)}")
    words: dict[str, Any] = {key: cells[key] for key in CONTACT_KEYS[:9]}
    return Contact(
        **words,
        order=order,
        counties=tuple(county_fips[name] for name in named),
        confirmed_on=date.fromisoformat(cells["confirmed_on"]) if cells["confirmed_on"] else None,
        for_everyone=YES_NO[cells["everyone"]],
    )


def refuse_cells(cells: dict[str, str]) -> None:
    """Raise ValueError with the first reason why a row's cells cannot be taken."""
    for key in ("id", "name", "organisation", "what_for"):
        if not cells[key]:
            raise ValueError(f"“{key}” is empty")
    if not is_slug(cells["id"]):
        raise ValueError("“id” must be lower-case words joined by hyphens")
    if cells["confirmed_on"] and not is_date(cells["confirmed_on"]):
        raise ValueError("“confirmed_on” must be a date such as 2026-11-24, or empty")
    if cells["email"] and not EMAIL.fullmatch(cells["email"]):
        raise ValueError(f"“{cells['email']}” is not a mail address")
    if cells["url"] and not is_web_address(cells["url"]):
        raise ValueError(f"“{cells['url']}” must begin with https://")
    if cells["everyone"] not in YES_NO:
        raise ValueError("“everyone” must be yes or no")


def shared_faults(document: Document, known: tuple[str, ...], required: tuple[str, ...]) -> list[Fault]:
    """Return faults that tools and posts have in common: keys, lengths, yes or no, dates."""
    faults = [
        document.fault(key, f"“{key}” is not a key here{nearest(key, known)}")
        for key in document.facts
        if key not in known
    ]
    faults += [document.fault(key, f"“{key}” is missing") for key in required if not document.text(key)]
    for key, longest in (("title", TITLE_LENGTH), ("summary", SUMMARY_LENGTH), ("deck", SUMMARY_LENGTH)):
        if len(document.text(key)) > longest:
            faults.append(document.fault(key, f"“{key}” is longer than {longest} characters"))
    if document.text("everyone", "no") not in YES_NO:
        faults.append(document.fault("everyone", "“everyone” must be yes or no"))
    for key in ("last_checked", "next_check", "published"):
        if document.text(key) and not is_date(document.text(key)):
            faults.append(document.fault(key, f"“{key}” must be a date such as 2026-11-24"))
    if not document.body.strip():
        faults.append(Fault(document.file, document.body_line, "there is no text"))
    return faults


def tool_faults(document: Document) -> list[Fault]:
    """Return what is wrong with a tool's file."""
    faults = shared_faults(
        document, TOOL_KEYS, ("title", "summary", "kind", "owner", "last_checked", "next_check", "audience")
    )
    if document.text("kind") not in TOOL_KINDS:
        faults.append(document.fault("kind", f"“kind” must be one of {', '.join(TOOL_KINDS)}"))
    if (document.text("kind") == "link") != bool(document.text("target")):
        faults.append(document.fault("target", "“target” belongs to a link, and a link needs it"))
    if document.text("target") and not is_web_address(document.text("target")):
        faults.append(document.fault("target", "“target” must begin with https://"))
    for key, allowed in (("audience", AUDIENCES), ("phases", PHASES)):
        faults += [
            document.fault(key, f"“{value}” is not among the {key}{nearest(value, allowed)}")
            for value in document.texts(key)
            if value not in allowed
        ]
    if document.text("language", "en") not in LANGUAGES:
        faults.append(document.fault("language", f"“language” must be one of {', '.join(LANGUAGES)}"))
    if not document.text("position", "500").isdecimal():
        faults.append(document.fault("position", "“position” must be a number"))
    return faults


def post_faults(document: Document) -> list[Fault]:
    """Return what is wrong with a post's file."""
    faults = shared_faults(document, POST_KEYS, ("title", "deck", "published", "author"))
    return faults + [
        document.fault("tags", f"the tag “{tag}” is longer than {TAG_LENGTH} characters")
        for tag in document.texts("tags")
        if len(tag) > TAG_LENGTH
    ]


def is_date(text: str) -> bool:
    """Say whether the text is a date such as 2026-11-24."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def read_tool(document: Document) -> Tool:
    """Return a faultless document as a tool."""
    return Tool(
        id=slug_of(document),
        order=int(document.text("position", "500")),
        title=document.text("title"),
        summary=document.text("summary"),
        kind=document.text("kind"),
        target=document.text("target"),
        body=document.body,
        audience=document.texts("audience"),
        topics=document.texts("topics"),
        phases=document.texts("phases"),
        language=document.text("language", "en"),
        owner=document.text("owner"),
        last_checked=date.fromisoformat(document.text("last_checked")),
        next_check=date.fromisoformat(document.text("next_check")),
        for_everyone=YES_NO[document.text("everyone", "no")],
    )


def read_post(document: Document) -> Post:
    """Return a faultless document as a post."""
    return Post(
        id=slug_of(document),
        title=document.text("title"),
        deck=document.text("deck"),
        body=document.body,
        published=date.fromisoformat(document.text("published")),
        author=document.text("author"),
        tags=document.texts("tags"),
        for_everyone=YES_NO[document.text("everyone", "no")],
    )
