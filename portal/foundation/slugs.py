"""Names fit for addresses."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 80
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Say whether the text is lower-case words joined by single hyphens."""
    return len(text) <= LONGEST and SLUG.fullmatch(text) is not None


def slugify(text: str) -> str:
    """Return the text as a slug: accents dropped, everything else that is no letter or digit a hyphen."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].rstrip("-")


def nearest(word: str, known: Iterable[str]) -> str:
    """Return " (did you mean …?)" for the known word closest to this one, or an empty text."""
    close = get_close_matches(word, sorted(known), n=1)
    return f" (did you mean “{close[0]}”?)" if close else ""
