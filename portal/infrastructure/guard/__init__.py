"""What in a text may say who a person is: rule 1 of the product, for words that people type.

Nothing is kept or logged here. A finding is a reason to ask the writer again, never proof; a text without findings is
no proof of the contrary either, so every page that takes free text also says what not to write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.infrastructure.guard.findings import KINDS, Finding
from portal.infrastructure.guard.names import find_names, is_listed
from portal.infrastructure.guard.numbers import find_numbers

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["KINDS", "Finding", "find_persons", "is_listed"]


def find_persons(text: str, *, known: Collection[str] = ()) -> tuple[Finding, ...]:
    """Return what may identify a person, in the order of the text, each place once.

    `known` are words in small letters that are no names here though they may be written large: those of the toolkit,
    of counties and academies. One with blanks in it, such as “san mateo”, counts only as a whole. Numbers, addresses
    and dates go before names that lie in the same place.
    """
    kept: list[Finding] = []
    for finding in (*find_numbers(text), *find_names(text, known=frozenset(known))):
        if not any(finding.start < other.end and other.start < finding.end for other in kept):
            kept.append(finding)
    return tuple(sorted(kept, key=lambda finding: finding.start))
