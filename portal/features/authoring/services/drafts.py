"""Save and discard drafts, and keep what is being typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from portal.features.authoring import queries, rules
from portal.features.authoring.models import PageDraft, PageTyping
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict
from portal.infrastructure.audit.log import record

if TYPE_CHECKING:
    from portal.features.authoring.rules import Content

KEPT_BEHIND = 20
SAVED_BY_ANOTHER = "Somebody else saved this page while you had it open."


class Stale(Conflict):
    """The page or its draft is not what it was when the form was opened."""


def save_draft(slug: str, content: Content, *, stamp: str, author_id: int) -> bool:
    """Save a state of a page's draft, unless somebody else saved one meanwhile; return whether anything is new.

    What was saved before stays beside it. What its author had typed and not saved is saved now, and forgotten.
    """
    page = queries.find_page(slug)
    draft = queries.find_draft(page.id)
    if stamp != queries.stamp_of(page, draft):
        raise Stale(SAVED_BY_ANOTHER)
    forget_typing(page.id, author_id)
    before = draft.content if draft else queries.live_content(page)
    if rules.says_the_same(before, content):
        return False
    number = draft.number + 1 if draft else 1
    db.session.add(
        PageDraft(
            page_id=page.id,
            number=number,
            content=content,
            based_on=draft.based_on if draft else page.revision_number,
            author_id=author_id,
            saved_at=now(),
        )
    )
    forget_old_states(page.id, upto=number - KEPT_BEHIND)
    db.session.flush()
    return True


def forget_old_states(page_id: int, *, upto: int) -> None:
    """Delete old states of a page's draft; the last of each author stays, for nobody reviews what they wrote of it."""
    last = select(func.max(PageDraft.number)).where(PageDraft.page_id == page_id).group_by(PageDraft.author_id)
    theirs = set(db.session.scalars(last))
    old = PageDraft.page_id == page_id, PageDraft.number <= upto
    db.session.execute(delete(PageDraft).where(*old, PageDraft.number.not_in(theirs)))


def restore_version(slug: str, number: int, *, author_id: int) -> bool:
    """Make a page's draft of what it said once; return whether that is anything new. Its days of checking stay."""
    page = queries.find_page(slug)
    content = queries.content_of(queries.get_version(page.id, number))
    content["facts"] |= queries.days_of(page)
    stamp = queries.stamp_of(page, queries.find_draft(page.id))
    return save_draft(slug, content, stamp=stamp, author_id=author_id)


def discard_draft(slug: str, *, actor_id: int) -> None:
    """Throw a page's draft away, with all its saved states."""
    page = queries.find_page(slug)
    if queries.find_draft(page.id) is None:
        raise Conflict("There is no draft of this page.")
    if any(change.state == rules.REVIEW for change in queries.list_waiting(page.id)):
        raise Conflict("The draft waits for a review: take that back first. Nothing was thrown away.")
    drop_drafts(page.id)
    record("draft discarded", subject=f"page {slug}", actor_id=actor_id)


def drop_drafts(page_id: int) -> None:
    """Forget a page's draft."""
    db.session.execute(delete(PageDraft).where(PageDraft.page_id == page_id))


def note_open(page_id: int, account_id: int, *, stamp: str) -> None:
    """Note that somebody has a page open for editing."""
    typing = queries.find_typing(page_id, account_id)
    if typing is None:
        db.session.add(PageTyping(page_id=page_id, account_id=account_id, stamp=stamp, seen_at=now()))
        return
    typing.seen_at = now()
    if not typing.content:
        typing.stamp = stamp


def keep_typing(page_id: int, account_id: int, content: Content, *, stamp: str) -> None:
    """Keep what somebody has typed and not saved."""
    note_open(page_id, account_id, stamp=stamp)
    db.session.flush()
    typing = queries.find_typing(page_id, account_id)
    if typing is not None:
        typing.content, typing.stamp, typing.typed_at = content, stamp, now()


def forget_typing(page_id: int, account_id: int) -> None:
    """Forget what somebody typed: it is saved, or not wanted any more."""
    mine = PageTyping.page_id == page_id, PageTyping.account_id == account_id
    db.session.execute(delete(PageTyping).where(*mine))
