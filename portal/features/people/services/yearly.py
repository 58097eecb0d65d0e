"""Open the yearly check of a county's people, and answer it person by person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, literal, select

from portal.features.accounts.models import Account
from portal.features.accounts.services import close_account, record_of
from portal.features.people import queries
from portal.features.people.models import YearlyAnswer, YearlyCheck
from portal.features.people.rules import ANSWERS, LEFT
from portal.foundation.clock import now, today
from portal.foundation.database import db
from portal.foundation.errors import Forbidden, Invalid, NotFound
from portal.infrastructure.audit.log import record

if TYPE_CHECKING:
    from portal.features.accounts.queries import Viewer


def open_check(fips: str, year: int) -> YearlyCheck:
    """Ask a county about everybody who belongs to it now."""
    check = YearlyCheck(county_fips=fips, year=year, opened_on=today())
    db.session.add(check)
    db.session.flush()
    people = select(literal(check.id), Account.id).where(Account.county_fips == fips, Account.closed_at.is_(None))
    db.session.execute(insert(YearlyAnswer).from_select(["check_id", "account_id"], people))
    record("yearly check opened", subject=f"county {fips}", actor_id=None, county=fips, year=year)
    return check


def answer(check_id: int, account: Account, given: str, *, viewer: Viewer) -> None:
    """Note that a person is still right, has left (the account is closed) or has moved (a transfer follows)."""
    if given not in ANSWERS:
        raise Invalid("Choose one of the answers.")
    row = queries.find_answer(check_id, account.id)
    if row is None:
        raise NotFound
    if given == LEFT and account.id == viewer.account_id:
        raise Forbidden("Somebody else has to close your own account.")
    row.answer, row.answered_by_id, row.answered_at = given, viewer.account_id, now()
    record_of(account, "yearly check answered", actor_id=viewer.account_id, answer=given)
    if given == LEFT and account.closed_at is None:
        close_account(account, actor_id=viewer.account_id)
