"""Actions on several people: asked for, done part by part, undone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, select, update

from portal.features.accounts import rules as roles
from portal.features.accounts import services
from portal.features.accounts.queries import get_account, grant_of, place_of
from portal.features.accounts.rules import Grant, Role, Scope
from portal.features.accounts.services.closing import refuse_without_administrator
from portal.features.people import queries
from portal.features.people.models import Deed, DeedPart
from portal.features.people.rules.deeds import PEOPLE_AT_MOST, PERMISSIONS, UNDO_WITHIN, Kind, may_undo, obstacle
from portal.features.people.services.standing import make_so_again, picture_of, role_row
from portal.foundation.clock import now, today
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Forbidden, Invalid, Refusal
from portal.infrastructure.epoch import advance_people

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from portal.features.accounts.models import Account
    from portal.features.accounts.queries import Viewer

    Invite = Callable[[Account], object]

WAITING, DONE, REFUSED, UNDONE, CHANGED = "waiting", "done", "refused", "undone", "changed"
AT_ONCE = 25
CHANGED_SINCE = "Changed since by somebody else, so it was left as it is."


def ask_deed(viewer: Viewer, kind: Kind, accounts: Sequence[Account], grant: Grant | None) -> Deed:
    """Write down what is to be done to whom; nothing is done before it is confirmed."""
    if not accounts:
        raise Invalid("Choose at least one person.")
    if len(accounts) > PEOPLE_AT_MOST:
        raise Invalid(f"That is more than {PEOPLE_AT_MOST} people. Narrow the list, and take them in turns.")
    forget_old_deeds()
    deed = Deed(kind=kind.value, actor_id=viewer.account_id, asked_at=now(), role=values_of(grant))
    db.session.add(deed)
    db.session.flush()
    for account in accounts:
        reason = obstacle(kind, queries.standing_of(viewer, account, kind, grant))
        state = REFUSED if reason else WAITING
        db.session.add(DeedPart(deed_id=deed.id, account_id=account.id, state=state, reason=reason))
    db.session.flush()
    return deed


def forget_old_deeds() -> None:
    """Delete actions nobody confirmed within a day, all after thirty days, and what an undo needed once it is late."""
    at = now()
    late = at - UNDO_WITHIN
    old = or_(Deed.asked_at < at - timedelta(days=30), Deed.confirmed_at.is_(None) & (Deed.asked_at < late))
    done = select(Deed.id).where(Deed.confirmed_at < late)
    db.session.execute(update(DeedPart).where(DeedPart.deed_id.in_(done)).values(before={}, after={}))
    db.session.execute(delete(Deed).where(old))


def values_of(grant: Grant | None) -> dict[str, Any]:
    """Return a role in a place as plain values; nothing for none."""
    return {"role": grant.role.value, "scope": grant.scope.value, "key": grant.key} if grant else {}


def grant_in(deed: Deed) -> Grant | None:
    """Return the role an action is about."""
    return Grant(Role(deed.role["role"]), Scope(deed.role["scope"]), deed.role["key"]) if deed.role else None


def do_some(deed_id: int, viewer: Viewer, invite: Invite) -> int:
    """Do what was confirmed to some who wait for it, and return how many those were; zero when all is done."""
    deed = db.session.get_one(Deed, deed_id)
    if deed.undone_at is not None:
        raise Conflict("This action was undone.")
    deed.confirmed_at = deed.confirmed_at or now()
    parts = next_parts(deed, WAITING)
    for part in parts:
        do_to_one(deed, part, viewer, invite)
    return len(parts)


def next_parts(deed: Deed, state: str) -> Sequence[DeedPart]:
    """Return the next few parts of an action that are in a state."""
    known = select(DeedPart).where(DeedPart.deed_id == deed.id, DeedPart.state == state)
    return db.session.scalars(known.order_by(DeedPart.id).limit(AT_ONCE)).all()


def do_to_one(deed: Deed, part: DeedPart, viewer: Viewer, invite: Invite) -> None:
    """Do an action to one person, or write down why not."""
    kind, grant, account = Kind(deed.kind), grant_in(deed), get_account(part.account_id)
    reason = obstacle(kind, queries.standing_of(viewer, account, kind, grant))
    if not reason:
        part.before = picture_of(account)
        try:
            act_on(account, kind, grant, viewer, invite)
        except Refusal as refusal:
            reason = refusal.sentence
    if reason:
        part.state, part.reason, part.before = REFUSED, reason, {}
    else:
        part.state, part.after = DONE, picture_of(account)


def act_on(account: Account, kind: Kind, grant: Grant | None, viewer: Viewer, invite: Invite) -> None:
    """Do one thing to one account."""
    if kind is Kind.CLOSE:
        services.close_account(account, actor_id=viewer.account_id)
    elif kind is Kind.INVITE:
        invite(account)
    elif grant and kind is Kind.GRANT:
        services.grant_role(account, grant, actor_id=viewer.account_id, giver=viewer.grants)
    elif grant:
        row = next(row for row in account.grants if queries.is_same_role(grant_of(row), grant))
        services.end_role(account, row.id, actor_id=viewer.account_id, giver=viewer.grants)


def undo_some(deed_id: int, viewer: Viewer) -> int:
    """Take an action back from some, and return how many those were; zero when all is undone."""
    deed = db.session.get_one(Deed, deed_id)
    if deed.undone_at is None and not may_undo(deed.confirmed_at, at=now()):
        raise Conflict("This action can no longer be undone: its 24 hours are over.")
    deed.undone_at = deed.undone_at or now()
    drop = update(DeedPart).where(DeedPart.deed_id == deed.id, DeedPart.state == WAITING)
    db.session.execute(drop.values(state=REFUSED, reason="The action was undone before it came to this person."))
    parts = next_parts(deed, DONE)
    for part in parts:
        undo_one(deed, part, viewer)
    return len(parts)


def undo_one(deed: Deed, part: DeedPart, viewer: Viewer) -> None:
    """Make one account what it was, unless somebody has changed it since."""
    account = get_account(part.account_id)
    if picture_of(account) != part.after:
        part.state, part.reason = CHANGED, CHANGED_SINCE
        return
    try:
        refuse_to_undo(deed, part, account, viewer)
    except Refusal as refusal:
        part.state, part.reason = CHANGED, refusal.sentence
        return
    make_so_again(account, part.before)
    part.state = UNDONE
    services.renew_sessions(account.id)
    advance_people()
    services.record_of(account, "action undone", actor_id=viewer.account_id, kind=deed.kind, action=deed.id)


def refuse_to_undo(deed: Deed, part: DeedPart, account: Account, viewer: Viewer) -> None:
    """Refuse an undo that would do what its asker may not: give or take roles beyond their own, or end the last."""
    if queries.standing_of(viewer, account, Kind(deed.kind), None).is_self:
        raise Forbidden("This is your own account; somebody else has to do this.")
    if account.closed_at and account.is_password_short:
        raise Conflict("The second step of this account ended with it; open it again on its own page.")
    changed = [values for values in part.before["roles"] if values not in part.after["roles"]]
    taken = [values for values in part.after["roles"] if values not in part.before["roles"]]
    if not (changed or taken or viewer.may(PERMISSIONS[Kind(deed.kind)], account.county_fips or "")):
        raise Forbidden("You no longer look after this person.")
    for values in [*changed, *taken]:
        grant = grant_of(role_row(account, values))
        roles.refuse_above_own(grant, place_of(grant), giver=viewer.grants, on=today())
    if any(values[0] == Role.STATEWIDE_ADMINISTRATOR for values in taken):
        refuse_without_administrator(account)
