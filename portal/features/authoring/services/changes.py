"""What becomes of a page: looked at by somebody else, planned, done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.authoring import queries, rules
from portal.features.authoring.services.checking import complaints_of
from portal.features.authoring.services.drafts import drop_drafts
from portal.features.authoring.services.offers import drop_offer
from portal.features.authoring.services.places import bring_back, take_away
from portal.features.toolkits import services as toolkits
from portal.features.toolkits.rules import FROM_PACK, FROM_SITE
from portal.foundation.clock import now
from portal.foundation.errors import Conflict, Forbidden, Invalid
from portal.infrastructure.audit.log import record

if TYPE_CHECKING:
    from portal.features.authoring.models import PageChange
    from portal.features.toolkits.models import Page

MOVED_ON = "The page was changed after this was asked for, so it was not done. Look at the difference, and ask again."
TAKEN_AWAY = "The page was withdrawn after this was asked for, so it was not done. Ask again if it is to come back."
MOVED_ON_IN_REVIEW = "The page was changed after this was asked for. Send it back, so that it is looked at again."
TAKEN_AWAY_IN_REVIEW = "The page was withdrawn after this was asked for, and this would bring it back. Send it back."
NOT_THERE = "A page or word it names is no longer there. Open the draft to see."
OTHER_OFFER = "The pack has another text by now, so it was not taken. Look at that one, and ask again."
GONE_ALREADY, BACK_ALREADY = "The page is withdrawn already.", "The page is back already."


def go_on(change: PageChange, page: Page, *, actor_id: int) -> None:
    """Do what nothing stands against any more, or let it wait for its moment."""
    if change.due_at and change.due_at > now():
        change.state = rules.PLANNED
        record(f"{change.deed} planned", subject=f"page {page.slug}", actor_id=actor_id, at=change.due_at.isoformat())
    else:
        carry_out(change, page)


def carry_out(change: PageChange, page: Page) -> None:
    """Do what was asked for, unless the page is no longer what it was then: then it is held."""
    if words := hindrance(change, page):
        change.state, change.words = rules.HELD, words
        return
    change.state, change.decided_at = rules.DONE, change.decided_at or now()
    if change.deed == rules.WITHDRAW:
        take_away(page, note=change.note, actor_id=change.author_id, reviewed_by=reviewer_of(change))
    elif change.deed == rules.BRING_BACK:
        bring_back(page, note=change.note, actor_id=change.author_id, reviewed_by=reviewer_of(change))
    else:
        let_page_say(change, page)


def hindrance(change: PageChange, page: Page) -> str:
    """Return what stands against doing now what was asked for, if anything."""
    if change.deed in rules.WITH_A_TEXT and page.revision_number != change.based_on:
        return MOVED_ON
    if would_bring_back(change, page):
        return TAKEN_AWAY
    if change.deed == rules.PUBLISH and complaints_of(page.slug, change.content, position=page.position):
        return NOT_THERE
    if change.deed == rules.TAKE_PACK:
        offer = queries.find_offer(page.id)
        return "" if offer and offer.content == change.content else OTHER_OFFER
    if change.deed == rules.WITHDRAW and page.withdrawn_at:
        return GONE_ALREADY
    return BACK_ALREADY if change.deed == rules.BRING_BACK and page.withdrawn_at is None else ""


def would_bring_back(change: PageChange, page: Page) -> bool:
    """Say whether a text that was asked for while readers had the page would bring it back after its withdrawal."""
    return change.deed in rules.WITH_A_TEXT and page.withdrawn_at is not None and page.withdrawn_at > change.asked_at


def let_page_say(change: PageChange, page: Page) -> None:
    """Let a page say what was asked for, as its next version."""
    content, is_packs = change.content, change.deed == rules.TAKE_PACK
    revision = toolkits.publish(
        page, title=content["title"], summary=content["summary"], kind=content["kind"], facts=content["facts"],
        body=content["body"], note=change.note, author_id=change.author_id, source=FROM_PACK if is_packs else FROM_SITE,
    )  # fmt: skip
    draft = queries.find_draft(page.id)
    if is_packs:
        drop_offer(page.id)
    elif draft and rules.says_the_same(draft.content, content):
        drop_drafts(page.id)
    record(
        "pack's text taken" if is_packs else "page published", subject=f"page {page.slug}", actor_id=change.author_id,
        version=revision.number, note=change.note, reviewed_by=reviewer_of(change),
    )  # fmt: skip


def reviewer_of(change: PageChange) -> str | None:
    """Return who looked at a change, as the audit names them."""
    return f"account {change.decided_by_id}" if change.decided_by_id else None


def approve(change_id: int, *, reviewer_id: int) -> PageChange:
    """Say yes to what somebody else asked for."""
    change, page = to_review(change_id, reviewer_id)
    if change.deed in rules.WITH_A_TEXT and page.revision_number != change.based_on:
        raise Conflict(MOVED_ON_IN_REVIEW)
    if would_bring_back(change, page):
        raise Conflict(TAKEN_AWAY_IN_REVIEW)
    change.decided_by_id, change.decided_at = reviewer_id, now()
    record("page approved", subject=f"page {page.slug}", actor_id=reviewer_id, what=rules.DEEDS[change.deed])
    go_on(change, page, actor_id=reviewer_id)
    return change


def send_back(change_id: int, *, words: str, reviewer_id: int) -> PageChange:
    """Say no to what somebody else asked for, with words; the draft is as it was."""
    change, page = to_review(change_id, reviewer_id)
    if not words:
        raise Invalid("Say what should be otherwise.")
    change.state, change.words = rules.SENT_BACK, words
    change.decided_by_id, change.decided_at = reviewer_id, now()
    record("page sent back", subject=f"page {page.slug}", actor_id=reviewer_id, what=rules.DEEDS[change.deed])
    return change


def to_review(change_id: int, reviewer_id: int) -> tuple[PageChange, Page]:
    """Return what waits for a review, with its page; nobody reviews what they wrote or asked for."""
    change, page = queries.get_change(change_id)
    if change.state != rules.REVIEW:
        raise Conflict("This does not wait for a review any more.")
    if reviewer_id in hands_on(change):
        raise Forbidden("You wrote this or asked for it, so somebody else has to look at it.")
    return change, page


def hands_on(change: PageChange) -> frozenset[int]:
    """Return who had a hand in what waits: who asked for it, and who saved any of the draft it is made of."""
    is_a_draft = change.deed == rules.PUBLISH
    writers = queries.writers_until(change.page_id, change.asked_at) if is_a_draft else frozenset[int]()
    return writers | {change.author_id}


def take_back(change_id: int, *, actor_id: int) -> PageChange:
    """Let nothing come of what waits; the draft is as it was. Before its review only those with a hand in it may."""
    change, page = queries.get_change(change_id)
    if change.state not in rules.WAITING:
        raise Conflict("This does not wait any more.")
    if change.state == rules.REVIEW and actor_id not in hands_on(change):
        raise Forbidden("Somebody else asked for this: send it back with words, so that they hear why.")
    change.state, change.decided_by_id, change.decided_at = rules.TAKEN_BACK, actor_id, now()
    record(f"{change.deed} taken back", subject=f"page {page.slug}", actor_id=actor_id)
    return change


def run_due(change_id: int) -> PageChange:
    """Do what was planned for a moment that has come."""
    change, page = queries.get_change(change_id)
    if change.state == rules.PLANNED and change.due_at and change.due_at <= now():
        carry_out(change, page)
    return change
