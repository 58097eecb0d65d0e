"""What a person signs in with, how much a session can be trusted by that, and which rights wait until it is enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from portal.features.accounts.rules.roles import ROLE_PERMISSIONS

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from portal.features.accounts.rules.roles import Grant

PROOF_LASTS = timedelta(minutes=10)
MOST_PASSKEYS = 20


@dataclass(frozen=True, slots=True)
class Site:
    """For whom passkeys are made: the host's name, the exact origin, and the portal's name."""

    host: str
    origin: str
    name: str


class Strength(StrEnum):
    """By what a session was opened: a password alone, a password with a printed code, or two factors that last."""

    PASSWORD = "password"  # noqa: S105 - a word, not a secret
    PRINTED_CODE = "printed code"
    TWO_FACTORS = "two factors"


def is_administrative(grant: Grant) -> bool:
    """Say whether a grant allows anything beyond what everybody of its place may."""
    return bool(ROLE_PERMISSIONS[grant.role])


def in_force(grants: Collection[Grant], strength: Strength, *, is_required: bool) -> list[Grant]:
    """Return the grants that count in a session: one without the two factors that are required administers nothing."""
    if strength is Strength.TWO_FACTORS or not is_required:
        return list(grants)
    return [grant for grant in grants if not is_administrative(grant)]


def is_fresh(proved_at: datetime | None, *, at: datetime) -> bool:
    """Say whether somebody showed who they are a short while ago; a clock set back makes nothing fresh."""
    return proved_at is not None and timedelta() <= at - proved_at < PROOF_LASTS
