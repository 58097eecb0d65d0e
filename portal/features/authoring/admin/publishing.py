"""Publishing a draft and withdrawing a page: now or at a moment, after a review where it needs one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from portal.features.accounts.session import viewer_here
from portal.features.authoring import posting, queries, rules
from portal.features.authoring.admin.overview import page_view
from portal.features.authoring.admin.showing import draft_shown, head_of, say_done
from portal.features.authoring.forms import BringBackForm, PublishForm, WithdrawForm
from portal.features.authoring.queries.links import leading_to
from portal.features.authoring.services import asking, drafts
from portal.features.toolkits.rules import needs_second_person
from portal.foundation.clock import now
from portal.foundation.errors import Conflict, Invalid, NotFound
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from portal.features.toolkits.models import Page
from portal.features.authoring.admin import WRITERS, blueprint


@blueprint.get("/pages/<slug>/publish")
@WRITERS
def ask_publish(slug: str) -> ResponseReturnValue:
    """Show what readers will see otherwise, and ask why and when."""
    page = queries.find_page(slug)
    draft = queries.find_draft(page.id)
    if draft is None:
        raise NotFound("There is no draft of this page to publish.")
    form = PublishForm()
    form.stamp.data = queries.stamp_of(page, draft)
    return publish_view(page, form)


def publish_view(page: Page, form: PublishForm, *, problem: str = "") -> str:
    """Return the page that asks before a draft is published."""
    draft = queries.find_draft(page.id)
    if draft is None:
        raise Conflict("The draft is gone: it was published or thrown away meanwhile.")
    shown = draft_shown(page, draft)
    needs_review = needs_second_person(is_on=settings_here().review_before_publish, is_small=shown["is_correction"])
    return render_template(
        "authoring/publish.html",
        head=head_of(page),
        draft=shown,
        form=form,
        needs_review=needs_review,
        problem=problem,
        waits=any(change.deed == rules.PUBLISH for change in queries.list_waiting(page.id)),
    )


@blueprint.post("/pages/<slug>/publish")
@WRITERS
def publish(slug: str) -> ResponseReturnValue:
    """Publish the draft that was looked at, plan that, or ask for its review."""
    page, form = queries.find_page(slug), PublishForm()
    due_at = due_in(form) if form.validate_on_submit() else None
    if form.errors:
        return publish_view(page, form), 422
    try:
        with transaction():
            change = asking.ask_to_publish(
                slug,
                stamp=text_of(form.stamp),
                note=text_of(form.note),
                due_at=due_at,
                author_id=viewer_here().account_id,
                with_review=settings_here().review_before_publish,
            )
    except drafts.Stale as refusal:
        page = queries.find_page(slug)
        form.stamp.data = queries.stamp_of(page, queries.find_draft(page.id))
        return publish_view(page, form, problem=refusal.sentence), 409
    except (Conflict, Invalid) as refusal:
        return publish_view(queries.find_page(slug), form, problem=refusal.sentence), 422
    say_done(change)
    return redirect(url_for(".show_page", slug=slug), code=303)


def due_in(form: PublishForm) -> datetime | None:
    """Return the moment a form names, none for now; a faulty one is told at its field."""
    day, clock = form.day.data, form.clock.data
    if day is None and clock is None:
        return None
    if day is None or clock is None:
        missing = form.day if day is None else form.clock
        missing.errors = ["Give a day and a time, or neither."]
        return None
    try:
        due_at, remark = rules.future_moment(day, clock, at=now())
    except Invalid as refusal:
        form.clock.errors = [refusal.sentence]
        return None
    if remark:
        flash(remark, "info")
    return due_at


@blueprint.get("/pages/<slug>/withdraw")
@WRITERS
def ask_withdraw(slug: str) -> ResponseReturnValue:
    """Ask why and when a page is to be withdrawn."""
    return withdraw_view(queries.find_page(slug), WithdrawForm())


def withdraw_view(page: Page, form: WithdrawForm, *, problem: str = "") -> str:
    """Return the page that asks before a page is withdrawn."""
    return render_template(
        "authoring/withdraw.html",
        head=head_of(page),
        leading=leading_to(page.slug),
        form=form,
        problem=problem,
        needs_review=settings_here().review_before_publish,
    )


@blueprint.post("/pages/<slug>/withdraw")
@WRITERS
def withdraw(slug: str) -> ResponseReturnValue:
    """Withdraw a page, now or at a moment, or ask for that."""
    page, form = queries.find_page(slug), WithdrawForm()
    is_at_once = request.form.get("do") == "at-once"
    due_at = due_in(form) if form.validate_on_submit() else None
    if form.errors:
        return withdraw_view(page, form), 422
    try:
        with transaction():
            change = asking.ask_to_withdraw(
                slug,
                note=text_of(form.note),
                due_at=due_at,
                author_id=viewer_here().account_id,
                with_review=settings_here().review_before_publish,
                is_at_once=is_at_once,
            )
            if is_at_once:
                posting.tell_of_withdrawal(change)
    except Invalid as refusal:
        form.day.errors = [refusal.sentence]
        return withdraw_view(queries.find_page(slug), form), 422
    except Conflict as refusal:
        return withdraw_view(queries.find_page(slug), form, problem=refusal.sentence), 409
    say_done(change)
    return redirect(url_for(".show_page", slug=slug), code=303)


@blueprint.post("/pages/<slug>/bring-back")
@WRITERS
def bring_back(slug: str) -> ResponseReturnValue:
    """Let readers have a page again, or ask for that."""
    page, form = queries.find_page(slug), BringBackForm()
    if not form.validate_on_submit():
        return page_view(page, form), 422
    with transaction():
        change = asking.ask_to_bring_back(
            slug,
            note=text_of(form.note),
            author_id=viewer_here().account_id,
            with_review=settings_here().review_before_publish,
        )
    say_done(change)
    return redirect(url_for(".show_page", slug=slug), code=303)
