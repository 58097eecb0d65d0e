"""Bring people in from a file, some at a time: each batch whole or not at all, so that it can go on after any end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from portal.features.accounts.queries import LARGEST_ID, get_account
from portal.features.accounts.rules import Grant, Scope
from portal.features.accounts.services import Newcomer, create_many, grant_role, record_of
from portal.features.people import queries
from portal.features.people.models import PeopleImport, PeopleImportRow
from portal.features.people.rules import State
from portal.features.people.services import transfers
from portal.features.people.services.staging import DONE, RUNNING, as_it_stands, note, subject_of, wake_job
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.infrastructure.epoch import advance_people
from portal.infrastructure.mail.outbox import Letter, Posting, drop_for, post_all

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portal.features.accounts.models import Account
    from portal.features.accounts.queries import Viewer
    from portal.features.people.models import Transfer
    from portal.features.people.queries import Importer
    from portal.features.people.rules import Known, Row

BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What one row's person would be sent, written before the turn to write is taken."""

    token: str
    expires_at: datetime
    letter: Letter


def next_batch(import_id: int) -> Sequence[PeopleImportRow]:
    """Return the next rows of a file that wait to be done."""
    return db.session.scalars(queries.select_rows(import_id, ("ready", "changed")).limit(BATCH)).all()


def asked_by(import_id: int) -> int | None:
    """Return who confirmed a file; nobody for the terminal."""
    return db.session.scalar(select(PeopleImport.asked_by_id).where(PeopleImport.id == import_id))


def do_batch(import_id: int, invitations: Mapping[int, Invitation], importer: Importer) -> list[Account]:
    """Do some rows, by their ids: make accounts and post their invitations, change what is to be changed.

    Each row is decided anew. What is done is deleted; what cannot be done any more is kept with the reason. Return the
    people whose link has to be made and mailed anew, because they were given a role before they used it.
    """
    one = running(import_id)
    if one is None:
        return []
    mine = select(PeopleImportRow).where(PeopleImportRow.id.in_(invitations), PeopleImportRow.import_id == import_id)
    kept = db.session.scalars(mine.order_by(PeopleImportRow.number).execution_options(populate_existing=True)).all()
    reach, known = queries.reach_of(importer), queries.list_known(importer, (row.email for row in kept))
    judged = [(row, as_it_stands(row, known.get(row.email), reach)) for row in kept]
    new = [(row, now_is) for row, now_is in judged if now_is.state is State.READY]
    invite(one, new, invitations, importer)
    changes = [(now_is, known[now_is.email]) for _, now_is in judged if now_is.state is State.CHANGED]
    uninvited = [change(now_is, account, importer) for now_is, account in changes]
    one.invited += len(new)
    one.changed += len(changes)
    for row, now_is in judged:
        if now_is.state in {State.BAD, State.WAITING}:
            row.state, row.cell, row.reason = now_is.state.value, now_is.cell, now_is.reason
    done = [row.id for row, now_is in judged if now_is.state not in {State.BAD, State.WAITING}]
    db.session.flush()
    db.session.execute(delete(PeopleImportRow).where(PeopleImportRow.id.in_(done)))
    return [account for account in uninvited if account is not None]


def running(import_id: int) -> PeopleImport | None:
    """Return a file that is being brought in, as it is in this transaction; another process may have ended it."""
    one = db.session.get(PeopleImport, import_id, populate_existing=True)
    return one if one is not None and one.state == RUNNING else None


def invite(
    one: PeopleImport,
    new: Sequence[tuple[PeopleImportRow, Row]],
    invitations: Mapping[int, Invitation],
    importer: Importer,
) -> None:
    """Make the accounts of new people, and post what they are sent: once for each row of a file, whatever happens."""
    newcomers = [
        Newcomer(
            name=now_is.name,
            email=now_is.email,
            county_fips=now_is.county_fips or None,
            grants=tuple(Grant(role, Scope.COUNTY, now_is.county_fips) for role in now_is.roles),
            token=invitations[row.id].token,
            expires_at=invitations[row.id].expires_at,
        )
        for row, now_is in new
    ]
    if not newcomers:
        return
    accounts = create_many(newcomers, actor_id=importer.account_id, giver=importer.grants, source=subject_of(one))
    post_all(
        [
            Posting(
                recipient=account.email,
                letter=invitations[row.id].letter,
                key=f"people import {one.id} row {row.number}",
                account_id=account.id,
            )
            for account, (row, _) in zip(accounts, new, strict=True)
        ]
    )


def change(row: Row, known: Known, importer: Importer) -> Account | None:
    """Change an account to what a row says; return it if its link to join ended with that."""
    account = get_account(known.account_id)
    if account.name != row.name:
        account.name = row.name
        advance_people()
        record_of(account, "name changed", actor_id=importer.account_id)
    added = [role for role in row.roles if role not in known.roles]
    for role in added:
        grant = Grant(role, Scope.COUNTY, row.county_fips)
        grant_role(account, grant, actor_id=importer.account_id, giver=importer.grants)
    if not added or account.password_hash is not None:
        return None
    drop_for(account.id)  # a letter with the link that just ended
    return account


def finish(import_id: int, importer: Importer) -> None:
    """Note that a file is done, and delete the rows of whom there was nothing to do with."""
    one = running(import_id)
    if one is None:
        return
    one.state, one.done_at = DONE, now()
    over = ("ready", "changed", "same")
    mine = (PeopleImportRow.import_id == import_id) & PeopleImportRow.state.in_(over)
    db.session.execute(delete(PeopleImportRow).where(mine))
    note(one, "people import done", importer, new=one.invited, changed=one.changed)


def ask_for_transfer(one: PeopleImport, row_id: int, *, viewer: Viewer) -> tuple[Transfer | None, int]:
    """Decide on a row that waits: ask for its person, or transfer at once who looks after both counties.

    Return the transfer that waits now, or None, and whose account it is. Who was transferred gets what the row says,
    with the other rows: a file that was done goes on for it.
    """
    kept = db.session.get(PeopleImportRow, row_id, populate_existing=True) if row_id <= LARGEST_ID else None
    if kept is None or kept.import_id != one.id or kept.state != State.WAITING:
        raise NotFound
    asked = transfers.ask_for(kept.email, kept.county_fips, viewer=viewer)
    if asked is not None:
        kept.reason = "A transfer was asked for, and waits for an answer."
        return asked, 0
    importer = queries.importer_of(viewer.account_id)
    known = queries.list_known(importer, [kept.email])[kept.email]
    now_is = as_it_stands(kept, known, queries.reach_of(importer))
    kept.state, kept.cell, kept.reason = now_is.state.value, now_is.cell, now_is.reason
    if one.state == DONE:
        one.state = RUNNING
        wake_job()
    return None, known.account_id
