"""What waits for a second person, as reviewers are shown it and written to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from portal.features.authoring import queries, rules
from portal.features.authoring.services.changes import hands_on
from portal.plugin_host.declarations import Waiting

if TYPE_CHECKING:
    from datetime import date

    from portal.features.authoring.models import PageChange
    from portal.features.toolkits.models import Page


def list_waiting() -> list[Waiting]:
    """Return the changes of pages that wait for a review."""
    return [
        Waiting(
            title=title_of(change, page),
            what=sentence_of(change.deed),
            note=change.note,
            asked_by_id=change.author_id,
            asked_at=change.asked_at,
            due_at=change.due_at,
            hands=hands_on(change),
            endpoint="authoring.show_change",
            values={"change_id": change.id},
            told_on=change.told_on,
            note_told=partial(note_told, change),
        )
        for change, page in queries.list_changes(rules.REVIEW)
    ]


def sentence_of(deed: str) -> str:
    """Return what is asked for as it begins a line."""
    words = rules.DEEDS[deed]
    return f"{words[:1].upper()}{words[1:]}"


def title_of(change: PageChange, page: Page) -> str:
    """Return the title a page is to have, or has, or its name where it never had one."""
    return change.content.get("title") or (page.revision.title if page.revision else "") or page.slug


def note_told(change: PageChange, day: date) -> None:
    """Keep on which day those who may review a change were last written to."""
    change.told_on = day
