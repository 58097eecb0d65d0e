"""Bring in, change, publish and take back films."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.features.families.models import Film
from portal.features.families.queries import text_of_film
from portal.features.families.rules.films import FilmText, length_faults, watching_faults
from portal.features.toolkits.queries import pages_by_slug
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid
from portal.foundation.slugs import LONGEST, nearest, slugify
from portal.infrastructure.audit.log import record
from portal.infrastructure.epoch import advance_epoch

if TYPE_CHECKING:
    from collections.abc import Collection

STALE = (
    "Somebody else has changed this film since you opened it. What you typed is below: compare it with theirs in "
    "another tab before you save."
)
LIVE = "This film can be watched now. Take it back before you delete it."


class FaultyFilm(Invalid):
    """What was said of a film cannot be kept, or not be shown; `faults` says why, by field."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


def faults_for(text: FilmText, hosts: Collection[str], *, is_live: bool) -> dict[str, str]:
    """Return what speaks against keeping a text: all that readers need where the film is being watched already."""
    faults = watching_faults(text, hosts) if is_live else length_faults(text)
    known = pages_by_slug()
    for slug in text.related:
        if slug not in known:
            faults["related"] = f"There is no page “{slug}”{nearest(slug, known)}."
    return faults


def add_film(text: FilmText, *, actor_id: int) -> Film:
    """Keep a new film; nobody sees it yet."""
    if faults := faults_for(text, (), is_live=False):
        raise FaultyFilm(faults)
    film = Film(key=free_key(text.title), changed_at=now(), changed_by_id=actor_id, **stored(text))
    db.session.add(film)
    db.session.flush()
    record("film added", subject=f"film {film.key}", actor_id=actor_id)
    return film


def free_key(title: str) -> str:
    """Return a name for a film's address that no other film has."""
    taken = set(db.session.scalars(select(Film.key)))
    key = slugify(title) or "film"
    return next(
        name for name in (key, *(f"{key[: LONGEST - 4]}-{number}" for number in range(2, 999))) if name not in taken
    )


def stored(text: FilmText) -> dict[str, Any]:
    """Return a text as the row's columns."""
    return asdict(text) | {"related": list(text.related)}


def change_film(film: Film, text: FilmText, *, seen: int, hosts: Collection[str], actor_id: int) -> None:
    """Change a film; what can be watched stays fit to be watched."""
    if film.version != seen:
        raise Conflict(STALE)
    if faults := faults_for(text, hosts, is_live=film.live_at is not None):
        raise FaultyFilm(faults)
    for name, value in stored(text).items():
        setattr(film, name, value)
    film.version += 1
    film.changed_at, film.changed_by_id = now(), actor_id
    record("film changed", subject=f"film {film.key}", actor_id=actor_id)
    if film.live_at:
        advance_epoch()


def publish_film(film: Film, *, hosts: Collection[str], actor_id: int) -> None:
    """Let everybody watch a film; it needs captions and a transcript."""
    if faults := faults_for(text_of_film(film), hosts, is_live=True):
        raise FaultyFilm(faults)
    if film.live_at is None:
        film.live_at = now()
        record("film published", subject=f"film {film.key}", actor_id=actor_id)
        advance_epoch()


def take_back_film(film: Film, *, actor_id: int) -> None:
    """Let nobody watch a film any more; its text is kept."""
    if film.live_at is not None:
        film.live_at = None
        record("film taken back", subject=f"film {film.key}", actor_id=actor_id)
        advance_epoch()


def delete_film(film: Film, *, actor_id: int) -> None:
    """Delete a film that cannot be watched."""
    if film.live_at is not None:
        raise Conflict(LIVE)
    record("film deleted", subject=f"film {film.key}", actor_id=actor_id)
    db.session.delete(film)
