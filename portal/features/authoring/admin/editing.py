"""The form in which a page is written, and what is kept of it while somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import generate_csrf

from portal.features.accounts.session import viewer_here
from portal.features.authoring import queries, rules
from portal.features.authoring.admin.showing import difference_of, head_of
from portal.features.authoring.forms import content_in, form_of, offer_landing
from portal.features.authoring.services import drafts
from portal.features.authoring.services.checking import refuse_unstorable
from portal.features.authoring.services.hints import hints_in
from portal.features.toolkits.models import in_a_year
from portal.foundation.clock import today
from portal.foundation.transaction import transaction
from portal.infrastructure.markup.cleaning import clean
from portal.web.forms import text_of
from portal.web.security import takes_uploads
from portal.web.templating import time_of_day

if TYPE_CHECKING:
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from portal.features.authoring.forms import PageForm
    from portal.features.authoring.rules import Content
    from portal.features.authoring.services.hints import Hint
    from portal.features.toolkits.models import Page
from portal.features.authoring.admin import WRITERS, blueprint

LARGEST_FORM = 4 * 1024 * 1024
TOO_LARGE = "That is far more than a page can hold. Go back: your text is still in the form there. Divide it."
MOST_TOLD = 5  # what is told goes to the next page in the cookie, which holds little
UNREADABLE = 422
STALE = 409
OVERFULL = 413


@blueprint.get("/pages/<slug>/edit")
@WRITERS
def edit_page(slug: str) -> ResponseReturnValue:
    """Show the form, with what its reader typed and did not save, else the draft, else what readers see."""
    page, viewer = queries.find_page(slug), viewer_here()
    draft = queries.find_draft(page.id)
    stamp = queries.stamp_of(page, draft)
    typing = queries.find_typing(page.id, viewer.account_id)
    if not viewer.viewed_as:
        with transaction():
            drafts.note_open(page.id, viewer.account_id, stamp=stamp)
    if typing and typing.content:
        form = form_of(typing.content, stamp=typing.stamp)
        return edit_view(page, form, typed_at=typing.typed_at)
    content = draft.content if draft else queries.live_content(page)
    return edit_view(page, form_of(content or empty_content(), stamp=stamp))


def empty_content() -> Content:
    """Return a page that says nothing yet; whoever begins it looks at it today, and somebody again in a year."""
    days = {"last_checked": today().isoformat(), "next_check": in_a_year().isoformat()}
    return {"title": "", "summary": "", "kind": "page", "facts": queries.EMPTY_FACTS | days, "body": ""}


def edit_view(page: Page, form: PageForm, **shown: Any) -> str:
    """Return the page with the form."""
    viewer = viewer_here()
    head = head_of(page)
    offer_landing(form, is_landing=head["is_landing"])
    hints = hints_in(content_in(form))
    defaults = {"typed_at": None, "theirs": None, "problem": "", "is_typed": False}
    return render_template(
        "authoring/edit.html",
        head=head,
        form=form,
        others=queries.list_others(page.id, viewer.account_id),
        hints=hints,
        copy_key=f"page:{page.slug}:{viewer.account_id}",
        **(defaults | shown),
    )


@blueprint.post("/pages/<slug>/edit")
@WRITERS
@takes_uploads(LARGEST_FORM, TOO_LARGE, as_text=True)
def save_page(slug: str) -> ResponseReturnValue:
    """Save the draft, or show the form again: with what is wrong, or with what somebody else saved meanwhile."""
    page, form = queries.find_page(slug), form_of()
    offer_landing(form, is_landing=head_of(page)["is_landing"])
    is_valid, content = form.validate_on_submit(), content_in(form)
    if problem := refuse_unstorable(content):
        return edit_view(page, form, problem=problem, is_typed=True), OVERFULL if "Divide" in problem else UNREADABLE
    if not is_valid:
        return edit_view(page, form, is_typed=True), UNREADABLE
    clean_body(content)
    viewer = viewer_here()
    if request.form.get("do") == "preview":
        with transaction():
            drafts.keep_typing(page.id, viewer.account_id, content, stamp=text_of(form.stamp))
        return redirect(url_for(".preview_page", slug=slug, of="mine"), code=303)
    try:
        with transaction():
            saved = drafts.save_draft(slug, content, stamp=text_of(form.stamp), author_id=viewer.account_id)
    except drafts.Stale:
        return stale_view(queries.find_page(slug), form, content), STALE
    flash("The draft is saved. Readers see it when it is published." if saved else "Nothing was changed.", "success")
    return redirect(url_for(".show_page", slug=slug), code=303)


def clean_body(content: Content) -> None:
    """Clean the text of a page, and tell its author what was changed in it."""
    cleaned = clean(content["body"])
    content["body"] = cleaned.text
    if cleaned.told:
        more = len(cleaned.told) - MOST_TOLD
        told = [*cleaned.told[:MOST_TOLD], f"And {more} more changes." if more > 0 else ""]
        flash(" ".join(told).strip(), "warning")


def stale_view(page: Page, form: PageForm, content: Content) -> str:
    """Return the form as it was typed, beside what somebody else saved. Sent once more, it comes after that."""
    draft = queries.find_draft(page.id)
    theirs = draft.content if draft else queries.live_content(page)
    form.stamp.data = queries.stamp_of(page, draft)
    with transaction():
        drafts.keep_typing(page.id, viewer_here().account_id, content, stamp=text_of(form.stamp))
    return edit_view(page, form, theirs=difference_of(theirs, content), is_typed=True)


@blueprint.get("/pages/<slug>/typing")
@WRITERS
def show_typing(slug: str) -> ResponseReturnValue:
    """Tell the script of an open form that it is still heard, and give it a fresh proof for its next message."""
    page, viewer = queries.find_page(slug), viewer_here()
    stamp = queries.stamp_of(page, queries.find_draft(page.id))
    if not viewer.viewed_as:
        with transaction():
            drafts.note_open(page.id, viewer.account_id, stamp=stamp)
    return answer_script(page, stamp, None)


@blueprint.post("/pages/<slug>/typing")
@WRITERS
@takes_uploads(LARGEST_FORM, TOO_LARGE, as_text=True)
def keep_typing(slug: str) -> ResponseReturnValue:
    """Keep what is being typed, for its author only."""
    page, form = queries.find_page(slug), form_of()
    offer_landing(form, is_landing=head_of(page)["is_landing"])
    form.validate()
    content = content_in(form)
    if problem := refuse_unstorable(content):
        return jsonify(problem=problem), UNREADABLE
    content, told = rules.bound_facts(content)
    with transaction():
        drafts.keep_typing(page.id, viewer_here().account_id, content, stamp=text_of(form.stamp))
        typing = queries.find_typing(page.id, viewer_here().account_id)
    return answer_script(
        page, text_of(form.stamp), typing.typed_at if typing else None, hints=hints_in(content), problem=" ".join(told)
    )


def answer_script(
    page: Page, stamp: str, kept_at: datetime | None, *, hints: tuple[Hint, ...] | None = None, problem: str = ""
) -> ResponseReturnValue:
    """Return what the script of an open form needs to know. Without hints it leaves those that are shown."""
    others = queries.list_others(page.id, viewer_here().account_id)
    return jsonify(
        kept=time_of_day(kept_at) if kept_at else "",
        problem=problem,
        others=[other.name for other in others],
        is_stale=queries.stamp_of(page, queries.find_draft(page.id)) != stamp,
        proof=generate_csrf(),
        hints=[{"kind": one.kind_label, "sentence": one.sentence, "line": one.line} for one in hints]
        if hints is not None
        else None,
    )


@blueprint.post("/pages/<slug>/typing/drop")
@WRITERS
def drop_typing(slug: str) -> ResponseReturnValue:
    """Forget what its author typed and did not save."""
    page = queries.find_page(slug)
    with transaction():
        drafts.forget_typing(page.id, viewer_here().account_id)
    flash("What you had typed is gone. The form holds what was saved.", "success")
    return redirect(url_for(".edit_page", slug=slug), code=303)
