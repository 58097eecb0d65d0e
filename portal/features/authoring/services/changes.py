"""What becomes of a page: asked for, looked at by somebody else, planned, done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.authoring import queries, rules
from portal.features.authoring.models import PageChange
from portal.features.authoring.services.checking import complaints_of
from portal.features.authoring.services.drafts import Stale, drop_drafts
from portal.features.authoring.services.places import section_of, take_away
from portal.features.toolkits import services as toolkits
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Forbidden, Invalid
from portal.infrastructure.audit.log import record

if TYPE_CHECKING:
    from datetime import datetime

    from portal.features.toolkits.models import Page

MOVED_ON = "The page was changed after this was asked for, so it was not done. Look at the difference, and ask again."
NOT_PUBLISHED = "The page is not published, so there is nothing to withdraw."


def ask_to_publish(
    slug: str, *, stamp: str, note: str, due_at: datetime | None, author_id: int, with_review: bool
) -> PageChange:
    """Ask for a page's draft to be published as it was seen: now, at a moment, and after a review where it needs one.

    A change of a few words needs none: it is done under the author's name.
    """
    page = queries.find_page(slug)
    draft = queries.find_draft(page.id)
    if stamp != queries.stamp_of(page, draft):
        raise Stale("The draft is not the one you looked at. Look at it again before you publish it.")
    if draft is None:
        raise Conflict("There is no draft of this page to publish.")
    refuse_second(page, rules.PUBLISH)
    if complaints_of(slug, draft.content, position=page.position):
        raise Invalid("Some things have to be put right before this can be published.")
    live = queries.live_content(page)
    needs_review = with_review and (live is None or not rules.is_correction(live, draft.content))
    change = PageChange(
        page_id=page.id, deed=rules.PUBLISH, content=draft.content, note=note, based_on=page.revision_number,
        author_id=author_id, asked_at=now(), state=rules.REVIEW if needs_review else rules.PLANNED, due_at=due_at,
    )  # fmt: skip
    db.session.add(change)
    db.session.flush()
    if needs_review:
        record("page sent for review", subject=f"page {slug}", actor_id=author_id)
    else:
        go_on(change, page, actor_id=author_id)
    return change


def ask_to_withdraw(slug: str, *, note: str, due_at: datetime | None, author_id: int) -> PageChange:
    """Take a page away from readers, now or at a moment."""
    page = queries.find_page(slug)
    if page.withdrawn_at or page.revision_number == 0:
        raise Conflict(NOT_PUBLISHED)
    if page.slug == section_of(page).slug:
        raise Conflict("This is the first page of its section, and the section cannot be without it.")
    refuse_second(page, rules.WITHDRAW)
    change = PageChange(
        page_id=page.id, deed=rules.WITHDRAW, content={}, note=note, based_on=page.revision_number,
        author_id=author_id, asked_at=now(), state=rules.PLANNED, due_at=due_at,
    )  # fmt: skip
    db.session.add(change)
    db.session.flush()
    go_on(change, page, actor_id=author_id)
    return change


def refuse_second(page: Page, deed: str) -> None:
    """Refuse what is asked for while the same waits already."""
    if any(change.deed == deed for change in queries.list_waiting(page.id)):
        raise Conflict("Something waits for this page already. Take it back first, or let it be done.")


def go_on(change: PageChange, page: Page, *, actor_id: int) -> None:
    """Do what nothing stands against any more, or let it wait for its moment."""
    if change.due_at and change.due_at > now():
        change.state = rules.PLANNED
        record(f"{change.deed} planned", subject=f"page {page.slug}", actor_id=actor_id, at=change.due_at.isoformat())
    else:
        carry_out(change, page)


def carry_out(change: PageChange, page: Page) -> None:
    """Publish or withdraw the page, unless it has changed since that was asked for: then it is held."""
    if change.deed == rules.PUBLISH and page.revision_number != change.based_on:
        change.state, change.words = rules.HELD, MOVED_ON
        return
    if change.deed == rules.PUBLISH and complaints_of(page.slug, change.content, position=page.position):
        change.state, change.words = rules.HELD, "A page or word it names is no longer there. Open the draft to see."
        return
    change.state, change.decided_at = rules.DONE, change.decided_at or now()
    if change.deed == rules.WITHDRAW:
        take_away(page, note=change.note, actor_id=change.author_id)
        return
    content = change.content
    revision = toolkits.publish(
        page, title=content["title"], summary=content["summary"], kind=content["kind"], facts=content["facts"],
        body=content["body"], note=change.note, author_id=change.author_id,
    )  # fmt: skip
    draft = queries.find_draft(page.id)
    if draft and rules.says_the_same(draft.content, content):
        drop_drafts(page.id)
    record(
        "page published", subject=f"page {page.slug}", actor_id=change.author_id, version=revision.number,
        note=change.note, reviewed_by=f"account {change.decided_by_id}" if change.decided_by_id else None,
    )  # fmt: skip


def approve(change_id: int, *, reviewer_id: int) -> PageChange:
    """Say yes to what somebody else asked for."""
    change, page = to_review(change_id, reviewer_id)
    if page.revision_number != change.based_on:
        raise Conflict("The page was changed after this was asked for. Send it back, so that it is looked at again.")
    change.decided_by_id, change.decided_at = reviewer_id, now()
    record("page approved", subject=f"page {page.slug}", actor_id=reviewer_id)
    go_on(change, page, actor_id=reviewer_id)
    return change


def send_back(change_id: int, *, words: str, reviewer_id: int) -> PageChange:
    """Say no to what somebody else asked for, with words; the draft is as it was."""
    change, page = to_review(change_id, reviewer_id)
    if not words:
        raise Invalid("Say what should be otherwise.")
    change.state, change.words = rules.SENT_BACK, words
    change.decided_by_id, change.decided_at = reviewer_id, now()
    record("page sent back", subject=f"page {page.slug}", actor_id=reviewer_id)
    return change


def to_review(change_id: int, reviewer_id: int) -> tuple[PageChange, Page]:
    """Return what waits for a review, with its page; nobody reviews what they wrote."""
    change, page = queries.get_change(change_id)
    if change.state != rules.REVIEW:
        raise Conflict("This does not wait for a review any more.")
    if not may_review(change, reviewer_id):
        raise Forbidden("You wrote this, so somebody else has to look at it.")
    return change, page


def may_review(change: PageChange, reviewer_id: int) -> bool:
    """Say whether a person had no hand in what waits: neither asked for it nor saved any of the draft it is made of."""
    return reviewer_id not in {change.author_id, *queries.writers_until(change.page_id, change.asked_at)}


def take_back(change_id: int, *, actor_id: int) -> PageChange:
    """Let nothing come of what waits; the draft is as it was."""
    change, page = queries.get_change(change_id)
    if change.state not in rules.WAITING:
        raise Conflict("This does not wait any more.")
    change.state, change.decided_by_id, change.decided_at = rules.TAKEN_BACK, actor_id, now()
    record(f"{change.deed} taken back", subject=f"page {page.slug}", actor_id=actor_id)
    return change


def run_due(change_id: int) -> PageChange:
    """Do what was planned for a moment that has come."""
    change, page = queries.get_change(change_id)
    if change.state == rules.PLANNED and change.due_at and change.due_at <= now():
        carry_out(change, page)
    return change
