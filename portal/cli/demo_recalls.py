"""Fill the demo with recalls: one that stands and one that was lifted, so that their pages are not empty."""

from __future__ import annotations

from portal.features.accounts.queries import find_account_by_email
from portal.features.paper.queries import list_recalls
from portal.features.paper.rules import Subject
from portal.features.paper.services import ask_for_recall, confirm_recall, lift_recall
from portal.features.toolkits.queries import pages_by_slug
from portal.foundation.transaction import transaction

ASKS, CONFIRMS = "pia@statewide.example", "fay@statewide.example"
STANDS, INSTEAD, LIFTED = "snapshot-form", "snapshot", "initiative-mapping-form"
REASON = "Only in the demo: nothing is wrong with this form. It shows what a page looks like that was called back."
LIFTED_REASON = "Only in the demo: the recall was a drill, and the form can be used."


def fill_recalls() -> None:
    """Recall two blank forms and lift one of the recalls, unless there are recalls already."""
    asking, confirming = find_account_by_email(ASKS), find_account_by_email(CONFIRMS)
    if asking is None or confirming is None or list_recalls():
        return
    for slug, replacement in ((STANDS, INSTEAD), (LIFTED, "")):
        with transaction():
            recall = ask_for_recall(
                Subject(slug), reason=REASON, replacement=replacement, is_urgent=False, actor_id=asking.id
            )
            confirm_recall(recall.id, actor_id=confirming.id, replacement=pages_by_slug().get(replacement))
    with transaction():
        lift_recall(recall.id, reason=LIFTED_REASON, actor_id=confirming.id)
