"""Changes on their way to the readers, and versions that were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portal.features.authoring import rules
from portal.features.authoring.models import PageChange
from portal.features.authoring.queries.drafts import content_of, days_of
from portal.features.toolkits.models import PackOffer, Page, PageRevision
from portal.features.toolkits.rules import FROM_PACK
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select

    from portal.features.authoring.rules import Content

LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a page said when a second person last looked at it, and which version that was."""

    number: int
    content: Content


def last_reviewed(page: Page) -> Reviewed | None:
    """Return the newest version that somebody beside its author looked at, or that came with the pack, if there is one.

    Days of checking are the page's own, so they are those of now.
    """
    looked_at = select(PageChange.based_on + 1).where(
        PageChange.page_id == page.id,
        PageChange.deed.in_(rules.WITH_A_TEXT),
        PageChange.state == rules.DONE,
        PageChange.decided_by_id.is_not(None),
    )
    versions = select(PageRevision).where(PageRevision.page_id == page.id)
    found = versions.where(or_(PageRevision.source == FROM_PACK, PageRevision.number.in_(looked_at)))
    revision = db.session.scalar(found.order_by(PageRevision.number.desc()).limit(1))
    if revision is None:
        return None
    content = content_of(revision)
    return Reviewed(revision.number, content | {"facts": content["facts"] | days_of(page)})


def list_waiting(page_id: int) -> Sequence[PageChange]:
    """Return what waits to become of a page, as it is at this moment."""
    statement = select(PageChange).where(PageChange.page_id == page_id, PageChange.state.in_(rules.WAITING))
    return db.session.scalars(statement.order_by(PageChange.id).execution_options(populate_existing=True)).all()


def find_sent_back(page_id: int) -> PageChange | None:
    """Return the last thing asked for a page, if it was sent back."""
    last = select(PageChange).where(PageChange.page_id == page_id, PageChange.deed == rules.PUBLISH)
    change = db.session.scalar(last.order_by(PageChange.id.desc()).limit(1))
    return change if change and change.state == rules.SENT_BACK else None


def list_changes(*states: str) -> Sequence[tuple[PageChange, Page]]:
    """Return changes in these states with their pages, the longest waiting first."""
    statement = select(PageChange, Page).join(Page, Page.id == PageChange.page_id)
    statement = statement.where(PageChange.state.in_(states)).options(joinedload(Page.revision))
    rows = db.session.execute(statement.order_by(PageChange.due_at, PageChange.id))
    return [(change, page) for change, page in rows]


def get_change(change_id: int) -> tuple[PageChange, Page]:
    """Return a change with its page, as they are at this moment; or refuse."""
    if change_id > LARGEST_ID:
        raise NotFound
    statement = select(PageChange, Page).join(Page, Page.id == PageChange.page_id).where(PageChange.id == change_id)
    statement = statement.options(joinedload(Page.revision)).execution_options(populate_existing=True)
    found = db.session.execute(statement).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def list_due() -> Sequence[int]:
    """Return the numbers of planned changes whose moment has come, the oldest first."""
    due = select(PageChange.id).where(PageChange.state == rules.PLANNED, PageChange.due_at <= now())
    return db.session.scalars(due.order_by(PageChange.due_at, PageChange.id)).all()


def select_versions(page_id: int) -> Select[PageRevision]:
    """Return the question for a page's versions, the newest first."""
    return select(PageRevision).where(PageRevision.page_id == page_id).order_by(PageRevision.number.desc())


def get_version(page_id: int, number: int) -> PageRevision:
    """Return a version of a page, or refuse."""
    found = PageRevision.page_id == page_id, PageRevision.number == number
    revision = db.session.scalar(select(PageRevision).where(*found)) if number <= LARGEST_ID else None
    if revision is None:
        raise NotFound
    return revision


def find_offer(page_id: int) -> PackOffer | None:
    """Return what the pack offers for a page that is kept as it is here."""
    return db.session.get(PackOffer, page_id, populate_existing=True)
