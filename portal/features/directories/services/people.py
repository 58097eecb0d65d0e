"""What a county's directory does to its people: adds, changes, closes and opens them again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from portal.features.accounts.queries import find_account_by_email, get_account, normal_email
from portal.features.accounts.rules import PORTAL_ITSELF, Grant, Role, Scope
from portal.features.accounts.services import (
    LONGEST_NAME,
    TAKEN,
    change_address,
    close_account,
    create_account,
    grant_role,
    record_of,
    reopen_account,
)
from portal.features.directories import queries, rules
from portal.features.directories.models import DirectoryPerson
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid
from portal.infrastructure.epoch import advance_people

if TYPE_CHECKING:
    from portal.features.accounts.models import Account
    from portal.features.directories.queries import Directory
    from portal.features.directories.rules import Facts

CLOSED_BY_HAND = "This account was closed in the portal, and is opened again there."


@dataclass(frozen=True, slots=True)
class Change:
    """A person after a change, whether an invitation is due, and the address that was left (empty for none)."""

    account: Account
    must_invite: bool = False
    old_address: str = ""


def add_person(directory: Directory, facts: Facts) -> Change:
    """Add a person of the county as a worker who is invited; one whom this directory deleted is the same account again.

    A person who is inactive from the start is closed from the start, and told nothing.
    """
    check(facts)
    known = queries.find_dropped(directory, facts)
    if known is not None:
        refuse_taken(directory, facts, but=known)
        return revive(directory, known, facts)
    refuse_taken(directory, facts)
    fips = directory.county_fips
    account = create_account(name=facts.name, email=facts.email, county_fips=fips, actor_id=None)
    grant_role(account, Grant(Role.WORKER, Scope.COUNTY, fips), actor_id=None, giver=PORTAL_ITSELF)
    row = write(directory, account, facts, None)
    account = get_account(account.id)
    if not facts.is_active:
        close(account, row)
    return Change(account, must_invite=facts.is_active)


def revive(directory: Directory, account: Account, facts: Facts) -> Change:
    """Know a deleted person again; the roles of before are not given back."""
    row = queries.rows_of(directory, [account])[account.id]
    row.dropped_at = None
    return change_person(directory, account, replace(facts, email=normal_email(facts.email)))


def change_person(directory: Directory, account: Account, facts: Facts) -> Change:
    """Make a person what the directory says; the same said again changes nothing."""
    row = queries.rows_of(directory, [account]).get(account.id)
    before = queries.facts_of(account, row)
    facts = rules.following(before, replace(facts, email=normal_email(facts.email)))
    if facts == before:
        return Change(account)
    check(facts)
    refuse_taken(directory, facts, but=account)
    was_open, old_address = before.is_active, account.email
    if facts.email != old_address:
        change_address(account, facts.email, actor_id=None)
    if facts.name != before.name:
        account.name = facts.name
        advance_people()
    row = write(directory, account, facts, row)
    if words := rules.changed_words(before, facts):
        record_of(account, "account changed", actor_id=None, what=", ".join(words))
    if was_open and not facts.is_active:
        close(account, row)
    elif facts.is_active and not was_open:
        open_again(account, row)
    is_new_address = facts.email != old_address
    has_no_way_in = account.closed_at is None and account.password_hash is None
    return Change(
        account,
        must_invite=has_no_way_in and (is_new_address or not was_open),
        old_address=old_address if is_new_address else "",
    )


def drop_person(directory: Directory, account: Account) -> None:
    """Close the account of a person whom the directory deletes, and speak of that person no more."""
    row = queries.rows_of(directory, [account]).get(account.id)
    row = row or write(directory, account, queries.facts_of(account, None), None)
    row.dropped_at = now()
    if account.closed_at is None:
        close(account, row)


def close(account: Account, row: DirectoryPerson) -> None:
    """Close an account on the directory's word."""
    close_account(account, actor_id=None)
    row.closed_at = account.closed_at


def open_again(account: Account, row: DirectoryPerson) -> None:
    """Open an account again that the directory itself had closed; the roles of before are not given back."""
    if row.closed_at != account.closed_at:
        raise Conflict(CLOSED_BY_HAND)
    reopen_account(account, actor_id=None)
    row.closed_at = None


def check(facts: Facts) -> None:
    """Refuse facts that cannot be kept."""
    rules.check_facts(facts)
    if len(facts.name) > LONGEST_NAME:
        raise Invalid(f"A name has 1 to {LONGEST_NAME} characters.")


def refuse_taken(directory: Directory, facts: Facts, *, but: Account | None = None) -> None:
    """Refuse a user name or an address that somebody else has; whose it is, is not said."""
    holder = find_account_by_email(facts.email)
    others = {queries.whose_user_name(directory, facts.user_name), holder.id if holder else None}
    if others - {None, but.id if but else None}:
        raise Conflict(TAKEN)


def write(directory: Directory, account: Account, facts: Facts, row: DirectoryPerson | None) -> DirectoryPerson:
    """Keep what the directory said of a person; what another county's said before is written over."""
    if row is None:
        row = db.session.get(DirectoryPerson, account.id)
    if row is None:
        row = DirectoryPerson(
            account_id=account.id,
            county_fips=directory.county_fips,
            user_name="",
            user_key="",
            changed_at=now(),
        )
        db.session.add(row)
    elif row.county_fips != directory.county_fips:
        row.county_fips, row.closed_at, row.dropped_at = directory.county_fips, None, None
    row.user_name, row.user_key = facts.user_name, rules.user_key(facts.user_name)
    row.external_id, row.display_name = facts.external_id, facts.display_name
    row.given_name, row.family_name = facts.given_name, facts.family_name
    row.formatted_name, row.is_primary = facts.formatted_name, facts.is_primary
    row.changed_at = now()
    db.session.flush()
    return row
