"""The bytes of a feed as entries: titles and summaries as plain text, links over TLS, twins once. No network."""

from __future__ import annotations

import calendar
import hashlib
import html
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.sax import SAXException

import nh3

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_ENTRIES = 50
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_LINK = 200, 300, 2_000
JOINERS = {"\u200c", "\u200d"}  # letters of some scripts hang together by them
WHOLE_PAGE = (b"<!doctype html", b"<html")


class FeedFault(Exception):
    """What was fetched cannot be read as a feed; the message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `mark` tells it from others of its feed. Nothing in it is HTML. Undated, it has no `published`."""

    mark: str
    title: str
    summary: str
    link: str
    published: datetime | None


def read_feed(body: bytes, *, url: str, kind: str) -> tuple[Entry, ...]:
    """Return a feed's entries in its order, twins once, or raise FeedFault. `kind` is the type its server names."""
    import feedparser  # noqa: PLC0415 - only the worker needs it; it weighs on every other process

    if b"<!ENTITY" in body.replace(b"\0", b""):
        raise FeedFault("It defines entities of its own, which no feed needs and none may.")
    try:
        parsed = feedparser.parse(
            BytesIO(body), response_headers={"content-location": url, "content-type": kind}, sanitize_html=False
        )
    except Exception as error:
        raise FeedFault("It cannot be read as a feed.") from error
    version, trouble = parsed.get("version", ""), parsed.get("bozo_exception")
    if not version and is_page(body, kind):
        raise FeedFault("It is not a feed but a web page.")
    if isinstance(trouble, SAXException):
        raise FeedFault("It is not well-formed XML: perhaps it was cut off.")
    if not version:
        raise FeedFault("It is not a feed.")
    return once(entry_of(given) for given in parsed.entries[: 2 * MOST_ENTRIES])[:MOST_ENTRIES]


def is_page(body: bytes, kind: str) -> bool:
    """Say whether this is a web page."""
    beginning = body[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "html" in kind or beginning.startswith(WHOLE_PAGE)


def once(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries without those that have the mark, or both link and title, of one before."""
    seen: set[object] = set()
    kept = []
    for entry in entries:
        names: set[object] = {entry.mark, (entry.link, entry.title)} if entry.link else {entry.mark}
        if not names & seen:
            kept.append(entry)
        seen |= names
    return tuple(kept)


def entry_of(given: dict[str, Any]) -> Entry:
    """Return what a feed says of one entry, cleaned."""
    summary = plain(given.get("summary_detail"), LONGEST_SUMMARY)
    title = plain(given.get("title_detail"), LONGEST_TITLE) or shortened(summary, 80) or "Untitled"
    link = safe_link(str(given.get("link", "")))
    name = str(given.get("id") or given.get("link") or f"{title}\0{summary}")
    return Entry(
        mark=hashlib.sha256(name.encode("utf-8", errors="replace")).hexdigest(),
        title=title,
        summary=summary,
        link=link,
        published=moment_of(dict.get(given, "published_parsed") or dict.get(given, "updated_parsed")),
    )


def plain(detail: dict[str, Any] | None, longest: int) -> str:
    """Return a text of a feed without marks, pictures and scripts, in one line, shortened."""
    text = str((detail or {}).get("value") or "")[:100_000]
    if (detail or {}).get("type") != "text/plain":
        text = html.unescape(nh3.clean(text.replace("<", " <"), tags=set()))
    letters = "".join(letter if letter.isprintable() or letter in JOINERS else " " for letter in text)
    return shortened(" ".join(letters.split()), longest)


def shortened(text: str, longest: int) -> str:
    """Return a text cut between two words, where it is too long."""
    if len(text) <= longest:
        return text
    return text[: longest - 1].rpartition(" ")[0].rstrip(" ,;:–-") + "…" if " " in text[:longest] else text[:longest]


def safe_link(link: str) -> str:
    """Return a link that leads somewhere over TLS, or nothing."""
    try:
        parts = urlsplit(link)
        is_good = parts.scheme == "https" and parts.hostname and parts.username is None and parts.port != 0
    except ValueError:
        return ""
    return link if is_good and link.isprintable() and len(link) <= LONGEST_LINK else ""


def moment_of(given: Any) -> datetime | None:
    """Return a moment, if a feed gave one that a calendar knows."""
    try:
        return datetime.fromtimestamp(calendar.timegm(given), UTC) if given else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None
