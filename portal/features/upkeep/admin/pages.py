"""The upkeep of one page of the toolkit: who answers for it, when it is looked at, and the checks it had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from portal.features.accounts import permissions
from portal.features.accounts.queries import find_account_by_email
from portal.features.accounts.session import viewer_here
from portal.features.upkeep import queries, services
from portal.features.upkeep.admin import blueprint
from portal.features.upkeep.forms import LookAfterForm
from portal.foundation.errors import Invalid
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.toolkits.models import Page

WRITERS = requires(permissions.TOOLKIT_EDIT, is_told=False)


@blueprint.get("/pages/<slug>")
@WRITERS
def show_page(slug: str) -> ResponseReturnValue:
    """Show who answers for a page, its days, and its checks."""
    page = queries.find_page(slug)
    owner = queries.find_owner(page)
    form = LookAfterForm(data={"owner": owner.email if owner else "", "next_check": page.next_check})
    return upkeep_page(page, form)


def upkeep_page(page: Page, form: LookAfterForm) -> str:
    """Return the page on a page's upkeep."""
    return render_template(
        "upkeep/page.html",
        page=page,
        link=queries.link_of(page),
        owner=queries.find_owner(page),
        checks=queries.list_checks(page),
        form=form,
    )


@blueprint.post("/pages/<slug>")
@WRITERS
def keep_page(slug: str) -> ResponseReturnValue:
    """Say who answers for a page and when it is looked at again, or show again what is wrong."""
    page, form = queries.find_page(slug), LookAfterForm()
    is_valid = form.validate_on_submit()
    typed = text_of(form.owner)
    owner = find_account_by_email(typed) if typed else None
    if typed and (owner is None or owner.closed_at is not None):
        form.owner.errors = [*form.owner.errors, "There is no account with this address."]
    next_check = form.next_check.data
    if not is_valid or form.errors or next_check is None:
        return upkeep_page(page, form), 422
    try:
        with transaction():
            services.look_after(
                queries.find_page(slug),
                owner=owner,
                next_check=next_check,
                actor_id=viewer_here().account_id,
            )
    except Invalid as refusal:
        form.next_check.errors = [*form.next_check.errors, refusal.sentence]
        return upkeep_page(queries.find_page(slug), form), 422
    flash("Saved.", "success")
    return redirect(url_for(".show_page", slug=slug), code=303)
