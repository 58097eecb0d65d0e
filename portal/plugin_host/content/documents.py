"""The Markdown files: tools/*.md and posts/*.md."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from portal.foundation.errors import Fault, FaultyContent
from portal.foundation.slugs import is_slug, nearest
from portal.foundation.vocabulary import AUDIENCES, LANGUAGES, PHASES, TOOL_KINDS
from portal.infrastructure.markup.front_matter import MARK, Document, read_document
from portal.infrastructure.markup.sources import is_file
from portal.plugin_host.content.values import (
    YES_NO,
    is_date,
    is_position,
    is_web_address,
    one_line,
    plain_body,
    read_small_text,
)
from portal.plugin_host.contributions import Post, Tool

if TYPE_CHECKING:
    from pathlib import Path

TITLE_LENGTH, SUMMARY_LENGTH, TAG_LENGTH = 120, 200, 60
LONGEST_FACTS = 16 * 1024
TOOL_KEYS = (
    "title", "summary", "kind", "audience", "topics", "phases", "owner", "last_checked", "next_check", "everyone",
    "position", "target", "language",
)  # fmt: skip
TOOL_NEEDS = ("title", "summary", "kind", "owner", "last_checked", "next_check")
POST_KEYS = ("title", "deck", "published", "author", "tags", "everyone", "position")
POST_NEEDS = ("title", "deck", "published", "author")
DATES = ("last_checked", "next_check", "published")
LAST = "500"  # where a tool or post without a position stands


def read_documents(folder: Path, kind: str) -> tuple[list[Document], list[Fault]]:
    """Return the documents of one of a content folder's own folders by their names, and why others cannot be read."""
    documents, faults = [], []
    for file in sorted(filter(is_file, (folder / kind).glob("*.md"))):
        name = f"{kind}/{file.name}"
        if not is_slug(file.name.removesuffix(".md")):
            faults.append(Fault(name, 0, "the file's name must be lower-case words joined by hyphens"))
        try:
            source = read_small_text(file, name)
            refuse_long_facts(name, source)
            documents.append(read_document(name, source))
        except FaultyContent as error:
            faults += error.faults
    return documents, faults


def refuse_long_facts(name: str, source: str) -> None:
    """Raise FaultyContent when the facts above the text are longer than any can be."""
    if source.find(f"\n{MARK}", 0, LONGEST_FACTS) < 0 and len(source) > LONGEST_FACTS:
        reason = "the facts are not closed with a line of three hyphens, or are too long"
        raise FaultyContent([Fault(name, 1, reason)])


def read_tools(folder: Path) -> list[Tool]:
    """Return the tools, or raise FaultyContent with the faults of all of them."""
    documents, faults = read_documents(folder, "tools")
    faults += [fault for document in documents for fault in tool_faults(document)]
    if faults:
        raise FaultyContent(faults)
    return [tool_of(document) for document in documents]


def read_posts(folder: Path) -> list[Post]:
    """Return the posts, or raise FaultyContent with the faults of all of them."""
    documents, faults = read_documents(folder, "posts")
    faults += [fault for document in documents for fault in post_faults(document)]
    if faults:
        raise FaultyContent(faults)
    return [post_of(document) for document in documents]


def shared_faults(document: Document, known: tuple[str, ...], required: tuple[str, ...]) -> list[Fault]:
    """Return faults that tools and posts have in common: keys, lengths, yes or no, dates."""
    faults = [
        document.fault(key, f"“{key}” is not a key here{nearest(key, known)}")
        for key in document.facts
        if key not in known
    ]
    faults += [document.fault(key, f"“{key}” is missing") for key in required if not document.text(key)]
    for key, longest in (("title", TITLE_LENGTH), ("summary", SUMMARY_LENGTH), ("deck", SUMMARY_LENGTH)):
        if len(text_in(document, key)) > longest:
            faults.append(document.fault(key, f"“{key}” is longer than {longest} characters"))
    if document.text("everyone", "no") not in YES_NO:
        faults.append(document.fault("everyone", "“everyone” must be yes or no"))
    for key in DATES:
        if document.text(key) and not is_date(document.text(key)):
            faults.append(document.fault(key, f"“{key}” must be a date such as 2026-11-24"))
    if not is_position(document.text("position", LAST)):
        faults.append(document.fault("position", "“position” must be a number"))
    if not document.body.strip():
        faults.append(Fault(document.file, document.body_line, "there is no text"))
    return faults


def tool_faults(document: Document) -> list[Fault]:
    """Return what is wrong with a tool's file."""
    faults = shared_faults(document, TOOL_KEYS, TOOL_NEEDS)
    if document.text("kind") not in TOOL_KINDS:
        faults.append(document.fault("kind", f"“kind” must be one of {', '.join(TOOL_KINDS)}"))
    if (document.text("kind") == "link") != bool(document.text("target")):
        faults.append(document.fault("target", "“target” belongs to a link, and a link needs it"))
    if document.text("target") and not is_web_address(document.text("target")):
        faults.append(document.fault("target", "“target” must begin with https://"))
    for key, allowed in (("audience", AUDIENCES), ("phases", PHASES)):
        faults += [
            document.fault(key, f"“{value}” is not among the {key}{nearest(value, allowed)}")
            for value in texts_in(document, key)
            if value not in allowed
        ]
    if document.text("language", "en") not in LANGUAGES:
        faults.append(document.fault("language", f"“language” must be one of {', '.join(LANGUAGES)}"))
    return faults


def post_faults(document: Document) -> list[Fault]:
    """Return what is wrong with a post's file."""
    return shared_faults(document, POST_KEYS, POST_NEEDS) + [
        document.fault("tags", f"the tag “{tag}” is longer than {TAG_LENGTH} characters")
        for tag in texts_in(document, "tags")
        if len(tag) > TAG_LENGTH
    ]


def text_in(document: Document, key: str, default: str = "") -> str:
    """Return a fact as it is kept."""
    return one_line(document.text(key, default))


def texts_in(document: Document, key: str) -> tuple[str, ...]:
    """Return a fact that is a list, as it is kept: an empty one among them says nothing."""
    return tuple(filter(None, map(one_line, document.texts(key))))


def slug_of(document: Document) -> str:
    """Return the file's name without folder and ending: the record's id."""
    return document.file.rpartition("/")[2].removesuffix(".md")


def tool_of(document: Document) -> Tool:
    """Return a faultless document as a tool."""
    return Tool(
        id=slug_of(document),
        order=int(document.text("position", LAST)),
        title=text_in(document, "title"),
        summary=text_in(document, "summary"),
        kind=document.text("kind"),
        target=document.text("target"),
        body=plain_body(document.body),
        audience=texts_in(document, "audience"),
        topics=texts_in(document, "topics"),
        phases=texts_in(document, "phases"),
        language=document.text("language", "en"),
        owner=text_in(document, "owner"),
        last_checked=date.fromisoformat(document.text("last_checked")),
        next_check=date.fromisoformat(document.text("next_check")),
        for_everyone=YES_NO[document.text("everyone", "no")],
    )


def post_of(document: Document) -> Post:
    """Return a faultless document as a post."""
    return Post(
        id=slug_of(document),
        order=int(document.text("position", LAST)),
        title=text_in(document, "title"),
        deck=text_in(document, "deck"),
        body=plain_body(document.body),
        published=date.fromisoformat(document.text("published")),
        author=text_in(document, "author"),
        tags=texts_in(document, "tags"),
        for_everyone=YES_NO[document.text("everyone", "no")],
    )
