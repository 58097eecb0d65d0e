"""Ask for what is to become of a page. One rule says what waits for a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.authoring import queries, rules
from portal.features.authoring.models import PageChange
from portal.features.authoring.services.changes import go_on
from portal.features.authoring.services.checking import complaints_of, is_correction
from portal.features.authoring.services.drafts import Stale
from portal.features.authoring.services.offers import offered
from portal.features.authoring.services.places import section_of
from portal.features.toolkits.rules import needs_second_person
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid
from portal.infrastructure.audit.log import record

if TYPE_CHECKING:
    from datetime import datetime

    from portal.features.authoring.rules import Content
    from portal.features.toolkits.models import Page

NOT_PUBLISHED = "The page is not published, so there is nothing to withdraw."
NOT_LATER = "At once means now: leave day and time empty, or let somebody else look at it first."
OVERTAKEN = "The page was withdrawn at once meanwhile."


def ask_to_publish(
    slug: str, *, stamp: str, note: str, due_at: datetime | None, author_id: int, with_review: bool
) -> PageChange:
    """Ask for a page's draft to be published as it was seen, now or at a moment."""
    page = queries.find_page(slug)
    draft = queries.find_draft(page.id)
    if stamp != queries.stamp_of(page, draft):
        raise Stale("The draft is not the one you looked at. Look at it again before you publish it.")
    if draft is None:
        raise Conflict("There is no draft of this page to publish.")
    refuse_second(page, rules.PUBLISH)
    if complaints_of(slug, draft.content, position=page.position):
        raise Invalid("Some things have to be put right before this can be published.")
    waits = needs_second_person(is_on=with_review, is_small=is_correction(page, draft.content))
    return ask(page, rules.PUBLISH, draft.content, note=note, due_at=due_at, author_id=author_id, waits=waits)


def ask_to_withdraw(
    slug: str, *, note: str, due_at: datetime | None, author_id: int, with_review: bool, is_at_once: bool = False
) -> PageChange:
    """Ask for a page to be taken away from readers, now or at a moment; at once one person may, whatever waits."""
    page = queries.find_page(slug)
    if page.withdrawn_at or page.revision_number == 0:
        raise Conflict(NOT_PUBLISHED)
    if page.slug == section_of(page).slug:
        raise Conflict("This is the first page of its section, and the section cannot be without it.")
    if is_at_once and due_at:
        raise Invalid(NOT_LATER)
    if is_at_once:
        overtake(page, rules.WITHDRAW, actor_id=author_id)
    refuse_second(page, rules.WITHDRAW)
    waits = needs_second_person(is_on=with_review, is_at_once=is_at_once)
    return ask(page, rules.WITHDRAW, {}, note=note, due_at=due_at, author_id=author_id, waits=waits)


def ask_to_bring_back(slug: str, *, note: str, author_id: int, with_review: bool) -> PageChange:
    """Ask for readers to have a page again, as it was."""
    page = queries.find_page(slug)
    if page.withdrawn_at is None:
        raise Conflict("The page is not withdrawn.")
    refuse_second(page, rules.BRING_BACK)
    waits = needs_second_person(is_on=with_review)
    return ask(page, rules.BRING_BACK, {}, note=note, due_at=None, author_id=author_id, waits=waits)


def ask_for_pack(slug: str, *, digest: str, author_id: int, with_review: bool) -> PageChange:
    """Ask for a page to say what its pack ships; later packs change it again."""
    page, offer = offered(slug, digest)
    refuse_second(page, rules.TAKE_PACK)
    waits, note = needs_second_person(is_on=with_review), "Take the text of the pack"
    return ask(page, rules.TAKE_PACK, offer.content, note=note, due_at=None, author_id=author_id, waits=waits)


def refuse_second(page: Page, deed: str) -> None:
    """Refuse what is asked for while the same waits already."""
    if any(change.deed == deed for change in queries.list_waiting(page.id)):
        raise Conflict("Something waits for this page already. Take it back first, or let it be done.")


def overtake(page: Page, deed: str, *, actor_id: int) -> None:
    """Let nothing come any more of what waits and is done at once instead."""
    for change in queries.list_waiting(page.id):
        if change.deed == deed:
            change.state, change.words = rules.TAKEN_BACK, OVERTAKEN
            change.decided_by_id, change.decided_at = actor_id, now()
    db.session.flush()


def ask(
    page: Page, deed: str, content: Content, *, note: str, due_at: datetime | None, author_id: int, waits: bool
) -> PageChange:
    """Write down what is asked for; let it wait for a second person, or go on."""
    change = PageChange(
        page_id=page.id, deed=deed, content=content, note=note, based_on=page.revision_number, author_id=author_id,
        asked_at=now(), state=rules.REVIEW if waits else rules.PLANNED, due_at=due_at,
    )  # fmt: skip
    db.session.add(change)
    db.session.flush()
    if waits:
        record("page sent for review", subject=f"page {page.slug}", actor_id=author_id, what=rules.DEEDS[deed])
    else:
        go_on(change, page, actor_id=author_id)
    return change
