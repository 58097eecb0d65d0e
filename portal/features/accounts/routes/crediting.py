"""How what a person publishes names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from portal.features.accounts import queries, rules, services
from portal.features.accounts.forms import CreditForm
from portal.features.accounts.session import viewer_here
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import signed_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
from portal.features.accounts.routes import blueprint


@blueprint.get("/profile/credit")
@signed_in
def show_credit() -> ResponseReturnValue:
    """Show how the person is named on what they publish, and let them choose."""
    form = credit_form()
    form.credit.data = queries.get_account(viewer_here().account_id).credit
    return render_template("accounts/credit.html", form=form)


@blueprint.post("/profile/credit")
@signed_in
def choose_credit() -> ResponseReturnValue:
    """Keep the choice; it holds after the person has left as well."""
    form = credit_form()
    if not form.validate_on_submit():
        return render_template("accounts/credit.html", form=form), 422
    with transaction():
        account = queries.get_account(viewer_here().account_id)
        services.choose_credit(account, text_of(form.credit))
    flash("Your choice is kept.", "success")
    return redirect(url_for(".profile"), code=303)


def credit_form() -> CreditForm:
    """Return the form with the words each choice gives for this person."""
    viewer, form = viewer_here(), CreditForm()
    county = viewer.county_name or ""
    form.credit.choices = [
        (credit, rules.credit_line(name=viewer.name, county=county, credit=credit))
        for credit in (rules.NAMED, rules.BY_COUNTY)
    ]
    return form
