"""The page about one page: its draft, what waits for it, what the pack offers, and the ways on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from portal.features.accounts.session import viewer_here
from portal.features.authoring import queries
from portal.features.authoring.admin.showing import changes_shown, difference_of, draft_shown, head_of
from portal.features.authoring.services import changes, drafts, offers
from portal.foundation.errors import NotFound
from portal.foundation.transaction import transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
from portal.features.authoring.admin import WRITERS, blueprint


@blueprint.get("/pages/<slug>/")
@WRITERS
def show_page(slug: str) -> ResponseReturnValue:
    """Show how a page stands."""
    page, viewer = queries.find_page(slug), viewer_here()
    draft, sent_back = queries.find_draft(page.id), queries.find_sent_back(page.id)
    typing = queries.find_typing(page.id, viewer.account_id)
    return render_template(
        "authoring/page.html",
        head=head_of(page),
        draft=draft_shown(page, draft) if draft else None,
        waiting=changes_shown(queries.list_waiting(page.id)),
        sent_back=changes_shown([sent_back])[0] if sent_back and draft else None,
        others=queries.list_others(page.id, viewer.account_id),
        typed_at=typing.typed_at if typing and typing.content else None,
        copy_key=f"page:{slug}:{viewer.account_id}",
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
        came_at=offer.came_at,
        **difference_of(queries.live_content(page), offer.content),
    )


@blueprint.post("/pages/<slug>/pack")
@WRITERS
def answer_offer(slug: str) -> ResponseReturnValue:
    """Take the pack's text, or keep the page's own."""
    does = offers.take_offer if request.form.get("do") == "take" else offers.leave_offer
    with transaction():
        does(slug, digest=request.form.get("digest", ""), actor_id=viewer_here().account_id)
    said = "The page says what the pack ships." if does is offers.take_offer else "The page stays as it is here."
    flash(said, "success")
    return redirect(url_for(".show_page", slug=slug), code=303)
