"""Keep pictures of the library: taken only with words for who cannot see them, and drawn anew before they are kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.features.authoring.queries.pictures import find_twin, uses_of
from portal.features.toolkits.models import Picture
from portal.features.toolkits.queries import find_picture
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid
from portal.infrastructure.audit.log import record
from portal.infrastructure.epoch import advance_epoch
from portal.infrastructure.pictures import DrawnAnew, draw_anew

if TYPE_CHECKING:
    from portal.infrastructure.storage import Storage

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
KEY_LENGTH = 10
FOLDER = "pictures"
LONGEST = {"title": 80, "alternative": 300, "credit": 200}
LABELS = {"title": "Name", "alternative": "What it shows", "credit": "Where it comes from"}
NAMES_A_FILE = (".png", ".jpg", ".jpeg", ".gif", ".webp")


@dataclass(frozen=True, slots=True)
class Words:
    """What people say of a picture: a name to find it by, what it shows, and where it comes from."""

    title: str
    alternative: str
    credit: str

    def faults(self) -> dict[str, str]:
        """Return what is wrong with the words, by field."""
        told = {
            name: f"“{LABELS[name]}” has at most {most} characters."
            for name, most in LONGEST.items()
            if len(getattr(self, name)) > most
        }
        if not self.title:
            told["title"] = "Give the picture a name to find it by."
        if not self.alternative:
            told["alternative"] = "Say what the picture shows, for people who cannot see it."
        elif self.alternative.lower().endswith(NAMES_A_FILE):
            told["alternative"] = "Say what the picture shows; the name of its file does not."
        if not self.credit:
            told["credit"] = "Say where the picture comes from, and that it may be used."
        return told


def prepare(data: bytes) -> DrawnAnew:
    """Return a picture drawn anew, or refuse; it takes long, so it is done before the transaction."""
    if not data:
        raise Invalid("Choose a picture first.")
    return draw_anew(data)


def store(drawn: DrawnAnew, storage: Storage) -> str:
    """Put a picture's file away under a key that no other has, before the transaction; return the key."""
    key = "".join(secrets.choice(LETTERS) for _ in range(KEY_LENGTH))
    storage.put(file_of(key, drawn.kind), drawn.data)
    return key


def add_picture(key: str, drawn: DrawnAnew, words: Words, *, actor_id: int) -> Picture:
    """Let the library have a picture whose file was put away; one that is in it is not taken twice."""
    digest = hashlib.sha256(drawn.data).hexdigest()
    twin = find_twin(digest)
    if twin is not None:
        raise Conflict(f"This picture is already in the library, as “{twin.title}”.")
    picture = Picture(
        key=key,
        kind=drawn.kind,
        title=words.title,
        alternative=words.alternative,
        credit=words.credit,
        width=drawn.width,
        height=drawn.height,
        size=len(drawn.data),
        digest=digest,
        added_at=now(),
        added_by_id=actor_id,
    )
    db.session.add(picture)
    db.session.flush()
    record("picture added", subject=f"picture {picture.key}", actor_id=actor_id, title=picture.title)
    advance_epoch()
    return picture


def change_words(key: str, words: Words, *, actor_id: int) -> Picture:
    """Change what is said of a picture."""
    picture = find_picture(key)
    picture.title, picture.alternative, picture.credit = words.title, words.alternative, words.credit
    record("picture described", subject=f"picture {key}", actor_id=actor_id, title=words.title)
    advance_epoch()
    return picture


def delete_picture(key: str, *, actor_id: int) -> str:
    """Take a picture out of the library unless a page, a draft or a plan shows it; return the name of its file."""
    picture = find_picture(key)
    uses = uses_of(key)
    if uses:
        named = ", ".join(f"“{use.title}”" for use in uses[:3])
        raise Conflict(f"The picture is used ({named}): take it out there first. Nothing was deleted.")
    record("picture deleted", subject=f"picture {key}", actor_id=actor_id, title=picture.title)
    db.session.delete(picture)
    db.session.flush()
    advance_epoch()
    return file_of(picture.key, picture.kind)


def file_of(key: str, kind: str) -> str:
    """Return the name of a picture's file in the storage."""
    return f"{FOLDER}/{key}.{kind}"
