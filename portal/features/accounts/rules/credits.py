"""How what somebody published names them, also after they have left."""

from __future__ import annotations

NAMED, BY_COUNTY = "name", "county"


def credit_line(*, name: str, county: str, credit: str) -> str:
    """Return the words by which people are credited: their name, or only that they are of a county."""
    if credit == NAMED:
        return name
    return f"a colleague in {county} County" if county else "a colleague"
