"""Letters about reviews, to those who ask and to those who may look; and the job that does what is planned."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from portal.features.accounts import permissions
from portal.features.accounts.queries import get_account, names_of, permitted_everywhere
from portal.features.authoring import queries, rules
from portal.features.authoring.services import changes
from portal.features.authoring.services.waiting import title_of
from portal.foundation.clock import today
from portal.foundation.transaction import transaction
from portal.infrastructure.mail.outbox import Posting, post_all
from portal.plugin_host.host import get_host
from portal.web.mail import letter, link_to, mail_to
from portal.web.templating import moment_long

if TYPE_CHECKING:
    from portal.features.accounts.models import Account
    from portal.features.authoring.models import PageChange
    from portal.plugin_host.declarations import Waiting

TOLD = {
    rules.DONE: "approved",
    rules.PLANNED: "approved",
    rules.SENT_BACK: "sent back",
    rules.HELD: "held back",
    rules.TAKEN_BACK: "taken back",
}
AGAIN_AFTER = timedelta(days=7)
NAMED_AT_MOST = 20


def tell_author(change: PageChange) -> None:
    """Write to whoever asked for something what became of it, in the transaction of the deed."""
    author = get_account(change.author_id)
    if author.closed_at or change.state not in TOLD:
        return
    _, page = queries.get_change(change.id)
    is_out = change.deed == rules.PUBLISH and change.state == rules.DONE
    mail_to(
        author.email,
        "page_decided",
        account_id=author.id,
        name=author.name,
        asked="Your change of" if change.deed == rules.PUBLISH else f"Your wish to {rules.DEEDS[change.deed]}:",
        title=title_of(change, page),
        outcome="published" if is_out else TOLD[change.state],
        reviewer=names_of([change.decided_by_id]).get(change.decided_by_id, "") if change.decided_by_id else "",
        words=change.words,
        due=moment_long(change.due_at) if change.state == rules.PLANNED and change.due_at else "",
        link=link_to("authoring.show_page", slug=page.slug),
    )


def tell_of_withdrawal(change: PageChange) -> None:
    """Write to everybody else who may review that one person withdrew a page at once."""
    _, page = queries.get_change(change.id)
    who = names_of([change.author_id]).get(change.author_id, "")
    link = link_to("authoring.show_change", change_id=change.id)
    one = letter("page_withdrawn", title=title_of(change, page), who=who, reason=change.note, link=link)
    post_all(
        [
            Posting(
                recipient=account.email, letter=one, key=f"withdrawn {change.id} {account.id}", account_id=account.id
            )
            for account in permitted_everywhere(permissions.TOOLKIT_REVIEW)
            if account.id != change.author_id
        ]
    )


def tell_reviewers() -> None:
    """Write to those who may look at what waits: one letter a day, when something is new or has waited for a week.

    Nobody is told of what they had a hand in. What a letter of the same day left out comes on another day.
    """
    day = today()
    everything = [one for waiting in get_host().manager.hook.portal_waiting() for one in waiting]
    fresh = [one for one in everything if one.told_on is None or one.told_on <= day - AGAIN_AFTER]
    if not fresh:
        return
    reviewers = permitted_everywhere(permissions.TOOLKIT_REVIEW)
    with transaction():
        are_told = [write_to(account, everything, fresh) for account in reviewers]
        for one in fresh if all(are_told) else ():
            one.note_told(day)


def write_to(account: Account, everything: list[Waiting], fresh: list[Waiting]) -> bool:
    """Write to a reviewer, if anything new waits for them; return whether they know of all that is new."""
    if all(account.id in one.hands for one in fresh):
        return True
    shown = [one for one in everything if account.id not in one.hands]
    names = names_of({one.asked_by_id for one in shown})
    return mail_to(
        account.email,
        "reviews_wait",
        key=f"reviews {account.id} {today().isoformat()}",
        account_id=account.id,
        name=account.name,
        lines=[line_of(one, names.get(one.asked_by_id, "")) for one in shown[:NAMED_AT_MOST]],
        more=max(0, len(shown) - NAMED_AT_MOST),
        link=link_to("authoring.list_changes"),
    )


def line_of(one: Waiting, who: str) -> dict[str, str]:
    """Return what waits as a letter tells of it."""
    said = f"{who}: {one.what[:1].lower()}{one.what[1:]} – {one.note}" if one.note else f"{who}: {one.what.lower()}"
    return {"title": one.title, "said": said, "url": link_to(one.endpoint, **one.values)}


def do_planned() -> None:
    """Do what was planned for moments that have come, each by itself; authors are told of what is held back.

    One that fails stops none behind it: there may be a page among them that does harm.
    """
    faults = []
    for change_id in queries.list_due():
        try:
            with transaction():
                change = changes.run_due(change_id)
                if change.state == rules.HELD:
                    tell_author(change)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is told when all had their turn
            faults.append(fault)
    if faults:
        raise faults[0]
