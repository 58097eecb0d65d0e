"""Codes people type: those an authenticator app shows for half a minute, and those on a printed sheet."""

from __future__ import annotations

import hmac
from datetime import datetime

from pyotp import TOTP

CODES_PRINTED = 10
GROUPS, GROUP_LENGTH = 4, 4
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"  # without I, L, O and U, which are misread
MISREAD = str.maketrans("ILOU", "110V")
DIGITS, HALF_MINUTE = 6, 30


def step_of(moment: datetime) -> int:
    """Return the number of the half minute a moment lies in."""
    return int(moment.timestamp()) // HALF_MINUTE


def step_of_code(key: str, typed: str, *, at: datetime, last_step: int) -> int | None:
    """Return the half minute an app's code is for, if it is a right one: of now, or one before or after it.

    A code of `last_step` or before was used already, or could have been seen: it is no longer right.
    """
    digits = "".join(typed.split())
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    now, app = step_of(at), TOTP(key)
    for step in (now - 1, now, now + 1):
        if hmac.compare_digest(app.generate_otp(step), digits) and step > last_step:
            return step
    return None


def plain_code(typed: str) -> str | None:
    """Return a printed code as it is hashed, however it was typed; None for what cannot be one."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum()).translate(MISREAD)
    is_one = len(letters) == GROUPS * GROUP_LENGTH and all(letter in ALPHABET for letter in letters)
    return letters if is_one else None


def grouped(code: str) -> str:
    """Return a printed code as it is printed: in groups that can be read out."""
    return "-".join(code[start : start + GROUP_LENGTH] for start in range(0, len(code), GROUP_LENGTH))
