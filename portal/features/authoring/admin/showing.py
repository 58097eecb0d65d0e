"""What every page about one page shows: its name, how it stands, and the ways on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, url_for

from portal.features.accounts.queries import names_of
from portal.features.accounts.session import viewer_here
from portal.features.authoring import queries, rules
from portal.features.authoring.services.checking import complaints_of, is_correction
from portal.features.authoring.services.places import section_of
from portal.features.toolkits.rules import KINDS, page_address
from portal.foundation.differences import differences
from portal.web.templating import moment_long

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.features.authoring.models import PageChange, PageDraft
    from portal.features.authoring.rules import Content
    from portal.features.toolkits.models import Page

TONES = {
    rules.LIVE: "good",
    rules.WITHDRAWN: "bad",
    rules.HELD: "bad",
    rules.OFFERED: "caution",
    rules.REVIEW: "caution",
}

DONE_TO_IT = {
    rules.PUBLISH: "published",
    rules.WITHDRAW: "withdrawn",
    rules.BRING_BACK: "back, as it was",
    rules.TAKE_PACK: "what the pack ships",
}


def head_of(page: Page) -> dict[str, Any]:
    """Return what stands at the head of every page about a page."""
    draft, waiting = queries.find_draft(page.id), queries.list_waiting(page.id)
    live, section = queries.live_content(page), section_of(page)
    content = draft.content if draft else live
    kind = content["kind"] if content else ""
    offer = queries.find_offer(page.id)
    states = queries.states_of(
        page, [change.state for change in waiting], has_draft=draft is not None, has_offer=offer is not None
    )
    return {
        "slug": page.slug,
        "title": (content["title"] if content else "") or page.slug,
        "kind_label": KINDS.get(kind, ""),
        "section_label": section.label,
        "address": page_address(section.slug, page.address or page.slug, kind),
        "states": [(rules.STATES[state], TONES.get(state, "plain")) for state in states],
        "version": page.revision_number,
        "is_live": page.revision_number > 0 and page.withdrawn_at is None,
        "is_withdrawn": page.withdrawn_at is not None,
        "is_landing": page.slug == section.slug,
        "has_offer": offer is not None,
        "url": url_for("authoring.show_page", slug=page.slug),
    }


def draft_shown(page: Page, draft: PageDraft) -> dict[str, Any]:
    """Return a page's draft with its difference from what readers see, and what has to be put right in it."""
    live = queries.live_content(page)
    return {
        "number": draft.number,
        "saved_at": draft.saved_at,
        "author": names_of([draft.author_id]).get(draft.author_id, ""),
        "is_behind": draft.based_on != page.revision_number,
        "facts": rules.changed_facts(live, draft.content),
        "parts": differences(live["body"] if live else "", draft.content["body"]),
        "complaints": complaints_of(page.slug, draft.content, position=page.position),
        "is_correction": is_correction(page, draft.content),
        "adds_up": live is not None and rules.is_correction(live, draft.content),
    }


def difference_of(before: Content | None, after: Content) -> dict[str, Any]:
    """Return how one content became another."""
    return {
        "facts": rules.changed_facts(before, after),
        "parts": differences(before["body"] if before else "", after["body"]),
    }


def changes_shown(changes: Iterable[PageChange]) -> list[dict[str, Any]]:
    """Return changes as lists show them."""
    rows = list(changes)
    names = names_of({row.author_id for row in rows} | {row.decided_by_id for row in rows})
    return [
        {
            "id": row.id,
            "deed": row.deed,
            "words_of_deed": rules.DEEDS[row.deed],
            "state": row.state,
            "state_label": rules.STATES.get(row.state, row.state.capitalize()),
            "author": names.get(row.author_id, ""),
            "is_mine": row.author_id == viewer_here().account_id,
            "asked_at": row.asked_at,
            "due_at": row.due_at,
            "note": row.note,
            "words": row.words,
            "decider": names.get(row.decided_by_id, ""),
        }
        for row in rows
    ]


def say_done(change: PageChange) -> None:
    """Tell what became of what was asked for."""
    deed = DONE_TO_IT[change.deed]
    if change.state == rules.REVIEW:
        flash("It waits for somebody else's yes, and you get a mail. Until then readers see no difference.", "success")
    elif change.state == rules.PLANNED and change.due_at:
        flash(f"It is planned: the page will be {deed} on {moment_long(change.due_at)}, California time.", "success")
    elif change.state == rules.HELD:
        flash(change.words, "warning")
    else:
        flash(f"The page is {deed}.", "success")
