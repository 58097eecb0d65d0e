"""What a pack ships for a page that is kept as it is here: looked at, or left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from portal.features.authoring import queries
from portal.features.toolkits.models import PackOffer
from portal.foundation.database import db
from portal.foundation.errors import Conflict
from portal.infrastructure.audit.log import record

if TYPE_CHECKING:
    from portal.features.toolkits.models import Page


def offered(slug: str, digest: str) -> tuple[Page, PackOffer]:
    """Return a page with what its pack offers, if that is what somebody looked at."""
    page = queries.find_page(slug)
    offer = queries.find_offer(page.id)
    if offer is None or offer.digest != digest:
        raise Conflict("The pack's text is not the one you looked at. Look at it again.")
    return page, offer


def drop_offer(page_id: int) -> None:
    """Offer what a pack ships no longer: the page says it, or is kept as it is."""
    db.session.execute(delete(PackOffer).where(PackOffer.page_id == page_id))


def leave_offer(slug: str, *, digest: str, actor_id: int) -> None:
    """Keep a page as it is here; the pack's text is offered again only when it changes."""
    page, _ = offered(slug, digest)
    drop_offer(page.id)
    record("pack's text left", subject=f"page {slug}", actor_id=actor_id)
