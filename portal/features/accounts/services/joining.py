"""One-time links with which a person sets the first password."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from portal.features.accounts import queries
from portal.features.accounts.models import Account, EndedLink, JoinLink
from portal.features.accounts.passwords import hash_token, new_token
from portal.features.accounts.services.accounts import record_of
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict, NotFound
from portal.infrastructure.epoch import advance_people

LINK_LIVES = timedelta(days=7)


def make_join_link(account: Account, *, actor_id: int | None) -> tuple[str, datetime]:
    """Return the token of a new one-time link and when it expires; older links of the account end."""
    if account.closed_at is not None or account.password_hash is not None:
        raise Conflict("This person has an own password already, or the account is closed.")
    end_join_links(account)
    token, expires_at = new_token(), now() + LINK_LIVES
    db.session.add(
        JoinLink(account_id=account.id, token_hash=hash_token(token), expires_at=expires_at, made_by_id=actor_id)
    )
    record_of(account, "join link made", actor_id=actor_id)
    return token, expires_at


def end_join_links(account: Account) -> None:
    """End the links to join with an account that nobody has used; who follows one is told so."""
    unused = JoinLink.account_id == account.id, JoinLink.used_at.is_(None)
    known = select(JoinLink.token_hash, JoinLink.account_id).where(*unused)
    known = known.where(JoinLink.token_hash.not_in(select(EndedLink.token_hash)))  # ended before, and undone
    db.session.flush()
    db.session.execute(insert(EndedLink).from_select(["token_hash", "account_id"], known))
    db.session.execute(delete(JoinLink).where(*unused))


def get_join_link(token: str) -> JoinLink:
    """Return a link that can still be used, or say which way it cannot."""
    link = queries.find_join_link(token)
    if link is None and queries.has_ended(token):
        raise Conflict("This link was replaced by a newer one, or taken back. Ask the person who sent it.")
    if link is None:
        raise NotFound("This link is not one of ours. Check that it was copied whole.")
    if link.used_at is not None or link.account.password_hash is not None:
        raise Conflict("This link was already used. Sign in with the passkey or password you set.")
    if link.expires_at < now() or link.account.closed_at is not None:
        raise Conflict("This link has expired. Ask the person who sent it for a new one.")
    return link


def join(token: str, *, password_hash: str) -> Account:
    """Set the first password with a one-time link; the hash is made before the transaction, by `new_hash`."""
    link = get_join_link(token)
    link.account.password_hash = password_hash
    link.used_at = now()
    advance_people()
    record_of(link.account, "joined", actor_id=link.account_id)
    return link.account
