"""A page as readers would see it, with a line that says which state of it this is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request
from markupsafe import Markup

from portal.features.accounts.queries import names_of
from portal.features.accounts.session import viewer_here
from portal.features.authoring import queries, rules
from portal.features.authoring.admin.showing import head_of
from portal.features.authoring.services.hints import hints_in
from portal.features.toolkits.queries import page_addresses, picture_library, with_terms
from portal.foundation.errors import NotFound
from portal.infrastructure.markup.markdown import render
from portal.web.templating import moment_long

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from portal.features.authoring.rules import Content
    from portal.features.toolkits.models import Page
from portal.features.authoring.admin import WRITERS, blueprint


@blueprint.get("/pages/<slug>/preview")
@WRITERS
def preview_page(slug: str) -> ResponseReturnValue:
    """Show what its author typed, the draft, what is planned, or a version, as readers would see it."""
    page = queries.find_page(slug)
    asked = request.args.get("of", "draft")
    found = find_state(page, asked)
    if found is None:
        raise NotFound
    state, content = found
    return preview(page, state, content, asked)


def find_state(page: Page, asked: str) -> tuple[str, Content] | None:
    """Return in words which state of a page is asked for, and what it says; None where there is none."""
    find = STATES.get(asked)
    return find(page) if find else find_version(page, asked)


def find_mine(page: Page) -> tuple[str, Content] | None:
    """Return what its reader typed and did not save."""
    typing = queries.find_typing(page.id, viewer_here().account_id)
    at = typing.typed_at if typing and typing.content else None
    return (f"What you typed on {moment_long(at)}. It is not saved yet.", typing.content) if typing and at else None


def find_saved(page: Page) -> tuple[str, Content] | None:
    """Return the draft."""
    draft = queries.find_draft(page.id)
    if draft is None:
        return None
    author = names_of([draft.author_id]).get(draft.author_id, "")
    return f"The draft, saved by {author} on {moment_long(draft.saved_at)}. Readers do not see it.", draft.content


def find_planned(page: Page) -> tuple[str, Content] | None:
    """Return what waits to be published."""
    change = next((one for one in queries.list_waiting(page.id) if one.deed == rules.PUBLISH), None)
    when = f"planned for {moment_long(change.due_at)}" if change and change.due_at else "waiting for its review"
    return (f"The version {when}. Readers do not see it yet.", change.content) if change else None


def find_live(page: Page) -> tuple[str, Content] | None:
    """Return what readers see."""
    live = None if page.withdrawn_at else queries.live_content(page)
    return (f"Version {page.revision_number}, which readers see now.", live) if live else None


def find_shipped(page: Page) -> tuple[str, Content] | None:
    """Return what the pack ships for a page that is kept as it is here."""
    offer = queries.find_offer(page.id)
    return ("What the pack ships. Readers do not see it.", offer.content) if offer else None


STATES: dict[str, Callable[[Page], tuple[str, Content] | None]] = {
    "mine": find_mine,
    "draft": find_saved,
    "planned": find_planned,
    "live": find_live,
    "pack": find_shipped,
}


def find_version(page: Page, asked: str) -> tuple[str, Content] | None:
    """Return a version by its number."""
    if not asked.isdecimal() or len(asked) > 9:  # noqa: PLR2004 - no page has so many
        return None
    revision = queries.get_version(page.id, int(asked))
    return f"Version {revision.number} of {moment_long(revision.created_at)}.", queries.content_of(revision)


def preview(page: Page, state: str, content: Content, asked: str) -> str:
    """Return the page that shows a content as readers would see it."""
    rendered = render(content["body"], pages=page_addresses(), pictures=picture_library())
    shown = ((label, rules.shown(key, rules.value_of(content, key))) for key, label in rules.LABELS.items())
    return render_template(
        "authoring/preview.html",
        head=head_of(page),
        state=state,
        asked=asked,
        title=content["title"],
        summary=content["summary"],
        language=content["facts"].get("language") or "en",
        hints=hints_in(content),
        html=with_terms(rendered.html, rendered.terms) if rendered.html else Markup(""),
        facts=[(label, value) for label, value in shown if value and label not in {"Title", "Summary"}],
    )
