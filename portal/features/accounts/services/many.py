"""Make many accounts at once, each whole: with its roles, its one-time link and its lines of the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from portal.features.accounts import queries, rules
from portal.features.accounts.models import Account, JoinLink
from portal.features.accounts.passwords import hash_token
from portal.features.accounts.services.accounts import line_of
from portal.features.accounts.services.roles import role_row
from portal.foundation.clock import now, today
from portal.foundation.database import db
from portal.infrastructure.audit.log import record_all
from portal.infrastructure.epoch import advance_people

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from portal.features.accounts.rules import Grant


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A person to be made an account for; the address is in the form it is compared in, and nobody has it yet."""

    name: str
    email: str
    county_fips: str | None
    grants: tuple[Grant, ...]
    token: str
    expires_at: datetime


def create_many(
    newcomers: Sequence[Newcomer], *, actor_id: int | None, giver: Collection[Grant], source: str
) -> list[Account]:
    """Add accounts with their roles and links to join, in the order given; `source` says in the audit what from.

    Who calls this has looked at names, addresses and counties; that nobody gives more than they hold is held here too.
    """
    on, at = today(), now()
    for grant in {grant for one in newcomers for grant in one.grants}:
        rules.check_giving(grant, queries.place_of(grant), giver=giver, on=on)
    accounts = [
        Account(email=one.email, name=one.name, county_fips=one.county_fips, created_at=at) for one in newcomers
    ]
    db.session.add_all(accounts)
    db.session.flush()
    for account, one in zip(accounts, newcomers, strict=True):
        hashed = hash_token(one.token)
        db.session.add(
            JoinLink(account_id=account.id, token_hash=hashed, expires_at=one.expires_at, made_by_id=actor_id)
        )
        db.session.add_all(role_row(account, grant, at=at, actor_id=actor_id) for grant in one.grants)
    advance_people()
    lines = []
    for account, one in zip(accounts, newcomers, strict=True):
        lines.append(line_of(account, "account created", actor_id=actor_id, source=source))
        lines += [line_of(account, "role granted", actor_id=actor_id, grant=grant) for grant in one.grants]
        lines.append(line_of(account, "join link made", actor_id=actor_id))
    record_all(lines)
    return accounts
