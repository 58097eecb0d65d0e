"""A plugin's content files, read into records: docs/region-content.md as code."""

from __future__ import annotations

import csv
import re
import tomllib
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from portal.foundation import colours
from portal.foundation.errors import Fault, FaultyContent
from portal.foundation.slugs import is_slug, nearest
from portal.foundation.vocabulary import AUDIENCES, FEED_FORMATS, MOTIFS, PHASES, TOOL_KINDS
from portal.infrastructure.markup.front_matter import Document, read_document
from portal.plugin_host.contributions import Contact, CountyClaim, Feed, Post, RegionProposal, Tool
from portal.plugin_host.manifest import line_of

if TYPE_CHECKING:
    from pathlib import Path

TITLE_LENGTH, SUMMARY_LENGTH = 120, 200
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
    "position", "target",
)  # fmt: skip
POST_KEYS = ("title", "deck", "published", "author", "tags", "everyone")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Content:
    """The content folder of one plugin. Every method reads its files and raises FaultyContent with all their faults."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def regions(self) -> list[RegionProposal]:
        """Return the region of region.toml."""
        facts, source = self._toml("region.toml")
        if not facts:
            return []
        faults = [("region.toml", key, f"“{key}” is missing") for key in REGION_KEYS if not facts.get(key)]
        faults += unknown_keys("region.toml", facts, REGION_KEYS)
        for key, page in (("accent", colours.LIGHT_PAGE), ("accent_dark", colours.DARK_PAGE)):
            faults += [("region.toml", key, reason) for reason in colour_faults(str(facts.get(key, "")), page)]
        if facts.get("motif") not in MOTIFS:
            faults.append(("region.toml", "motif", f"“motif” must be one of {', '.join(MOTIFS)}"))
        if not is_slug(str(facts.get("id", ""))):
            faults.append(("region.toml", "id", "“id” must be lower-case words joined by hyphens"))
        if not is_web_address(str(facts.get("website", ""))):
            faults.append(("region.toml", "website", "“website” must begin with https://"))
        refuse(faults, source)
        values: dict[str, Any] = {key: str(facts[key]) for key in REGION_KEYS}
        return [RegionProposal(**values)]

    def counties(self) -> list[CountyClaim]:
        """Return the counties of counties.toml."""
        facts, source = self._toml("counties.toml")
        claims, faults = [], []
        for row in facts.get("counties", []):
            fips = str(row.get("fips", ""))
            if not re.fullmatch(r"06\d{3}", fips):
                faults.append(("counties.toml", "fips", f"“{fips}” is not the FIPS code of a county of California"))
                continue
            faults += unknown_keys("counties.toml", row, ("fips", "name", "main", "confirmed", "note"))
            claims.append(
                CountyClaim(
                    id=fips,
                    fips=fips,
                    is_main=bool(row.get("main", True)),
                    is_confirmed=bool(row.get("confirmed", False)),
                    note=str(row.get("note", "")),
                )
            )
        refuse(faults, source)
        return claims

    def contacts(self, county_fips: dict[str, str]) -> list[Contact]:
        """Return the contacts of contacts.csv; `county_fips` gives each county name's FIPS code."""
        file = self.folder / "contacts.csv"
        if not file.is_file():
            return []
        reader = csv.DictReader(StringIO(file.read_text(encoding="utf-8-sig")))
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
        facts, source = self._toml("feeds.toml")
        feeds, faults = [], []
        for order, row in enumerate(facts.get("feeds", []), 1):
            faults += unknown_keys("feeds.toml", row, ("id", "title", "url", "format", "site", "everyone"))
            faults += [("feeds.toml", key, f"“{key}” is missing") for key in ("id", "title", "url") if not row.get(key)]
            if row.get("format") not in FEED_FORMATS:
                faults.append(("feeds.toml", "format", f"“format” must be one of {', '.join(FEED_FORMATS)}"))
            if not is_web_address(str(row.get("url", ""))):
                faults.append(("feeds.toml", "url", "“url” must begin with https://"))
            feeds.append(
                Feed(
                    id=str(row.get("id", "")),
                    order=order,
                    title=str(row.get("title", "")),
                    url=str(row.get("url", "")),
                    format=str(row.get("format", "")),
                    site=str(row.get("site", "")),
                    for_everyone=bool(row.get("everyone", False)),
                )
            )
        refuse(faults, source)
        return feeds

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
        source = file.read_text(encoding="utf-8")
        try:
            return tomllib.loads(source), source
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"at line (\d+)", str(error))
            raise FaultyContent([Fault(name, int(line[1]) if line else 0, f"not valid TOML: {error}")]) from None

    def _checked(self, kind: str, check: Any) -> list[Document]:
        """Return the documents of a folder in order of their names, or raise with the faults of all of them."""
        documents, faults = [], []
        for file in sorted((self.folder / kind).glob("*.md")):
            name = f"{kind}/{file.name}"
            try:
                document = read_document(name, file.read_text(encoding="utf-8"))
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


def refuse(faults: list[tuple[str, str, str]], source: str) -> None:
    """Raise when there are faults, each with the line its key stands on."""
    if faults:
        raise FaultyContent([Fault(file, line_of(source, key), reason) for file, key, reason in faults])


def unknown_keys(file: str, facts: dict[str, Any], known: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Return a fault for each key that is not known."""
    return [(file, key, f"“{key}” is not a key here{nearest(key, known)}") for key in facts if key not in known]


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
    parts = urlsplit(text)
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc


def slug_of(document: Document) -> str:
    """Return the file's name without folder and ending: the record's id."""
    return document.file.rpartition("/")[2].removesuffix(".md")


def read_contact(row: dict[str, str], county_fips: dict[str, str], order: int) -> Contact:
    """Return one row as a contact, or raise ValueError with the reason."""
    cells = {key: (row.get(key) or "").strip() for key in CONTACT_KEYS}
    for key in ("id", "name", "organisation", "what_for"):
        if not cells[key]:
            raise ValueError(f"“{key}” is empty")
    if cells["email"] and not EMAIL.fullmatch(cells["email"]):
        raise ValueError(f"“{cells['email']}” is not a mail address")
    if cells["url"] and not is_web_address(cells["url"]):
        raise ValueError(f"“{cells['url']}” must begin with https://")
    named = [] if cells["counties"] in {"", "all"} else [name.strip() for name in cells["counties"].split(";")]
    for name in named:
        if name not in county_fips:
            raise ValueError(f"“{name}” is not a county{nearest(name, county_fips)}")
    if cells["everyone"] not in YES_NO:
        raise ValueError("“everyone” must be yes or no")
    words: dict[str, Any] = {key: cells[key] for key in CONTACT_KEYS[:9]}
    return Contact(
        **words,
        order=order,
        counties=tuple(county_fips[name] for name in named),
        confirmed_on=date.fromisoformat(cells["confirmed_on"]) if cells["confirmed_on"] else None,
        for_everyone=YES_NO[cells["everyone"]],
    )


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
    if not document.text("position", "500").isdigit():
        faults.append(document.fault("position", "“position” must be a number"))
    return faults


def post_faults(document: Document) -> list[Fault]:
    """Return what is wrong with a post's file."""
    return shared_faults(document, POST_KEYS, ("title", "deck", "published", "author"))


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
