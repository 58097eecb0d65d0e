"""Single values in content files: what may stand in one, and what is wrong with one."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from portal.foundation import colours
from portal.foundation.errors import Fault, FaultyContent
from portal.infrastructure.markup.sources import read_text

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_TEXT = 256 * 1024
LARGEST_POSITION = 1_000_000  # as of an order: portal.plugin_host.records
YES_NO = {"yes": True, "no": False}
EMAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
POSITION = re.compile(r"-?[0-9]{1,7}")


def one_line(text: str) -> str:
    """Return a fact as it is kept: a line break is a space, and nothing stands around it."""
    return " ".join(filter(None, map(str.strip, text.splitlines())))


def plain_body(text: str) -> str:
    """Return a Markdown text as it is kept: every line ends in the same way, none is empty at either end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def read_small_text(file: Path, name: str, largest: int = LARGEST_TEXT) -> str:
    """Return a content file's text, or raise FaultyContent when it is too large or cannot be read."""
    refuse_large(file, name, largest)
    return read_text(file, name)


def refuse_large(file: Path, name: str, largest: int) -> None:
    """Raise FaultyContent when a file is larger than that many bytes."""
    if file.is_file() and file.stat().st_size > largest:
        raise FaultyContent([Fault(name, 0, f"the file is larger than {largest // 1024} KiB; divide or shorten it")])


def is_date(text: str) -> bool:
    """Say whether the text is a date such as 2026-11-24."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_position(text: str) -> bool:
    """Say whether the text is a place in a list: a whole number, low ones first."""
    return POSITION.fullmatch(text) is not None and abs(int(text)) <= LARGEST_POSITION


def is_mail_address(text: str) -> bool:
    """Say whether the text is a plain mail address."""
    return EMAIL.fullmatch(text) is not None


def is_web_address(text: str) -> bool:
    """Say whether the text is an https address with a host and without credentials."""
    try:
        parts = urlsplit(text)
        is_whole = parts.port is None or parts.port > 0
    except ValueError:
        return False
    is_plain = text.isprintable() and " " not in text
    return is_plain and is_whole and parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc


def colour_faults(colour: str, page: str) -> list[str]:
    """Return why a colour cannot be an accent on a page of that colour."""
    if not colours.is_colour(colour):
        return [f"“{colour}” is not a colour such as #2f6b4f"]
    ratio = colours.contrast(colour, page)
    if ratio < colours.READABLE:
        return [f"{colour} cannot be read on {page}: its contrast is {ratio:.1f}, and at least 4.5 is needed"]
    return []
