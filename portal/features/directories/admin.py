"""The staff's pages on counties' directories: the tokens they are let in with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for

from portal.features.accounts import permissions
from portal.features.accounts.session import viewer_here
from portal.features.directories import queries, services
from portal.features.directories.forms import TokenForm
from portal.foundation.errors import NotFound
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.log import record
from portal.web.forms import text_of
from portal.web.guards import requires_somewhere
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


blueprint = Blueprint("directories", __name__, template_folder="templates", url_prefix="/admin/directories")


@blueprint.get("/")
@requires_somewhere(permissions.DIRECTORIES_CONNECT)
def list_tokens() -> ResponseReturnValue:
    """Show the tokens of the counties somebody looks after, and the form for a new one."""
    return show_list(token_form())


@blueprint.post("/")
@requires_somewhere(permissions.DIRECTORIES_CONNECT)
def make_token() -> ResponseReturnValue:
    """Make a token and show it, this once."""
    form, viewer = token_form(), viewer_here()
    if not form.validate_on_submit():
        return show_list(form), 422
    with transaction():
        row, token = services.make_token(
            county_fips=text_of(form.county), name=text_of(form.name), actor_id=viewer.account_id
        )
    html = render_template(
        "directories/token.html",
        name=row.name,
        county_name={county.fips: f"{county.name} County" for county in queries.counties_of(viewer)}[row.county_fips],
        token=token,
        address=address_for_directories(),
    )
    return html, 200, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@blueprint.post("/<int:token_id>/end")
@requires_somewhere(permissions.DIRECTORIES_CONNECT)
def end_token(token_id: int) -> ResponseReturnValue:
    """End a token; the directory is let in with it no more."""
    viewer = viewer_here()
    with transaction():
        row = queries.find_token(viewer, token_id)
        if row is None:
            record(
                "reached too far",
                subject=f"directory token {token_id}",
                actor_id=viewer.account_id,
                county=viewer.county_fips,
            )
        else:
            services.end_token(row, actor_id=viewer.account_id)
    if row is None:
        raise NotFound
    flash(f"The token “{row.name}” is ended.", "success")
    return redirect(url_for(".list_tokens"), code=303)


def token_form() -> TokenForm:
    """Return the form with the counties its sender may choose."""
    form = TokenForm()
    form.county.choices = [(county.fips, f"{county.name} County") for county in queries.counties_of(viewer_here())]
    return form


def show_list(form: TokenForm) -> str:
    """Return the page of tokens."""
    return render_template(
        "directories/list.html",
        form=form,
        tokens=queries.list_tokens(viewer_here()),
        address=address_for_directories(),
    )


def address_for_directories() -> str:
    """Return the address that is typed into a directory."""
    settings = settings_here()
    return settings.public_url + url_for("scim.answer").rstrip("/")
