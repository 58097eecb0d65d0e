"""Requests to get back in that somebody may confirm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.accounts import permissions, rules
from portal.features.accounts.models import Account, RecoveryRequest
from portal.features.accounts.queries import get_account, get_request, recovery_of
from portal.features.accounts.rules import STAGE_LABELS, Stage
from portal.features.people.queries.listing import keys_with, of_sight
from portal.features.people.queries.persons import may_change
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import NotFound, Refusal

if TYPE_CHECKING:
    from portal.features.accounts.queries import Viewer

SHOWN_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class RecoveryView:
    """A request as those see it who can confirm it; `hindrance` says why this reader cannot, if so."""

    id: int
    account_id: int
    name: str
    email: str
    county_name: str
    asked_at: datetime
    stage: Stage
    stage_label: str
    confirmed: int
    needed: int
    opens_at: datetime | None
    is_going_on: bool
    hindrance: str


def find_recovery(viewer: Viewer, request_id: int) -> RecoveryView | None:
    """Return a request that somebody may confirm or refuse; None for another's, as for one that is not there."""
    try:
        row = get_request(request_id)
    except NotFound:
        return None
    account = get_account(row.account_id)
    return view_of(viewer, row, account) if may_change(viewer, account, permissions.PEOPLE_RECOVER) else None


def list_recoveries(viewer: Viewer) -> list[RecoveryView]:
    """Return the requests that go on and that somebody may confirm, the longest waiting first."""
    asked = select(RecoveryRequest).join(Account, Account.id == RecoveryRequest.account_id)
    theirs = of_sight(keys_with(viewer, permissions.PEOPLE_RECOVER))
    asked = asked.where(RecoveryRequest.ended == "", Account.id != viewer.account_id, *theirs)
    rows = db.session.scalars(asked.order_by(RecoveryRequest.asked_at, RecoveryRequest.id).limit(SHOWN_AT_MOST)).all()
    people = [(row, get_account(row.account_id)) for row in rows]
    views = [
        view_of(viewer, row, account)
        for row, account in people
        if may_change(viewer, account, permissions.PEOPLE_RECOVER)
    ]
    return [view for view in views if view.is_going_on]


def view_of(viewer: Viewer, row: RecoveryRequest, account: Account) -> RecoveryView:
    """Return a request as its reader sees it."""
    recovery, at = recovery_of(row), now()
    stage = rules.stage_of(recovery, at=at)
    hindrance = ""
    try:
        rules.check_confirmation(recovery, by=viewer.account_id, at=at)
    except Refusal as refusal:
        hindrance = refusal.sentence
    return RecoveryView(
        id=row.id,
        account_id=account.id,
        name=account.name,
        email=account.email,
        county_name=account.county.name if account.county else "",
        asked_at=row.asked_at,
        stage=stage,
        stage_label=STAGE_LABELS[stage],
        confirmed=len(recovery.confirmed_by),
        needed=recovery.needed,
        opens_at=row.opens_at,
        is_going_on=stage in rules.GOING_ON,
        hindrance=hindrance,
    )
