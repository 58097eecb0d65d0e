"""What forms of upkeep carry along."""

from __future__ import annotations

from flask import request


def number_in(name: str) -> int:
    """Return a number the form carries along; one that is none fits nothing."""
    text = request.form.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1  # noqa: PLR2004 - what a column takes
