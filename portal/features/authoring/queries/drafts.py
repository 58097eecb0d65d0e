"""Drafts, and who has a page open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.features.accounts.models import Account
from portal.features.authoring.models import PageDraft, PageTyping
from portal.foundation.clock import now
from portal.foundation.database import db

if TYPE_CHECKING:
    from portal.features.authoring.rules import Content
    from portal.features.toolkits.models import Page, PageRevision

OPEN_FOR = timedelta(minutes=10)
EMPTY_FACTS: dict[str, object] = {
    "audience": [], "element": None, "phases": [], "owner": "", "last_checked": "", "next_check": "", "credits": [],
    "rights": None, "ages": [], "language": "en", "translation_of": None, "awaiting": None, "related": [], "tools": [],
    "instead_of": [],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else who has a page open for editing, and since when nothing was heard of them."""

    name: str
    seen_at: datetime


def find_draft(page_id: int) -> PageDraft | None:
    """Return a page's draft as it is at this moment."""
    statement = select(PageDraft).where(PageDraft.page_id == page_id).order_by(PageDraft.number.desc()).limit(1)
    return db.session.scalar(statement.execution_options(populate_existing=True))


def writers_until(page_id: int, moment: datetime) -> frozenset[int]:
    """Return whose hands a page's draft went through until a moment."""
    saved = select(PageDraft.author_id).where(PageDraft.page_id == page_id, PageDraft.saved_at <= moment)
    return frozenset(db.session.scalars(saved))


def find_typing(page_id: int, account_id: int) -> PageTyping | None:
    """Return what somebody has open of a page."""
    return db.session.get(PageTyping, (page_id, account_id), populate_existing=True)


def list_others(page_id: int, account_id: int) -> tuple[Other, ...]:
    """Return who else has a page open."""
    statement = (
        select(Account.name, PageTyping.seen_at)
        .join(Account, Account.id == PageTyping.account_id)
        .where(PageTyping.page_id == page_id, PageTyping.account_id != account_id)
        .where(PageTyping.seen_at > now() - OPEN_FOR)
        .order_by(Account.name)
    )
    return tuple(Other(row.name, row.seen_at) for row in db.session.execute(statement))


def stamp_of(page: Page, draft: PageDraft | None) -> str:
    """Return a mark of what a page says and of its draft: it moves with either."""
    return f"{page.revision_number}.{page.id}.{draft.id if draft else 0}"


def content_of(revision: PageRevision) -> Content:
    """Return what a version says."""
    return {
        "title": revision.title,
        "summary": revision.summary,
        "kind": revision.kind,
        "facts": EMPTY_FACTS | revision.facts,
        "body": revision.body,
    }


def live_content(page: Page) -> Content | None:
    """Return what a page says to readers, or said before it was withdrawn."""
    return content_of(page.revision) | {"facts": facts_now(page)} if page.revision else None


def facts_now(page: Page) -> dict[str, Any]:
    """Return a page's facts with the days on which it was last found right, and is looked at again."""
    facts = page.revision.facts if page.revision else {}
    return EMPTY_FACTS | facts | days_of(page)


def days_of(page: Page) -> dict[str, str]:
    """Return when a page was checked and will be, as facts hold it."""
    return {"last_checked": page.last_checked.isoformat(), "next_check": page.next_check.isoformat()}
