"""Write, confirm and remove a region's note on a page of the toolkit. The statewide text is never touched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.features.toolkits.queries import page_addresses, term_keys
from portal.features.upkeep import rules
from portal.features.upkeep.models import LocalNote
from portal.features.upkeep.queries import find_note
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict, NotFound
from portal.infrastructure.audit.log import record
from portal.infrastructure.epoch import advance_epoch
from portal.infrastructure.markup.markdown import render

if TYPE_CHECKING:
    from portal.features.toolkits.models import Page

FIRST = 0  # the version of a note that is not there yet


class NoteChanged(Conflict):
    """Somebody changed the note, or the text it stands beside, since the form was opened."""

    def __init__(self) -> None:
        super().__init__("This was changed since you opened it. Look at how it is now, then send it again.")


@dataclass(frozen=True, slots=True)
class ReadNote:
    """A note as it was typed, turned into what is shown, with everything that is wrong with it."""

    body: str
    html: str
    terms: tuple[str, ...]
    faults: tuple[str, ...]


def read_note(body: str) -> ReadNote:
    """Return a note's text as it would be shown, and what is wrong with it."""
    addresses, words = page_addresses(), term_keys()
    rendered = render(body, pages=addresses)
    dead = [
        f"{link.kind}:{link.target}"
        for link in rendered.links
        if (link.kind == "page" and link.target.partition("#")[0] not in addresses)
        or (link.kind == "term" and link.target not in words)
    ]
    faults = rules.note_faults(rendered.html, [reason for _, reason in rendered.problems], dead)
    return ReadNote(body, rendered.html, rendered.terms, tuple(faults))


def write_note(
    page: Page,
    region_id: str,
    place: str,
    read: ReadNote,
    *,
    lead: tuple[str, str],
    version: int,
    actor_id: int,
) -> None:
    """Keep a note of a region; it is for what the page says now. One on top of an unseen change is refused."""
    note = find_note(page, region_id, place)
    if version != (note.version if note else FIRST):
        raise NoteChanged
    if note is None:
        note = LocalNote(
            page_id=page.id,
            region_id=region_id,
            place=place,
            body="",
            html="",
            terms=[],
            kept_under=0,
            changed_at=now(),
            changed_by_id=actor_id,
            version=FIRST,
        )
        db.session.add(note)
    note.body, note.html, note.terms = read.body, read.html, list(read.terms)
    note.leads_kind, note.leads_key = lead
    keep(note, page, "local note written", actor_id=actor_id)


def confirm_note(page: Page, region_id: str, place: str, *, version: int, number: int, actor_id: int) -> None:
    """Say that a note is right beside what the page says now; `number` is the revision that was looked at."""
    note = find_note(page, region_id, place)
    if note is None:
        raise NotFound
    if (version, number) != (note.version, page.revision_number):
        raise NoteChanged
    keep(note, page, "local note confirmed", actor_id=actor_id)


def remove_note(page: Page, region_id: str, place: str, *, version: int, actor_id: int) -> None:
    """Take a note off its page."""
    note = find_note(page, region_id, place)
    if note is None:
        raise NotFound
    if version != note.version:
        raise NoteChanged
    db.session.delete(note)
    tell(note, page, "local note removed", actor_id=actor_id)


def keep(note: LocalNote, page: Page, deed: str, *, actor_id: int) -> None:
    """Let a note stand for what its page says now."""
    note.kept_under, note.changed_at, note.changed_by_id = page.revision_number, now(), actor_id
    note.version += 1
    tell(note, page, deed, actor_id=actor_id)


def tell(note: LocalNote, page: Page, deed: str, *, actor_id: int) -> None:
    """Let the region's people see it at their next request, and write down who did it."""
    db.session.flush()
    advance_epoch()
    record(deed, subject=f"page {page.slug}", actor_id=actor_id, region=note.region_id, place=note.place)
