"""Bring in, change, publish and take back films."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.features.families.models import Film
from portal.features.families.queries import list_asked, text_of_film, text_to_edit
from portal.features.families.rules.films import FilmText, length_faults, watching_faults
from portal.features.toolkits.queries import pages_by_slug
from portal.features.toolkits.rules import needs_second_person
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Forbidden, Invalid
from portal.foundation.slugs import LONGEST, nearest, slugify
from portal.infrastructure.audit.log import record
from portal.infrastructure.epoch import advance_epoch
from portal.plugin_host.declarations import Waiting

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

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
    film = Film(
        key=free_key(text.title), changed_at=now(), changed_by_id=actor_id, writer_ids=[actor_id], **stored(text)
    )
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


def change_film(
    film: Film, text: FilmText, *, seen: int, hosts: Collection[str], actor_id: int, with_review: bool
) -> None:
    """Change a film; what can be watched stays fit to be watched, and as it is until a second person has looked."""
    if film.version != seen:
        raise Conflict(STALE)
    if faults := faults_for(text, hosts, is_live=film.live_at is not None):
        raise FaultyFilm(faults)
    film.version += 1
    film.changed_at, film.changed_by_id = now(), actor_id
    film.writer_ids = sorted({*film.writer_ids, actor_id})
    film.asked_at = None
    record("film changed", subject=f"film {film.key}", actor_id=actor_id)
    if film.live_at and needs_second_person(is_on=with_review):
        film.proposal = stored(text)
        ask(film, actor_id=actor_id)
        return
    take(film, text)


def take(film: Film, text: FilmText) -> None:
    """Let a film be what its text says."""
    for name, value in stored(text).items():
        setattr(film, name, value)
    film.proposal = None
    if film.live_at:
        advance_epoch()


def publish_film(film: Film, *, hosts: Collection[str], actor_id: int, with_review: bool) -> None:
    """Let everybody watch a film, or ask a second person for that; it needs captions and a transcript."""
    if faults := faults_for(text_of_film(film), hosts, is_live=True):
        raise FaultyFilm(faults)
    if film.live_at:
        return
    if needs_second_person(is_on=with_review):
        ask(film, actor_id=actor_id)
        return
    film.live_at = now()
    record("film published", subject=f"film {film.key}", actor_id=actor_id)
    advance_epoch()


def ask(film: Film, *, actor_id: int) -> None:
    """Let a film wait for a second person."""
    film.asked_by_id, film.asked_at, film.told_on, film.review_words = actor_id, now(), None, ""
    record("film sent for review", subject=f"film {film.key}", actor_id=actor_id)


def hands_on(film: Film) -> frozenset[int]:
    """Return who had a hand in what waits, and cannot be the second person."""
    return frozenset(film.writer_ids) | ({film.asked_by_id} if film.asked_by_id else set())


def approve_film(film: Film, *, seen: int, hosts: Collection[str], reviewer_id: int) -> None:
    """Let everybody watch what waited, as the second person saw it."""
    refuse_review(film, seen=seen, reviewer_id=reviewer_id)
    text = text_to_edit(film)
    if faults := faults_for(text, hosts, is_live=True):
        raise FaultyFilm(faults)
    author_id, was_live = film.asked_by_id, film.live_at is not None
    film.live_at = film.live_at or now()
    take(film, text)
    film.version += 1
    film.asked_at, film.writer_ids = None, []
    deed = "film changed for viewers" if was_live else "film published"
    record(deed, subject=f"film {film.key}", actor_id=author_id, reviewed_by=f"account {reviewer_id}")


def send_film_back(film: Film, *, seen: int, words: str, reviewer_id: int) -> None:
    """Say no to what waits, with words; nothing that was written is lost."""
    refuse_review(film, seen=seen, reviewer_id=reviewer_id)
    if not words:
        raise Invalid("Say what should be otherwise.")
    film.asked_at, film.review_words = None, words
    record("film sent back", subject=f"film {film.key}", actor_id=reviewer_id)


def refuse_review(film: Film, *, seen: int, reviewer_id: int) -> None:
    """Refuse an answer to what does not wait, was not seen, or is the answering person's own."""
    if film.asked_at is None:
        raise Conflict("This does not wait for a review any more.")
    if film.version != seen:
        raise Conflict("The film was changed after you opened it. Look at it again.")
    if reviewer_id in hands_on(film):
        raise Forbidden("You wrote this or asked for it, so somebody else has to look at it.")


def drop_request(film: Film, *, actor_id: int) -> None:
    """Let nothing come of what waits or was sent back; a film that can be watched stays as it is."""
    if film.asked_at is None and film.proposal is None:
        raise Conflict("Nothing waits for this film.")
    film.asked_at, film.proposal, film.review_words = None, None, ""
    film.version += 1
    record("film taken out of review", subject=f"film {film.key}", actor_id=actor_id)


def take_back_film(film: Film, *, reason: str, actor_id: int) -> None:
    """Let nobody watch a film any more, at once; its text is kept."""
    if not reason:
        raise Invalid("Say in a line why.")
    if film.live_at is not None:
        film.live_at, film.asked_at = None, None
        take(film, text_to_edit(film))
        record("film taken back", subject=f"film {film.key}", actor_id=actor_id, note=reason)
        advance_epoch()


def delete_film(film: Film, *, actor_id: int) -> None:
    """Delete a film that cannot be watched."""
    if film.live_at is not None:
        raise Conflict(LIVE)
    record("film deleted", subject=f"film {film.key}", actor_id=actor_id)
    db.session.delete(film)


def list_waiting() -> list[Waiting]:
    """Return the films that wait for a second person, as reviewers are shown them and written to."""
    return [
        Waiting(
            title=film.title,
            what="Change the film" if film.live_at else "Publish the film",
            note="",
            asked_by_id=film.asked_by_id or 0,
            asked_at=film.asked_at or film.changed_at,
            due_at=None,
            hands=hands_on(film),
            endpoint="film_admin.show_review",
            values={"film_id": film.id},
            told_on=film.told_on,
            note_told=partial(note_told, film),
        )
        for film in list_asked()
    ]


def note_told(film: Film, day: date) -> None:
    """Keep on which day those who may review a film were last written to."""
    film.told_on = day
