"""The staff's pages on recalls: ask for one after a look at whom it reaches, confirm one, lift one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for

from portal.features.accounts import permissions
from portal.features.accounts.session import viewer_here
from portal.features.paper import posting, queries, rules, services
from portal.features.paper.forms import DecideForm, LiftForm, RecallForm
from portal.foundation.errors import Conflict, Invalid, NotFound
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.paper.queries import RecallRow

blueprint = Blueprint("recalls", __name__, template_folder="templates", url_prefix="/admin/recalls")
NONE_INSTEAD = ("", "Nothing: it is only taken back")


@blueprint.get("/")
@requires(permissions.TOOLKIT_RECALL)
def list_recalls() -> ResponseReturnValue:
    """Show what is recalled, what waits for a second person, and what was before."""
    recalls = queries.list_recalls()
    return render_template(
        "paper/recalls.html",
        waiting=[one for one in recalls if one.state == rules.WAITING],
        standing=[one for one in recalls if one.state == rules.STANDING],
        ended=[one for one in recalls if not one.is_open],
    )


@blueprint.get("/new")
@requires(permissions.TOOLKIT_RECALL)
def new_recall() -> ResponseReturnValue:
    """Show the form with which something is recalled."""
    form = recall_form()
    wanted = request.args.get("page", "")
    if wanted:
        form.subject.data = rules.key_of(rules.Subject(wanted))
    return form_page(form)


@blueprint.post("/new")
@requires(permissions.TOOLKIT_RECALL)
def ask_for_recall() -> ResponseReturnValue:
    """Show whom a recall would reach; once that was looked at, write it down for a second person to confirm."""
    form = recall_form()
    if not form.validate_on_submit():
        return form_page(form), 422
    subject = rules.subject_of(text_of(form.subject))
    if not form.is_looked_at.data:
        form.is_looked_at.data = "yes"
        return render_template(
            "paper/recall_look.html",
            form=form,
            title=dict(queries.list_subjects())[rules.key_of(subject)],
            replacement=dict([NONE_INSTEAD, *queries.list_replacements()])[text_of(form.replacement)],
            reach=queries.keepers_of(subject),
            confirmers=len([one for one, _ in queries.list_confirmers() if one != viewer_here().account_id]),
        )
    try:
        with transaction():
            recall = services.ask_for_recall(
                subject,
                reason=text_of(form.reason),
                replacement=text_of(form.replacement),
                is_urgent=bool(form.is_urgent.data),
                actor_id=viewer_here().account_id,
            )
            posting.tell_confirmers(recall_here(recall.id))
    except (Conflict, Invalid) as refusal:
        form.subject.errors, form.is_looked_at.data = [refusal.sentence], ""
        return form_page(form), 422
    flash("The recall waits for a second person, who has been written to.", "success")
    return redirect(url_for(".show_recall", recall_id=recall.id), code=303)


@blueprint.get("/<int:recall_id>")
@requires(permissions.TOOLKIT_RECALL)
def show_recall(recall_id: int) -> ResponseReturnValue:
    """Show a recall and what can be decided on it."""
    return recall_page(recall_here(recall_id), LiftForm())


@blueprint.post("/<int:recall_id>/confirm")
@requires(permissions.TOOLKIT_RECALL)
def confirm_recall(recall_id: int) -> ResponseReturnValue:
    """Let a recall that somebody else asked for stand, and tell everybody who keeps the page."""
    recall = recall_here(recall_id)
    with transaction():
        services.confirm_recall(recall_id, actor_id=viewer_here().account_id, replacement=recall.replacement)
        count = posting.tell_keepers(recall_here(recall_id), url=queries.address_of(recall.subject))
    flash(f"“{recall.title}” is recalled. {told(count)}", "success")
    return redirect(url_for(".show_recall", recall_id=recall_id), code=303)


@blueprint.post("/<int:recall_id>/drop")
@requires(permissions.TOOLKIT_RECALL)
def drop_recall(recall_id: int) -> ResponseReturnValue:
    """End a recall that waits: nothing changes for readers."""
    recall_here(recall_id)
    with transaction():
        services.drop_recall(recall_id, actor_id=viewer_here().account_id)
    flash("The recall is not confirmed. Nothing has changed for readers.", "success")
    return redirect(url_for(".list_recalls"), code=303)


@blueprint.post("/<int:recall_id>/lift")
@requires(permissions.TOOLKIT_RECALL)
def lift_recall(recall_id: int) -> ResponseReturnValue:
    """End a recall that stands, and tell everybody who keeps the page."""
    recall, form = recall_here(recall_id), LiftForm()
    if not form.validate_on_submit():
        return recall_page(recall, form), 422
    with transaction():
        services.lift_recall(recall_id, reason=text_of(form.reason), actor_id=viewer_here().account_id)
        count = posting.tell_keepers(recall_here(recall_id), url=queries.address_of(recall.subject))
    flash(f"“{recall.title}” can be used again. {told(count)}", "success")
    return redirect(url_for(".show_recall", recall_id=recall_id), code=303)


def told(count: int) -> str:
    """Say how many people are written to."""
    if not count:
        return "Nobody keeps it, so nobody is written to."
    return "One person who keeps it is written to." if count == 1 else f"{count} people who keep it are written to."


def recall_here(recall_id: int) -> RecallRow:
    """Return a recall, or refuse."""
    found = queries.find_recall(recall_id)
    if found is None:
        raise NotFound
    return found


def recall_form() -> RecallForm:
    """Return the form with everything that can be recalled, and every page that can stand in for it."""
    form = RecallForm()
    form.subject.choices = [("", "Choose…"), *queries.list_subjects()]
    form.replacement.choices = [NONE_INSTEAD, *queries.list_replacements()]
    return form


def form_page(form: RecallForm) -> str:
    """Return the page with the form."""
    return render_template("paper/recall_new.html", form=form)


def recall_page(recall: RecallRow, form: LiftForm) -> str:
    """Return the page on a recall."""
    viewer = viewer_here()
    return render_template(
        "paper/recall.html",
        recall=recall,
        url=queries.address_of(recall.subject),
        reach=queries.keepers_of(recall.subject),
        is_own=recall.asked_by_id == viewer.account_id,
        may_confirm=rules.may_confirm(asked_by=recall.asked_by_id, viewer=viewer.account_id, state=recall.state),
        form=form,
        decide=DecideForm(),
    )
