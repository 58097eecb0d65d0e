"""Actions on several people: chosen on the list, looked at, confirmed, undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for

from portal.features.accounts import permissions, posting, services
from portal.features.accounts.queries import names_of, scope_label
from portal.features.accounts.rules import ROLE_LABELS, Grant, Role, Scope, check_grant
from portal.features.accounts.session import refuse_reach, viewer_here
from portal.features.people import queries
from portal.features.people import services as people
from portal.features.people.admin.invitations import refuse_when_off
from portal.features.people.admin.listing import shown_list, wanted_from
from portal.features.people.rules.deeds import PEOPLE_AT_MOST, UNDO_WITHIN, Kind, may_undo
from portal.foundation.clock import now
from portal.foundation.errors import Forbidden, Invalid, Refusal
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import requires_somewhere
from portal.web.pagination import paginate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from portal.features.accounts.models import Account
    from portal.features.people.forms import DeedForm
    from portal.features.people.models import Deed, DeedPart
from portal.features.people.admin import blueprint

PARTS_PER_PAGE, DEEDS_PER_PAGE = 100, 30
LONGEST_ID = 10  # digits
DONE_WORDS = {
    Kind.CLOSE: "Closed", Kind.GRANT: "Role given", Kind.END: "Role taken", Kind.INVITE: "Invited again",
}  # fmt: skip
STATE_WORDS = {"refused": "Left out", "undone": "Undone", "changed": "Left as it is"}


@blueprint.post("/")
@requires_somewhere(permissions.PEOPLE_VIEW)
def ask_deed() -> ResponseReturnValue:
    """Write down what is to be done to the people chosen, and go on to confirm it."""
    wanted, chosen = wanted_from(request.args), chosen_here()
    shown = shown_list(wanted, chosen)
    form: DeedForm | None = shown["deed_form"]
    if form is None:
        raise Forbidden("You may look at people here, and change nothing.")
    if not form.validate_on_submit():
        return render_template("people/list.html", **shown), 422
    viewer, kind = viewer_here(), Kind(text_of(form.kind))
    keys = queries.keys_in_sight(viewer)
    try:
        grant = role_asked(form, kind)
        accounts: Sequence[Account] = (
            queries.list_matching(wanted, keys, at_most=PEOPLE_AT_MOST)
            if text_of(form.whom) == "all"
            else queries.list_chosen(chosen, keys)
        )
        with transaction():
            deed = people.ask_deed(viewer, kind, accounts, grant)
    except Refusal as refusal:
        form.whom.errors = [refusal.sentence]
        return render_template("people/list.html", **shown), 422
    return redirect(url_for(".show_deed", deed_id=deed.id), code=303)


def chosen_here() -> frozenset[int]:
    """Return the numbers of the people who were ticked."""
    given = request.form.getlist("person")
    return frozenset(int(text) for text in given if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID)


def role_asked(form: DeedForm, kind: Kind) -> Grant | None:
    """Return the role that is given or taken; refuse one that does not go there."""
    if kind not in {Kind.GRANT, Kind.END}:
        return None
    scope, _, key = text_of(form.scope).partition(":")
    if not text_of(form.role) or not scope:
        raise Invalid("Choose the role, and where.")
    grant = Grant(Role(text_of(form.role)), Scope(scope), key)
    check_grant(grant)
    if grant not in queries.grantable(viewer_here(), grant.role):
        raise Invalid("You can give and take only roles that you hold yourself.")
    return grant


@blueprint.get("/actions")
@requires_somewhere(permissions.PEOPLE_VIEW)
def list_deeds() -> ResponseReturnValue:
    """Show what was done to several people, and what can still be undone."""
    deeds, pagination = paginate(queries.select_deeds(viewer_here()), per_page=DEEDS_PER_PAGE, noun="actions")
    counts, names = queries.count_states([deed.id for deed in deeds]), names_of({deed.actor_id for deed in deeds})
    return render_template(
        "people/deeds.html",
        deeds=[deed_row(deed, counts[deed.id], names.get(deed.actor_id, "")) for deed in deeds],
        pagination=pagination,
    )


@blueprint.get("/actions/<int:deed_id>")
@requires_somewhere(permissions.PEOPLE_VIEW)
def show_deed(deed_id: int) -> ResponseReturnValue:
    """Show what an action will do to whom, or what it did."""
    deed = deed_here(deed_id)
    counts = queries.count_states([deed.id])[deed.id]
    parts, pagination = paginate(
        queries.select_parts(deed.id), per_page=PARTS_PER_PAGE, noun="people", total=sum(counts.values())
    )
    accounts = queries.accounts_of([part.account_id for part in parts])
    return render_template(
        "people/deed.html",
        deed=deed_row(deed, counts, names_of({deed.actor_id}).get(deed.actor_id, "")),
        parts=[part_row(part, accounts[part.account_id], Kind(deed.kind)) for part in parts],
        pagination=pagination,
    )


@blueprint.post("/actions/<int:deed_id>/confirm")
@requires_somewhere(permissions.PEOPLE_VIEW)
def confirm_deed(deed_id: int) -> ResponseReturnValue:
    """Do it, a few people at a time, so that others can write between them; what is left over can be gone on with."""
    deed, viewer = deed_here(deed_id), viewer_here()
    if deed.kind == Kind.INVITE:
        refuse_when_off()
    left = 1
    while left:
        with transaction():
            left = people.do_some(deed.id, viewer, invite_again)
    done = queries.count_states([deed.id])[deed.id].get("done", 0)
    flash(f"Done for {counted(done)}. It can be undone for 24 hours.", "success")
    return redirect(url_for(".show_deed", deed_id=deed_id), code=303)


@blueprint.post("/actions/<int:deed_id>/undo")
@requires_somewhere(permissions.PEOPLE_VIEW)
def undo_deed(deed_id: int) -> ResponseReturnValue:
    """Take an action back, a few people at a time."""
    deed, viewer = deed_here(deed_id), viewer_here()
    left = 1
    while left:
        with transaction():
            left = people.undo_some(deed.id, viewer)
    counts = queries.count_states([deed.id])[deed.id]
    kept = f" {counted(counts['changed'])} had changed since, and stayed so." if counts.get("changed") else ""
    flash(f"Undone for {counted(counts.get('undone', 0))}.{kept}", "success")
    return redirect(url_for(".show_deed", deed_id=deed_id), code=303)


def deed_here(deed_id: int) -> Deed:
    """Return an action this reader may see; note whoever reaches further."""
    deed = queries.find_deed(viewer_here(), deed_id)
    if deed is None:
        refuse_reach(f"action {deed_id}")
    return deed


def invite_again(account: Account) -> None:
    """Make a new link for somebody who has not signed in yet, and mail it."""
    viewer = viewer_here()
    token, expires_at = services.make_join_link(account, actor_id=viewer.account_id)
    posting.invite(account, token, expires_at, inviter=viewer.name)


def counted(number: int) -> str:
    """Return a number of people in words."""
    return f"{number:,} {'person' if number == 1 else 'people'}"


def deed_row(deed: Deed, counts: dict[str, int], actor: str) -> dict[str, Any]:
    """Return what the pages show of an action."""
    kind, grant = Kind(deed.kind), people.grant_in(deed)
    role = f"“{ROLE_LABELS[grant.role]}, {scope_label(grant)}”" if grant else ""
    concerned = sum(counts.values()) - counts.get("refused", 0)
    who = counted(concerned)
    titles = {
        Kind.CLOSE: f"Close the {'account' if concerned == 1 else 'accounts'} of {who}",
        Kind.GRANT: f"Give the role {role} to {who}",
        Kind.END: f"Take the role {role} from {who}",
        Kind.INVITE: f"Send the invitation again to {who}",
    }
    is_open = deed.undone_at is None and may_undo(deed.confirmed_at, at=now())
    return {
        "title": titles[kind],
        "kind": kind.value,
        "actor": actor,
        "url": url_for(".show_deed", deed_id=deed.id),
        "confirm_url": url_for(".confirm_deed", deed_id=deed.id),
        "undo_url": url_for(".undo_deed", deed_id=deed.id),
        "confirmed_at": deed.confirmed_at,
        "undone_at": deed.undone_at,
        "undo_until": deed.confirmed_at + UNDO_WITHIN if deed.confirmed_at else None,
        "may_undo": bool(counts.get("done")) and (is_open or deed.undone_at is not None),
        "people": concerned,
        "waiting": counts.get("waiting", 0),
        "refused": counts.get("refused", 0),
    }


def part_row(part: DeedPart, account: Account, kind: Kind) -> dict[str, Any]:
    """Return what an action is to one person; of people who are looked after elsewhere now, no name."""
    belongs_elsewhere = (account.county_fips or account.grants) and not queries.is_in_sight(viewer_here(), account)
    words = {"waiting": "Will be done", "done": DONE_WORDS[kind]} | STATE_WORDS
    return {
        "name": "Somebody you no longer look after" if belongs_elsewhere else account.name,
        "email": "" if belongs_elsewhere else account.email,
        "county_name": account.county.name if account.county and not belongs_elsewhere else "",
        "url": "" if belongs_elsewhere else url_for(".show_person", account_id=account.id),
        "state": part.state,
        "state_label": words[part.state],
        "reason": part.reason,
    }
