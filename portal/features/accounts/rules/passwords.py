"""Which password is good enough (NIST SP 800-63B-4)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from portal.foundation.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

SHORTEST_PASSWORD, LONGEST_PASSWORD = 15, 1024
SHORTEST_OF_TWO = 8  # where it is one of two factors


def check_password(password: str, *, about: Sequence[str], is_common: bool, shortest: int = SHORTEST_PASSWORD) -> None:
    """Refuse a password that is too short, too long or easily guessed (NIST SP 800-63B-4, section 3.1.1.2).

    `about` holds words about the person and the portal; there are no rules on kinds of characters, and none expire.
    """
    if len(password) < shortest:
        raise Invalid(f"Use at least {shortest} characters. Several words in a row are easy to remember.")
    if len(password) > LONGEST_PASSWORD:
        raise Invalid(f"Use at most {LONGEST_PASSWORD} characters.")
    words = {word for text in about for word in re.findall(r"\w{4,}", text.casefold())}
    left = "".join(password.casefold().split())
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    if len(left) < shortest // 2 or len(set(password)) < shortest // 3 or is_common:
        raise Invalid("That password is easy to guess. Choose words that have nothing to do with you or this site.")
