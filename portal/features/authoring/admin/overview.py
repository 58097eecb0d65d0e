"""The page about one page: its draft, what waits for it, what the pack offers, and the ways on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from portal.features.accounts.session import viewer_here
from portal.features.authoring import posting, queries, rules
from portal.features.authoring.admin.showing import changes_shown, difference_of, draft_shown, head_of, say_done
from portal.features.authoring.forms import BringBackForm
from portal.features.authoring.services import asking, changes, drafts, offers
from portal.foundation.errors import NotFound
from portal.foundation.transaction import transaction
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.toolkits.models import Page
from portal.features.authoring.admin import WRITERS, blueprint


@blueprint.get("/pages/<slug>/")
@WRITERS
def show_page(slug: str) -> ResponseReturnValue:
    """Show how a page stands."""
    return page_view(queries.find_page(slug), BringBackForm())


def page_view(page: Page, form: BringBackForm) -> str:
    """Return the page about a page."""
    viewer = viewer_here()
    waiting = queries.list_waiting(page.id)
    draft, sent_back = queries.find_draft(page.id), queries.find_sent_back(page.id)
    typing = queries.find_typing(page.id, viewer.account_id)
    return render_template(
        "authoring/page.html",
        head=head_of(page),
        draft=draft_shown(page, draft) if draft else None,
        waiting=changes_shown(waiting),
        is_asked=any(change.deed == rules.PUBLISH for change in waiting),
        asked_deeds={change.deed for change in waiting},
        in_review=any((change.deed, change.state) == (rules.PUBLISH, rules.REVIEW) for change in waiting),
        sent_back=changes_shown([sent_back])[0] if sent_back and draft else None,
        others=queries.list_others(page.id, viewer.account_id),
        typed_at=typing.typed_at if typing and typing.content else None,
        copy_key=f"page:{page.slug}:{viewer.account_id}",
        form=form,
        needs_review=settings_here().review_before_publish,
    )


@blueprint.post("/pages/<slug>/draft/discard")
@WRITERS
def discard_draft(slug: str) -> ResponseReturnValue:
    """Throw the draft away."""
    with transaction():
        drafts.discard_draft(slug, actor_id=viewer_here().account_id)
    flash("The draft is gone. Readers saw none of it.", "success")
    return redirect(url_for(".show_page", slug=slug), code=303)


@blueprint.post("/changes/<int:change_id>/take-back")
@WRITERS
def take_back(change_id: int) -> ResponseReturnValue:
    """Let nothing come of what waits."""
    with transaction():
        change = changes.take_back(change_id, actor_id=viewer_here().account_id)
        _, page = queries.get_change(change.id)
        if change.author_id != viewer_here().account_id:
            posting.tell_author(change)
    flash("It is taken back. Nothing has changed for readers.", "success")
    return redirect(url_for(".show_page", slug=page.slug), code=303)


@blueprint.get("/pages/<slug>/pack")
@WRITERS
def show_offer(slug: str) -> ResponseReturnValue:
    """Show what the pack ships for a page that is kept as it is here."""
    page = queries.find_page(slug)
    offer = queries.find_offer(page.id)
    if offer is None:
        raise NotFound
    return render_template(
        "authoring/offer.html",
        head=head_of(page),
        digest=offer.digest,
        needs_review=settings_here().review_before_publish,
        came_at=offer.came_at,
        **difference_of(queries.live_content(page), offer.content),
    )


@blueprint.post("/pages/<slug>/pack")
@WRITERS
def answer_offer(slug: str) -> ResponseReturnValue:
    """Take the pack's text, or keep the page's own."""
    digest, actor_id = request.form.get("digest", ""), viewer_here().account_id
    if request.form.get("do") == "take":
        with_review = settings_here().review_before_publish
        with transaction():
            change = asking.ask_for_pack(slug, digest=digest, author_id=actor_id, with_review=with_review)
        say_done(change)
    else:
        with transaction():
            offers.leave_offer(slug, digest=digest, actor_id=actor_id)
        flash("The page stays as it is here.", "success")
    return redirect(url_for(".show_page", slug=slug), code=303)
