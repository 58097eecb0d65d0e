"""The pages in a reading list, each with what its reader has to know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.saved import rules
from portal.features.saved.models import ListEntry
from portal.features.saved.queries.things import Thing, find_thing, withdrawn_titles
from portal.features.toolkits.drawing import page_marks, tool_marks
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.infrastructure.epoch import kept_per_epoch
from portal.plugin_host.contributions import PageMark
from portal.plugin_host.host import get_host

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.features.accounts.queries import Viewer


@dataclass(frozen=True, slots=True)
class EntryView:
    """A page in a list as one person sees it; `thing` is missing when there is no such page for this person.

    `code` is the code of its version of now on paper, `mark` what is to be known of it.
    """

    region_id: str
    key: str
    thing: Thing | None
    mark: PageMark | None
    code: str

    @property
    def where(self) -> str:
        """The word that says in an address whose page it is."""
        return rules.place_word(self.region_id)

    @property
    def title(self) -> str:
        """The page's title; of one that is gone no more than the toolkit itself said."""
        gone = "" if self.region_id else withdrawn_titles().get(self.key, "")
        return self.thing.title if self.thing else gone or "A page that is not there any more"


def select_entries(list_id: int) -> list[ListEntry]:
    """Return the rows of a list in their order."""
    return list(
        db.session.scalars(
            select(ListEntry).where(ListEntry.list_id == list_id).order_by(ListEntry.position, ListEntry.id)
        )
    )


def entries_of(list_id: int, viewer: Viewer) -> tuple[EntryView, ...]:
    """Return the pages of a list in their order, as a person sees them."""
    return tuple(entry_of(row, viewer) for row in select_entries(list_id))


def entry_of(row: ListEntry, viewer: Viewer) -> EntryView:
    """Return a row of a list as a person sees it; of what this person may not see, nothing is told."""
    thing = find_thing(viewer, row.region_id, row.key)
    code = paper_codes(row.region_id).get(row.key, "") if thing else ""
    return EntryView(row.region_id, row.key, thing, mark_of(row, thing), code)


def mark_of(row: ListEntry, thing: Thing | None) -> PageMark | None:
    """Return what is to be known of a page in a list: a warning goes before a new version."""
    if thing is None:
        is_withdrawn = not row.region_id and row.key in withdrawn_titles()
        return PageMark(words=rules.WITHDRAWN_MARK) if is_withdrawn else None
    warning = tool_marks().get((row.region_id, row.key)) if row.region_id else page_marks().get(row.key)
    if warning is None and rules.is_new(changed_on=thing.changed_on, added_on=row.added_on, today=today()):
        return PageMark(words=rules.CHANGED_MARK, tone="plain")
    return warning


@kept_per_epoch
def paper_codes(region_id: str) -> Mapping[str, str]:
    """Return the codes on the paper of the toolkit's pages or of a region's tools, as they are printed."""
    given = get_host().manager.hook.portal_paper_codes(region_id=region_id or None)
    return {key: code for codes in given for key, code in codes.items()}
