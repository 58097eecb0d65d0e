"""Devices that an account is signed in on: which are known, so that the owner is told of any other."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from portal.features.accounts.models import KnownDevice
from portal.features.accounts.passwords import hash_token
from portal.foundation.clock import now
from portal.foundation.database import db

if TYPE_CHECKING:
    from collections.abc import Sequence

KNOWN_FOR = timedelta(days=400)  # as long as a browser keeps a cookie at the most


def note_device(account_id: int, words: Sequence[str], *, fresh: str, is_shared: bool) -> tuple[bool, bool]:
    """Note that an account is used on a device that holds these words; a new one is given the fresh word.

    Return whether it was known, and whether its owner is to be told: of every other device but the very first one. A
    shared device is never known.
    """
    marks = [mark_of(account_id, word) for word in words]
    good = (KnownDevice.account_id == account_id) & KnownDevice.forgotten_at.is_(None)
    known = db.session.scalars(select(KnownDevice).where(good, KnownDevice.mark.in_(marks))).first()
    if known is not None:
        known.used_at = now()
        return True, False
    is_first = db.session.scalar(select(KnownDevice.id).where(KnownDevice.account_id == account_id).limit(1)) is None
    if is_first or not is_shared:
        at = now()
        mark = mark_of(account_id, fresh)
        db.session.add(
            KnownDevice(account_id=account_id, mark=mark, used_at=at, forgotten_at=at if is_shared else None)
        )
    return False, not is_first


def mark_of(account_id: int, word: str) -> str:
    """Return what is kept of a device: nobody can see by it that two accounts share one."""
    return hash_token(f"{account_id} {word}")


def forget_devices(account_id: int) -> None:
    """Know no device of an account any more: the next sign-in on each is told to the owner."""
    known = (KnownDevice.account_id == account_id) & KnownDevice.forgotten_at.is_(None)
    db.session.execute(update(KnownDevice).where(known).values(forgotten_at=now()))


def forget_old_devices() -> None:
    """Delete devices that nobody used for so long that the browser has forgotten, too."""
    db.session.execute(delete(KnownDevice).where(KnownDevice.used_at < now() - KNOWN_FOR))
