"""Recovery: asked for, confirmed by people who know the person, opened after a while, stopped, done."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update

from portal.features.accounts import queries, rules
from portal.features.accounts.models import (
    Account,
    RecoveryAsk,
    RecoveryConfirmation,
    RecoveryLink,
    RecoveryRequest,
)
from portal.features.accounts.passwords import hash_token, new_token
from portal.features.accounts.rules import Stage
from portal.features.accounts.services.accounts import record_of
from portal.features.accounts.services.factors import end_factors
from portal.features.accounts.services.joining import end_join_links
from portal.features.accounts.services.sessions import end_sessions
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.infrastructure.audit.log import record
from portal.infrastructure.epoch import advance_people

KEPT_AFTER_END = timedelta(days=60)


def ask_recovery(account: Account | None) -> None:
    """Note that somebody asked for an address. Known and unknown ones cost the same; the job looks at them."""
    db.session.add(RecoveryAsk(asked_at=now(), account_id=account.id if account else None))
    if account:
        record_of(account, "recovery asked for", actor_id=None)
    else:
        record("recovery asked for", subject="an unknown mail address", actor_id=None)


def forget_ask(ask: RecoveryAsk) -> None:
    """Delete an ask that was looked at."""
    db.session.delete(ask)
    db.session.flush()


def begin_recovery(account_id: int) -> RecoveryRequest | None:
    """Open a request for a person, unless there were too many today; who cannot sign in at all has none."""
    account, at = queries.get_account(account_id), now()
    if account.closed_at is not None or account.password_hash is None:
        return None
    if not rules.may_begin(queries.asked_at_times(account_id), at=at):
        return None
    row = RecoveryRequest(account_id=account_id, asked_at=at)
    db.session.add(row)
    db.session.flush()
    record_of(account, "recovery begun", actor_id=None, request=row.id)
    return row


def make_recovery_link(row: RecoveryRequest, purpose: str) -> str:
    """Return the token of a new link to stop a request, or to set a new password with it."""
    token = new_token()
    db.session.add(RecoveryLink(request_id=row.id, purpose=purpose, token_hash=hash_token(token), made_at=now()))
    db.session.flush()
    return token


def confirm_recovery(request_id: int, *, actor_id: int, wait: timedelta) -> RecoveryRequest:
    """Say that one has spoken with the person; once enough people have, the waiting time begins."""
    row, at = queries.get_request(request_id), now()
    recovery = queries.recovery_of(row)
    rules.check_confirmation(recovery, by=actor_id, at=at)
    db.session.add(RecoveryConfirmation(request_id=row.id, account_id=actor_id, at=at))
    row.opens_at = rules.opens_after(recovery, by=actor_id, at=at, wait=wait)
    record_of(queries.get_account(row.account_id), "recovery confirmed", actor_id=actor_id, request=row.id)
    return row


def refuse_recovery(request_id: int, *, actor_id: int) -> RecoveryRequest:
    """End a request because it is not the person who asked."""
    row = queries.get_request(request_id)
    end(row, Stage.REFUSED)
    record_of(queries.get_account(row.account_id), "recovery refused", actor_id=actor_id, request=row.id)
    return row


def stop_recovery(token: str) -> None:
    """End a request by the link that was mailed to its owner."""
    row = queries.get_request(queries.get_link(token, queries.STOP).request_id)
    end(row, Stage.STOPPED)
    record_of(queries.get_account(row.account_id), "recovery stopped", actor_id=None, request=row.id)


def check_stopping(token: str) -> None:
    """Refuse a link with which nothing can be stopped."""
    row = queries.get_request(queries.get_link(token, queries.STOP).request_id)
    rules.check_going_on(queries.recovery_of(row), at=now())


def end(row: RecoveryRequest, how: Stage) -> None:
    """Bring a request to an end that has none."""
    rules.check_going_on(queries.recovery_of(row), at=now())
    row.ended, row.ended_at = how.value, now()


def end_recoveries(account_id: int) -> None:
    """End what goes on for an account that is closed, or whose owner has shown who it is."""
    going_on = (RecoveryRequest.account_id == account_id) & (RecoveryRequest.ended == "")
    db.session.execute(update(RecoveryRequest).where(going_on).values(ended=Stage.STOPPED.value, ended_at=now()))
    db.session.execute(delete(RecoveryAsk).where(RecoveryAsk.account_id == account_id))


def end_openings(account_id: int) -> None:
    """End the links to set a new password that nobody used: they went to an address that is the owner's no longer.

    A request goes on; where it is ready, another link goes to the address there is now.
    """
    own = select(RecoveryRequest.id).where(RecoveryRequest.account_id == account_id)
    unused = (RecoveryLink.purpose == queries.OPEN) & RecoveryLink.used_at.is_(None)
    db.session.execute(delete(RecoveryLink).where(unused, RecoveryLink.request_id.in_(own)))


def note_expired(row: RecoveryRequest) -> None:
    """Write down that a request came to its end by itself."""
    row.ended, row.ended_at = Stage.EXPIRED.value, now()
    record_of(queries.get_account(row.account_id), "recovery expired", actor_id=None, request=row.id)


def forget_old_recoveries() -> None:
    """Delete requests that ended long ago; the audit keeps what was done."""
    before = now() - KEPT_AFTER_END
    db.session.execute(delete(RecoveryRequest).where(RecoveryRequest.ended_at < before))


def get_opening(token: str) -> Account:
    """Return whose new password a link sets, or say why it does not."""
    link = queries.get_link(token, queries.OPEN)
    row = queries.get_request(link.request_id)
    rules.check_opening(
        queries.recovery_of(row),
        made_at=link.made_at,
        used_at=link.used_at,
        is_newest=queries.is_newest(link),
        at=now(),
    )
    return queries.get_account(row.account_id)


def recover(token: str, *, password_hash: str) -> Account:
    """Set a new password by a link; every session ends, and whatever else the person signed in with is removed."""
    account = get_opening(token)
    link = queries.get_link(token, queries.OPEN)
    row = queries.get_request(link.request_id)
    account.password_hash, account.is_password_short = password_hash, False
    end_factors(account.id)
    link.used_at = now()
    end(row, Stage.DONE)
    end_sessions(account.id)
    end_join_links(account)
    advance_people()
    record_of(account, "recovered", actor_id=account.id, request=row.id)
    return account
