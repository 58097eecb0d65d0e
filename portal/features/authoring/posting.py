"""Mail to authors about their reviews, and the job that does what is planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts.queries import get_account, names_of
from portal.features.authoring import queries, rules
from portal.features.authoring.services import changes
from portal.foundation.transaction import transaction
from portal.web.mail import link_to, mail_to
from portal.web.templating import moment_long

if TYPE_CHECKING:
    from portal.features.authoring.models import PageChange

TOLD = {rules.DONE: "published", rules.PLANNED: "approved", rules.SENT_BACK: "sent back", rules.HELD: "held back"}


def tell_author(change: PageChange) -> None:
    """Write to the author what became of a page, in the transaction of the deed."""
    author = get_account(change.author_id)
    if author.closed_at or change.state not in TOLD or change.deed != rules.PUBLISH:
        return
    _, page = queries.get_change(change.id)
    mail_to(
        author.email,
        "page_decided",
        account_id=author.id,
        name=author.name,
        title=change.content["title"] or page.slug,
        outcome=TOLD[change.state],
        reviewer=names_of([change.decided_by_id]).get(change.decided_by_id, "") if change.decided_by_id else "",
        words=change.words,
        due=moment_long(change.due_at) if change.state == rules.PLANNED and change.due_at else "",
        link=link_to("authoring.show_page", slug=page.slug),
    )


def do_planned() -> None:
    """Do what was planned for moments that have come, each by itself; authors are told of what is held back."""
    for change_id in queries.list_due():
        with transaction():
            change = changes.run_due(change_id)
            if change.state == rules.HELD:
                tell_author(change)
