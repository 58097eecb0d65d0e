"""Leaving: the account closed, and unfinished work handed to somebody named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts import rules, services
from portal.features.accounts.queries import find_account_by_email, get_account, grant_of
from portal.features.accounts.rules import Place
from portal.features.people import queries
from portal.foundation.clock import today
from portal.foundation.errors import Invalid
from portal.plugin_host.host import get_host

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.features.accounts.models import Account
    from portal.features.accounts.queries import Viewer
    from portal.plugin_host.declarations import Unfinished

NO_HEIR = "Nobody with that mail address can take this over. It has to be an open account of somebody you look after."


def unfinished_of(viewer: Viewer, account: Account, permission: str) -> list[Unfinished]:
    """Return the work that waits for a person, as far as its region is one whose people somebody looks after."""
    everything = get_host().manager.hook.portal_unfinished(account_id=account.id)
    return [work for given in everything for work in given if viewer.may(permission, work.region_id)]


def find_heir(viewer: Viewer, account: Account, email: str) -> Account | None:
    """Return who takes over by their mail address, nobody for none; refuse with one sentence whoever cannot."""
    if not email:
        return None
    found = find_account_by_email(email)
    heir = get_account(found.id) if found else None
    if heir is None or heir.closed_at or heir.id == account.id or not queries.is_in_sight(viewer, heir):
        raise Invalid(NO_HEIR)
    return heir


def hand_over(
    works: Sequence[Unfinished], account: Account, heir: Account, *, actor_id: int
) -> tuple[list[str], list[str]]:
    """Give an heir the work they may do; return what was given, and what stays because they may not do it there."""
    held = [grant_of(row) for row in heir.grants]
    given: list[str] = []
    kept: list[str] = []
    for work in works:
        if rules.may(held, work.permission, Place(region=work.region_id), on=today()):
            work.give_to(heir.id)
            given.append(work.label)
        else:
            kept.append(work.label)
    if given:
        services.record_of(account, "work handed over", actor_id=actor_id, to=f"account {heir.id}", pieces=len(given))
    return given, kept
