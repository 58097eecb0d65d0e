"""Tell the owners of accounts that nobody uses, close what stays unused, and keep what is still needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts.queries import get_account
from portal.features.accounts.services import close_account, record_of
from portal.features.people import queries
from portal.features.people.models import Dormancy
from portal.features.people.rules import Step
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict

if TYPE_CHECKING:
    from portal.features.accounts.models import Account
    from portal.features.accounts.queries import Viewer
    from portal.features.people.queries import Waits


def take_step(account_id: int, waits: Waits) -> Step:
    """Do what is due for one account, and say what it was; the last statewide administrator is left alone."""
    account, kept = get_account(account_id), db.session.get(Dormancy, account_id)
    if account.closed_at is not None:
        return Step.NOTHING
    step = queries.step_for(account, kept, waits)
    if step is Step.NOTICE:
        note(account).noticed_at = now()
        record_of(account, "dormancy noticed", actor_id=None)
    elif step is Step.FORGET and kept is not None:
        kept.noticed_at = None
    elif step is Step.CLOSE:
        try:
            close_account(account, actor_id=None)
        except Conflict:
            return Step.NOTHING
        record_of(account, "dormant account swept", actor_id=None)
    return step


def keep(account: Account, *, viewer: Viewer, waits: Waits) -> None:
    """Keep an account that rests for as long again."""
    kept = db.session.get(Dormancy, account.id)
    if not queries.rests(account, kept, waits):
        raise Conflict("This account is closed, or in use again.")
    row = note(account)
    row.kept_at, row.noticed_at = now(), None
    record_of(account, "dormant account kept", actor_id=viewer.account_id)


def note(account: Account) -> Dormancy:
    """Return what is known of an account that rests, made if nothing is."""
    row = db.session.get(Dormancy, account.id)
    if row is None:
        row = Dormancy(account_id=account.id)
        db.session.add(row)
    return row
