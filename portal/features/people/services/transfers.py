"""Transfer people between counties: one side asks, the other answers; who stands on both does it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts.models import Account
from portal.features.accounts.queries import find_account_by_email, get_account, grant_of, normal_email
from portal.features.accounts.services import transfer_account
from portal.features.people import queries
from portal.features.people.models import Transfer
from portal.features.people.rules import Side
from portal.foundation.clock import now, today
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from portal.infrastructure.audit.log import record

if TYPE_CHECKING:
    from portal.features.accounts.queries import Viewer
    from portal.features.accounts.rules import Grant

ASKED_ALREADY = "This was asked already, and waits for an answer."
CHANGED = "Something has changed since this was asked. Ask again."


def offer(account: Account, to_fips: str, *, viewer: Viewer) -> Transfer | None:
    """Offer a person of ours to another county; None when it was done at once."""
    refuse_oneself(account, viewer)
    if account.closed_at is not None:
        raise Conflict("This account is closed; it cannot be transferred.")
    if not queries.may_let_go(viewer.grants, account):
        raise NotFound
    if to_fips == account.county_fips:
        raise Invalid("The person belongs to that county already.")
    if queries.may_take_in(viewer.grants, to_fips):
        move(account, to_fips, actor_id=viewer.account_id)
        return None
    if queries.find_waiting(email=account.email, to_fips=to_fips, is_offer=True):
        raise Conflict(ASKED_ALREADY)
    return ask(account.email, to_fips, account=account, is_offer=True, viewer=viewer)


def ask_for(email: str, to_fips: str, *, viewer: Viewer) -> Transfer | None:
    """Ask for whoever has a mail address; None when it was done at once.

    Of people out of sight nothing is told: the answer is the same whether or not there is such an account.
    """
    if not queries.may_take_in(viewer.grants, to_fips):
        raise NotFound
    address = normal_email(email)
    found = find_account_by_email(address)
    account = get_account(found.id) if found is not None and found.closed_at is None else None
    if account is not None and account.county_fips == to_fips:
        raise Invalid("This person belongs to your county already.")
    if account is not None and queries.may_let_go(viewer.grants, account):
        refuse_oneself(account, viewer)
        move(account, to_fips, actor_id=viewer.account_id)
        return None
    if queries.find_waiting(email=address, to_fips=to_fips, is_offer=False):
        raise Conflict(ASKED_ALREADY)
    return ask(address, to_fips, account=account, is_offer=False, viewer=viewer)


def ask(email: str, to_fips: str, *, account: Account | None, is_offer: bool, viewer: Viewer) -> Transfer:
    """Let a transfer wait for an answer."""
    transfer = Transfer(
        email=email,
        to_fips=to_fips,
        is_offer=is_offer,
        asked_by_id=viewer.account_id,
        asked_at=now(),
        from_fips=account.county_fips if account else None,
        account_id=account.id if account else None,
    )
    db.session.add(transfer)
    db.session.flush()
    subject = f"account {account.id}" if account and is_offer else "a mail address"
    home = transfer.from_fips if is_offer else to_fips
    deed = "transfer offered" if is_offer else "transfer asked for"
    record(deed, subject=subject, actor_id=viewer.account_id, county=home, to=to_fips)
    return transfer


def accept(transfer_id: int, *, viewer: Viewer) -> Transfer:
    """Say yes for the side that answers; what the side that asked may do is looked at again."""
    transfer = transfer_for(transfer_id, Side.ANSWERING, viewer)
    account = get_account(transfer.account_id or 0)
    refuse_oneself(account, viewer)
    if account.county_fips != transfer.from_fips or account.closed_at is not None:
        raise Conflict(CHANGED)
    asker = grants_today(transfer.asked_by_id)
    stands = queries.may_let_go(asker, account) if transfer.is_offer else queries.may_take_in(asker, transfer.to_fips)
    if not stands:
        raise Conflict(CHANGED)
    move(account, transfer.to_fips, actor_id=viewer.account_id)
    decide(transfer, "done", viewer)
    return transfer


def refuse(transfer_id: int, *, viewer: Viewer) -> Transfer:
    """Say no for the side that answers."""
    transfer = transfer_for(transfer_id, Side.ANSWERING, viewer)
    decide(transfer, "refused", viewer)
    home = transfer.to_fips if transfer.is_offer else transfer.from_fips
    record("transfer refused", subject=f"account {transfer.account_id}", actor_id=viewer.account_id, county=home)
    return transfer


def withdraw(transfer_id: int, *, viewer: Viewer) -> Transfer:
    """Take back what one's own side asked."""
    transfer = transfer_for(transfer_id, Side.ASKING, viewer)
    decide(transfer, "withdrawn", viewer)
    home = transfer.from_fips if transfer.is_offer else transfer.to_fips
    subject = f"account {transfer.account_id}" if transfer.is_offer else "a mail address"
    record("transfer withdrawn", subject=subject, actor_id=viewer.account_id, county=home)
    return transfer


def transfer_for(transfer_id: int, side: Side, viewer: Viewer) -> Transfer:
    """Return a waiting transfer on whose side somebody stands; for others it is not there."""
    transfer = queries.find_transfer(transfer_id)
    if transfer is None or side not in queries.sides_in(viewer, transfer):
        raise NotFound
    return transfer


def move(account: Account, to_fips: str, *, actor_id: int) -> None:
    """Transfer a person; whatever else was asked about this person is answered with it."""
    transfer_account(account, to_fips=to_fips, actor_id=actor_id)
    for other in db.session.query(Transfer).filter_by(account_id=account.id, state="waiting"):
        other.state = "ended"


def decide(transfer: Transfer, state: str, viewer: Viewer) -> None:
    """Note how a transfer ended, and by whom."""
    transfer.state, transfer.decided_by_id, transfer.decided_at = state, viewer.account_id, now()


def grants_today(account_id: int) -> list[Grant]:
    """Return what somebody holds today; nothing for a closed account."""
    return [grant for grant in map(grant_of, get_account(account_id).grants) if grant.holds_on(today())]


def refuse_oneself(account: Account, viewer: Viewer) -> None:
    """Refuse to transfer oneself: somebody else looks at it."""
    if account.id == viewer.account_id:
        raise Forbidden("Somebody else has to transfer your own account.")
