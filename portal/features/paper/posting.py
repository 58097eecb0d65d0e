"""Letters about recalls: to those who may confirm one, and to those who keep what is recalled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.paper import queries
from portal.infrastructure.mail.outbox import Posting, post_all
from portal.web.mail import letter, link_to
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from portal.features.paper.queries import RecallRow


def tell_confirmers(recall: RecallRow) -> int:
    """Write to everybody who may confirm a recall, but for whoever asked; return how many letters go out."""
    one = letter("recall_asked", recall=recall, link=link_to("recalls.show_recall", recall_id=recall.id))
    return post_all(
        [
            Posting(recipient=email, letter=one, key=f"recall-asked-{recall.id}-{account_id}", account_id=account_id)
            for account_id, email in queries.list_confirmers()
            if account_id != recall.asked_by_id
        ]
    )


def tell_keepers(recall: RecallRow, *, url: str) -> int:
    """Write to everybody who keeps what is recalled, or can be used again; return how many letters go out."""
    base = settings_here().public_url
    replacement = recall.replacement
    one = letter(
        "recalled",
        recall=recall,
        link=base + url,
        replacement_link=base + replacement.url if replacement else "",
        is_lifted=recall.ended_at is not None,
    )
    step = "lifted" if recall.ended_at is not None else "stands"
    reached = queries.keepers_of(recall.subject).account_ids
    return post_all(
        [
            Posting(recipient=email, letter=one, key=f"recall-{step}-{recall.id}-{account_id}", account_id=account_id)
            for account_id, email in queries.addresses_of(reached)
        ]
    )
