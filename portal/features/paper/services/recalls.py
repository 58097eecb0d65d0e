"""Call a page or a region's tool back: one person asks, a second one confirms, and one may lift it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.features.paper import rules
from portal.features.paper.models import Recall
from portal.features.paper.queries import region_tools
from portal.features.toolkits.models import Page, PageRevision
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound
from portal.infrastructure.audit.log import record
from portal.infrastructure.epoch import advance_epoch
from portal.plugin_host.contributions import Recalled
from portal.plugin_host.host import get_host

if TYPE_CHECKING:
    from portal.features.toolkits.queries import PageLink


def ask_for_recall(subject: rules.Subject, *, reason: str, replacement: str, is_urgent: bool, actor_id: int) -> Recall:
    """Write down a recall that a second person has to confirm; refuse a second one of the same page or tool."""
    found = find_subject(subject)
    if db.session.scalar(select(Recall.id).where(is_about(found), Recall.state.in_((rules.WAITING, rules.STANDING)))):
        raise Conflict("This is recalled already, or somebody has asked for it.")
    recall = Recall(
        **found,
        reason=reason,
        is_urgent=is_urgent,
        replacement_id=replacement_id(replacement, instead_of=found["page_id"]),
        asked_by_id=actor_id,
        asked_at=now(),
    )
    db.session.add(recall)
    db.session.flush()
    note("recall asked for", recall, actor_id, reason=reason)
    return recall


def find_subject(subject: rules.Subject) -> dict[str, Any]:
    """Return a published page, or a tool on a region's pages, as a recall keeps it; or refuse."""
    if subject.region_id is None:
        page = db.session.execute(
            select(Page.id, PageRevision.title)
            .join(Page.revision)
            .where(Page.slug == subject.slug, Page.withdrawn_at.is_(None))
        ).one_or_none()
        if page is None:
            raise Invalid("There is no such page. Choose one from the list.")
        return {"page_id": page.id, "region_id": None, "key": "", "title": page.title}
    tool = region_tools(subject.region_id).get(subject.slug)
    if tool is None:
        raise Invalid("There is no such tool. Choose one from the list.")
    return {"page_id": None, "region_id": subject.region_id, "key": subject.slug, "title": tool.title}


def is_about(found: dict[str, Any]) -> Any:
    """Return the condition for recalls of the same page or tool."""
    if found["page_id"] is not None:
        return Recall.page_id == found["page_id"]
    return (Recall.region_id == found["region_id"]) & (Recall.key == found["key"])


def replacement_id(slug: str, *, instead_of: int | None) -> int | None:
    """Return the page to be used instead; none is allowed, the recalled page itself is not."""
    if not slug:
        return None
    page_id = db.session.scalar(select(Page.id).where(Page.slug == slug, Page.withdrawn_at.is_(None)))
    if page_id is None or page_id == instead_of:
        raise Invalid("Choose another page as the replacement, or none.")
    return page_id


def confirm_recall(recall_id: int, *, actor_id: int, replacement: PageLink | None) -> Recall:
    """Let a recall stand from now on; whoever asked for it cannot confirm it."""
    recall = recall_in(recall_id, rules.WAITING)
    if not rules.may_confirm(asked_by=recall.asked_by_id, viewer=actor_id, state=recall.state):
        raise Conflict("You asked for this recall, so somebody else has to confirm it.")
    recall.state, recall.confirmed_by_id, recall.confirmed_at = rules.STANDING, actor_id, now()
    settle("recall confirmed", recall, actor_id, replacement=replacement)
    return recall


def drop_recall(recall_id: int, *, actor_id: int) -> Recall:
    """End a recall that was not confirmed."""
    recall = recall_in(recall_id, rules.WAITING)
    recall.state, recall.ended_by_id, recall.ended_at = rules.DROPPED, actor_id, now()
    note("recall not confirmed", recall, actor_id)
    return recall


def lift_recall(recall_id: int, *, reason: str, actor_id: int) -> Recall:
    """End a recall that stands; one person may, and says why."""
    recall = recall_in(recall_id, rules.STANDING)
    recall.state, recall.ended_by_id, recall.ended_at = rules.LIFTED, actor_id, now()
    recall.end_reason = reason
    settle("recall lifted", recall, actor_id, replacement=None, reason=reason)
    return recall


def recall_in(recall_id: int, state: str) -> Recall:
    """Return a recall in this state, or refuse: somebody else was faster."""
    recall = db.session.get(Recall, recall_id, populate_existing=True)
    if recall is None:
        raise NotFound
    if recall.state != state:
        raise Conflict("Somebody else has decided on this recall meanwhile. Open it again to see how it stands.")
    return recall


def settle(deed: str, recall: Recall, actor_id: int, *, replacement: PageLink | None, **details: str) -> None:
    """Show everybody that a recall stands or has ended, and tell the features that keep pages for people."""
    slug = db.session.scalar(select(Page.slug).where(Page.id == recall.page_id))
    recalled = Recalled(
        slug=slug or recall.key,
        region_id=recall.region_id,
        title=recall.title,
        reason=recall.end_reason or recall.reason,
        at=recall.ended_at or recall.confirmed_at or now(),
        is_urgent=recall.is_urgent,
        is_lifted=recall.state == rules.LIFTED,
        replacement_title=replacement.title if replacement else "",
        replacement_url=replacement.url if replacement else "",
    )
    get_host().manager.hook.portal_page_recalled(recalled=recalled)
    note(deed, recall, actor_id, **details)
    advance_epoch()


def note(deed: str, recall: Recall, actor_id: int, **details: str) -> None:
    """Write a line of the audit; one about a region's tool is the region's business."""
    record(
        deed, subject=f"recall {recall.id}: {recall.title}"[:120], actor_id=actor_id, region=recall.region_id, **details
    )
