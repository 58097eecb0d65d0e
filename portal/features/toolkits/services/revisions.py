"""Let a page say something new, by the hand of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.features.toolkits import queries, rules
from portal.features.toolkits.models import PageRevision
from portal.features.toolkits.services.days import take_days
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.infrastructure.epoch import advance_epoch
from portal.infrastructure.markup.markdown import render

if TYPE_CHECKING:
    from portal.features.toolkits.models import Page
    from portal.infrastructure.markup.markdown import Rendered


def publish(
    page: Page,
    *,
    title: str,
    summary: str,
    kind: str,
    facts: dict[str, Any],
    body: str,
    note: str,
    author_id: int | None,
    source: str = rules.FROM_SITE,
) -> PageRevision:
    """Let a page say this from now on, as its next version, inside the transaction around the call.

    A page that was withdrawn is back with it. What is given has been looked at before: nothing is refused here.
    """
    rendered = render(body, pages=queries.page_addresses(), pictures=queries.picture_library())
    page.revision_number += 1
    revision = PageRevision(
        page_id=page.id,
        number=page.revision_number,
        source=source,
        title=title,
        summary=summary,
        kind=kind,
        facts=facts,
        body=body,
        html=rendered.html,
        headings=headings_as_stored(rendered),
        terms=list(rendered.terms),
        created_at=now(),
        author_id=author_id,
        note=note,
    )
    db.session.add(revision)
    page.withdrawn_at, page.is_withdrawn_here = None, False
    take_days(page, facts, by_hand=source == rules.FROM_SITE)
    db.session.flush()
    advance_epoch()
    return revision


def headings_as_stored(rendered: Rendered) -> dict[str, list[dict[str, str]]]:
    """Return a text's headings as a revision keeps them."""
    return {"list": [{"id": heading.id, "text": heading.text} for heading in rendered.headings]}
