"""Transfer people to another county: offer, ask for, answer, take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from portal.features.accounts import permissions
from portal.features.accounts.queries import find_account_by_email, get_account
from portal.features.accounts.session import refuse_reach, viewer_here
from portal.features.people import posting, queries
from portal.features.people.admin.showing import person_here, row_of
from portal.features.people.forms import AskForForm, OfferForm
from portal.features.people.rules import Side
from portal.features.people.services import transfers
from portal.features.regions.queries import list_counties
from portal.foundation.errors import NotFound, Refusal
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import requires_somewhere

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from portal.features.accounts.models import Account
    from portal.features.people.models import Transfer
from portal.features.people.admin import blueprint


@blueprint.get("/transfers")
@requires_somewhere(permissions.PEOPLE_CREATE)
def list_transfers() -> ResponseReturnValue:
    """Show which transfers wait, and for whom."""
    return transfers_page(ask_for_form())


@blueprint.post("/transfers")
@requires_somewhere(permissions.PEOPLE_CREATE)
def ask_for() -> ResponseReturnValue:
    """Ask for a person by mail address; the answer is the same whether or not there is one."""
    form, viewer = ask_for_form(), viewer_here()
    if not form.validate_on_submit():
        return transfers_page(form), 422
    try:
        with transaction():
            asked = transfers.ask_for(text_of(form.email), text_of(form.county), viewer=viewer)
            if asked is not None:
                posting.tell_transfer_asked(asked)
            elif moved := find_account_by_email(text_of(form.email)):
                posting.tell_transferred(moved.id)
    except Refusal as refusal:
        form.email.errors = [refusal.sentence]
        return transfers_page(form), 422
    sentence = (
        "If somebody has that address, the county they belong to is asked." if asked else "The person is yours now."
    )
    flash(sentence, "success")
    return redirect(url_for(".list_transfers"), code=303)


@blueprint.get("/<int:account_id>/transfer")
@requires_somewhere(permissions.PEOPLE_CLOSE)
def transfer_person(account_id: int) -> ResponseReturnValue:
    """Show the form that offers a person to another county."""
    account = person_here(account_id, permissions.PEOPLE_CLOSE)
    return offer_page(account, offer_form(account))


@blueprint.post("/<int:account_id>/transfer")
@requires_somewhere(permissions.PEOPLE_CLOSE)
def offer_person(account_id: int) -> ResponseReturnValue:
    """Offer a person to another county, or transfer at once where both are one's own."""
    account, viewer = person_here(account_id, permissions.PEOPLE_CLOSE), viewer_here()
    form = offer_form(account)
    if not form.validate_on_submit():
        return offer_page(account, form), 422
    try:
        with transaction():
            offered = transfers.offer(get_account(account_id), text_of(form.county), viewer=viewer)
            if offered is None:
                posting.tell_transferred(account_id)
            else:
                posting.tell_transfer_asked(offered)
    except Refusal as refusal:
        form.county.errors = [refusal.sentence]
        return offer_page(get_account(account_id), form), 422
    county = queries.county_name(text_of(form.county))
    done = (
        f"{account.name} belongs to {county} now." if offered is None else f"{county} is asked to take {account.name}."
    )
    flash(done, "success")
    return redirect(url_for(".list_transfers"), code=303)


@blueprint.post("/transfers/<int:transfer_id>/accept")
@requires_somewhere(permissions.PEOPLE_CREATE)
def accept_transfer(transfer_id: int) -> ResponseReturnValue:
    """Say yes to what the other side asked."""
    transfer = answered(transfer_id, transfers.accept)
    flash("The transfer is done.", "success")
    if transfer.is_offer:
        return redirect(url_for(".show_person", account_id=transfer.account_id), code=303)
    return redirect(url_for(".list_transfers"), code=303)


@blueprint.post("/transfers/<int:transfer_id>/refuse")
@requires_somewhere(permissions.PEOPLE_CREATE)
def refuse_transfer(transfer_id: int) -> ResponseReturnValue:
    """Say no to what the other side asked."""
    answered(transfer_id, transfers.refuse)
    flash("The transfer is refused. Nothing has changed.", "success")
    return redirect(url_for(".list_transfers"), code=303)


@blueprint.post("/transfers/<int:transfer_id>/withdraw")
@requires_somewhere(permissions.PEOPLE_CREATE)
def withdraw_transfer(transfer_id: int) -> ResponseReturnValue:
    """Take back what one's own side asked."""
    answered(transfer_id, transfers.withdraw)
    flash("The transfer is taken back. Nothing has changed.", "success")
    return redirect(url_for(".list_transfers"), code=303)


def answered(transfer_id: int, deed: Callable[..., Transfer]) -> Transfer:
    """Do one thing to a transfer, and write to those it concerns; note whoever reaches for one that is not theirs."""
    try:
        with transaction():
            transfer = deed(transfer_id, viewer=viewer_here())
            if transfer.state == "done":
                posting.tell_transferred(transfer.account_id or 0)
            if transfer.state != "withdrawn":
                posting.tell_transfer_answered(transfer)
    except NotFound:
        refuse_reach(f"transfer {transfer_id}")
    return transfer


def ask_for_form() -> AskForForm:
    """Return the form with the counties its sender may take people into."""
    form = AskForForm()
    counties = queries.counties_with(viewer_here(), permissions.PEOPLE_CREATE)
    form.county.choices = [(county.fips, f"{county.name} County") for county in counties]
    return form


def offer_form(account: Account) -> OfferForm:
    """Return the form with every county but the person's own."""
    form = OfferForm()
    form.county.choices = [
        (county.fips, f"{county.name} County") for county in list_counties() if county.fips != account.county_fips
    ]
    return form


def transfers_page(form: AskForForm) -> str:
    """Return the page on transfers, first those that wait for its reader."""
    shown = queries.list_transfers(viewer_here())
    return render_template(
        "people/transfers.html",
        answering=[one for one in shown if Side.ANSWERING in one.sides],
        asking=[one for one in shown if Side.ANSWERING not in one.sides],
        form=form,
    )


def offer_page(account: Account, form: OfferForm) -> str:
    """Return the page that offers a person to another county."""
    return render_template(
        "people/transfer.html", account={**row_of(account, viewer_here()), "id": account.id}, form=form
    )
