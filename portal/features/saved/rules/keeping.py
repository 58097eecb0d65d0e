"""What a person keeps, and what is news about it."""

from __future__ import annotations

TOOLKIT = "toolkit"  # in addresses, where a page is no region's
MOST_BOOKMARKS = 500
CHANGED, RECALLED, LIFTED = "changed", "recalled", "lifted"
NEWS = {
    CHANGED: "New version",
    RECALLED: "Recalled: do not use it any more",
    LIFTED: "The recall is lifted",
}


def place_word(region_id: str) -> str:
    """Return the word that says in an address whose page it is."""
    return region_id or TOOLKIT


def news_of(*, notice: str, seen_mark: int, mark: int) -> str | None:
    """Return what is news about a page to somebody who last knew of the text with a mark: a recall goes before."""
    if notice:
        return notice
    return CHANGED if seen_mark != mark else None
