"""What waits: for a review, and for its moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for

from portal.features.accounts import permissions
from portal.features.accounts.queries import names_of
from portal.features.accounts.session import viewer_here
from portal.features.authoring import posting, queries, rules
from portal.features.authoring.admin.showing import changes_shown, difference_of, head_of, say_done
from portal.features.authoring.forms import ReviewForm
from portal.features.authoring.queries.links import leading_to
from portal.features.authoring.services import changes
from portal.features.authoring.services.checking import complaints_of
from portal.features.authoring.services.waiting import sentence_of, title_of
from portal.foundation.errors import Conflict, Forbidden, Invalid
from portal.foundation.transaction import transaction
from portal.plugin_host.host import get_host
from portal.web.forms import text_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.authoring.models import PageChange
from portal.features.authoring.admin import REVIEWERS, blueprint


@blueprint.get("/changes/")
@REVIEWERS
def list_changes() -> ResponseReturnValue:
    """Show what waits for a review, and what is planned."""
    waiting = [one for group in get_host().manager.hook.portal_waiting() for one in group]
    names, viewer_id = names_of({one.asked_by_id for one in waiting}), viewer_here().account_id
    reviews = [
        {
            "title": one.title,
            "what": one.what,
            "note": one.note,
            "url": url_for(one.endpoint, **one.values),
            "author": names.get(one.asked_by_id, ""),
            "asked_at": one.asked_at,
            "due_at": one.due_at,
            "is_mine": viewer_id in one.hands,
            "is_held": False,
        }
        for one in sorted(waiting, key=lambda one: one.asked_at)
    ]
    return render_template("authoring/changes.html", reviews=reviews, planned=planned_shown())


def planned_shown() -> list[dict[str, Any]]:
    """Return what waits for its moment, or is held back, as the list shows it."""
    found = queries.list_changes(rules.PLANNED, rules.HELD)
    shown = changes_shown(change for change, _ in found)
    return [
        row | {
            "title": title_of(change, page),
            "what": sentence_of(change.deed),
            "url": url_for(".show_change", change_id=change.id),
            "is_held": change.state == rules.HELD,
        }
        for row, (change, page) in zip(shown, found, strict=True)
    ]  # fmt: skip


@blueprint.get("/changes/<int:change_id>")
@REVIEWERS
def show_change(change_id: int) -> ResponseReturnValue:
    """Show what somebody asks for, beside what readers see now."""
    return change_view(change_id, ReviewForm())


def change_view(change_id: int, form: ReviewForm, *, problem: str = "") -> str:
    """Return the page on a change, with its difference and the reviewer's answers."""
    change, page = queries.get_change(change_id)
    live, base = queries.live_content(page), queries.last_reviewed(page)
    is_text = change.deed in rules.WITH_A_TEXT
    has_drifted = base is not None and base.number != page.revision_number
    before = base.content if base and has_drifted else live
    return render_template(
        "authoring/change.html",
        head=head_of(page),
        change=changes_shown([change])[0],
        form=form,
        problem=problem,
        may_decide=change.state == rules.REVIEW and viewer_here().account_id not in changes.hands_on(change),
        may_take_back=may_take_back(change),
        is_behind=is_text and page.revision_number != change.based_on and change.state in rules.WAITING,
        leading=leading_to(page.slug) if change.deed == rules.WITHDRAW else (),
        since=base.number if base and has_drifted else None,
        complaints=complaints_of(page.slug, change.content, position=page.position) if is_text else (),
        **(difference_of(before, change.content) if is_text else {"facts": [], "parts": ()}),
    )


def may_take_back(change: PageChange) -> bool:
    """Say whether the viewer may let nothing come of what waits."""
    is_open = change.state != rules.REVIEW or viewer_here().account_id in changes.hands_on(change)
    return change.state in rules.WAITING and is_open and viewer_here().may(permissions.TOOLKIT_EDIT)


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
