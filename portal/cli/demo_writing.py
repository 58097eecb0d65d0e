"""Fill the demo with pages on their way to readers: waiting for a second person, sent back, and planned."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, select

from portal.features.accounts.queries import find_account_by_email
from portal.features.authoring import queries
from portal.features.authoring.models import PageChange
from portal.features.authoring.services import asking, changes, drafts
from portal.features.toolkits.queries import pages_by_slug
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction

WRITER, OTHER = "pia@statewide.example", "fay@statewide.example"
SOON, LATER = timedelta(days=30), timedelta(days=90)
WAITS, IS_ASKED_BY_OTHER = "trauma-informed", "hotline-tool"
IS_SENT_BACK, IS_PLANNED, IS_WITHDRAWN_LATER = "service-planning", "appreciative-inquiry", "fairy-wizard-form"
USED = (WAITS, IS_ASKED_BY_OTHER, IS_SENT_BACK, IS_PLANNED, IS_WITHDRAWN_LATER)
ADDED = {
    WAITS: "Before a visit, ask somebody on your team what they would want to know if they were this parent.",
    IS_ASKED_BY_OTHER: "Read your own notes back to the caller before you hang up: “Did I get that right?”",
    IS_SENT_BACK: "Count the services on the plan. If there are more than three, ask which one the family would keep.",
    IS_PLANNED: "End with the same question each time: “What would you like more of?”",
}


def fill_writing() -> None:
    """Let pages wait and be planned, unless something was asked for already; nothing changes for readers today."""
    writer, other = find_account_by_email(WRITER), find_account_by_email(OTHER)
    is_begun = db.session.scalar(select(exists().select_from(PageChange)))
    if writer is None or other is None or is_begun or not set(USED) <= set(pages_by_slug()):
        return
    with transaction():
        ask(WAITS, "A question to ask oneself first.", author_id=writer.id)
        ask(IS_ASKED_BY_OTHER, "What the hotline’s workers told us.", author_id=other.id)
        sent_back = ask(IS_SENT_BACK, "Fewer services.", author_id=writer.id)
        words = "Please say what to do with the services that are left out: some were ordered by the court."
        changes.send_back(sent_back.id, words=words, reviewer_id=other.id)
        planned = ask(IS_PLANNED, "One question for the end.", author_id=writer.id, due_at=morning(SOON))
        changes.approve(planned.id, reviewer_id=other.id)
        leaving = asking.ask_to_withdraw(
            IS_WITHDRAWN_LATER, note="A new form takes its place.", due_at=morning(LATER), author_id=writer.id,
            with_review=True,
        )  # fmt: skip
        changes.approve(leaving.id, reviewer_id=other.id)


def morning(ahead: timedelta) -> datetime:
    """Return a full hour so far ahead."""
    return (now() + ahead).replace(minute=0, second=0, microsecond=0)


def ask(slug: str, note: str, *, author_id: int, due_at: datetime | None = None) -> PageChange:
    """Save a draft with a sentence more, and ask for it to be published."""
    page = queries.find_page(slug)
    content = queries.live_content(page) or {}
    content = content | {"body": f"{content['body'].rstrip()}\n\n{ADDED[slug]}\n"}
    drafts.save_draft(slug, content, stamp=queries.stamp_of(page, None), author_id=author_id)
    stamp = queries.stamp_of(page, queries.find_draft(page.id))
    return asking.ask_to_publish(slug, stamp=stamp, note=note, due_at=due_at, author_id=author_id, with_review=True)
