"""What waits: for a review, and for its moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from portal.features.accounts import permissions
from portal.features.accounts.session import viewer_here
from portal.features.authoring import posting, queries, rules
from portal.features.authoring.admin.publishing import say_done
from portal.features.authoring.admin.showing import changes_shown, difference_of, head_of
from portal.features.authoring.forms import ReviewForm
from portal.features.authoring.services import changes
from portal.features.authoring.services.checking import complaints_of
from portal.foundation.errors import Conflict, Forbidden, Invalid
from portal.foundation.transaction import transaction
from portal.web.forms import text_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
from portal.features.authoring.admin import REVIEWERS, blueprint


@blueprint.get("/changes/")
@REVIEWERS
def list_changes() -> ResponseReturnValue:
    """Show what waits for a review, and what is planned."""
    found = queries.list_changes(*rules.WAITING)
    shown = changes_shown(change for change, _ in found)
    titles = {row.slug: row.title for row in queries.list_rows()}
    rows = [row | {"title": titles.get(page.slug, page.slug)} for row, (_, page) in zip(shown, found, strict=True)]
    return render_template(
        "authoring/changes.html",
        reviews=[row for row in rows if row["state"] == rules.REVIEW],
        planned=[row for row in rows if row["state"] != rules.REVIEW],
    )


@blueprint.get("/changes/<int:change_id>")
@REVIEWERS
def show_change(change_id: int) -> ResponseReturnValue:
    """Show what somebody asks for, beside what readers see now."""
    return change_view(change_id, ReviewForm())


def change_view(change_id: int, form: ReviewForm, *, problem: str = "") -> str:
    """Return the page on a change, with its difference and the reviewer's answers."""
    change, page = queries.get_change(change_id)
    live = queries.live_content(page)
    is_text = change.deed == rules.PUBLISH
    return render_template(
        "authoring/change.html",
        head=head_of(page),
        change=changes_shown([change])[0],
        form=form,
        problem=problem,
        may_decide=change.state == rules.REVIEW and changes.may_review(change, viewer_here().account_id),
        may_take_back=change.state in rules.WAITING and viewer_here().may(permissions.TOOLKIT_EDIT),
        is_behind=page.revision_number != change.based_on and change.state in rules.WAITING,
        complaints=complaints_of(page.slug, change.content, position=page.position) if is_text else (),
        **(difference_of(live, change.content) if is_text else {"facts": [], "parts": ()}),
    )


@blueprint.post("/changes/<int:change_id>")
@REVIEWERS
def decide(change_id: int) -> ResponseReturnValue:
    """Approve what somebody else asked for, or send it back with words."""
    form, reviewer_id = ReviewForm(), viewer_here().account_id
    if not form.validate_on_submit():
        return change_view(change_id, form), 422
    try:
        with transaction():
            if request.form.get("do") == "approve":
                change = changes.approve(change_id, reviewer_id=reviewer_id)
            else:
                change = changes.send_back(change_id, words=text_of(form.words), reviewer_id=reviewer_id)
            posting.tell_author(change)
    except Invalid as refusal:
        form.words.errors = [refusal.sentence]
        return change_view(change_id, form), 422
    except (Conflict, Forbidden) as refusal:
        code = 403 if isinstance(refusal, Forbidden) else 409
        return change_view(change_id, form, problem=refusal.sentence), code
    if change.state == rules.SENT_BACK:
        flash("It is sent back, with your words. The draft is as it was.", "success")
    else:
        say_done(change)
    return redirect(url_for(".list_changes"), code=303)
