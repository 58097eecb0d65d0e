"""Two texts laid beside one another: what of the later one is new."""

from __future__ import annotations

import difflib
import re

LONGEST_COMPARED = 20_000
MOST_PAIRS = 40_000  # of pieces that are laid beside one another: what takes longer to compare is shown as it is
Pieces = list[tuple[str, bool]]


def compared(before: str, after: str) -> Pieces:
    """Return a text in pieces, each with whether it is new compared with the one before.

    Long texts are compared line by line; those with very many lines, or letters, are one piece.
    """
    if len(before) + len(after) > LONGEST_COMPARED:
        return [(after, False)]
    old, new = (re.findall(r"\s+|[^\s]+", text) for text in (before, after))
    if len(old) * len(new) > MOST_PAIRS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if len(old) * len(new) > MOST_PAIRS:
        return [(after, False)]
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    pieces = [("".join(new[start:end]), deed != "equal") for deed, _, _, start, end in matcher.get_opcodes()]
    return [(text, is_new) for text, is_new in pieces if text]
