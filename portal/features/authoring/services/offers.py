"""What a pack ships for a page that is kept as it is here: taken, or left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.authoring import queries
from portal.features.toolkits import services as toolkits
from portal.features.toolkits.rules import FROM_PACK
from portal.foundation.database import db
from portal.foundation.errors import Conflict
from portal.infrastructure.audit.log import record

if TYPE_CHECKING:
    from portal.features.toolkits.models import PackOffer, Page


def offered(slug: str, digest: str) -> tuple[Page, PackOffer]:
    """Return a page with what its pack offers, if that is what somebody looked at."""
    page = queries.find_page(slug)
    offer = queries.find_offer(page.id)
    if offer is None or offer.digest != digest:
        raise Conflict("The pack's text is not the one you looked at. Look at it again.")
    return page, offer


def take_offer(slug: str, *, digest: str, actor_id: int) -> None:
    """Let a page say what the pack ships; later packs change it again."""
    page, offer = offered(slug, digest)
    content = offer.content
    toolkits.publish(
        page, title=content["title"], summary=content["summary"], kind=content["kind"], facts=content["facts"],
        body=content["body"], note="Took the text of the pack", author_id=actor_id, source=FROM_PACK,
    )  # fmt: skip
    db.session.delete(offer)
    record("pack's text taken", subject=f"page {slug}", actor_id=actor_id)


def leave_offer(slug: str, *, digest: str, actor_id: int) -> None:
    """Keep a page as it is here; the pack's text is offered again only when it changes."""
    _, offer = offered(slug, digest)
    db.session.delete(offer)
    record("pack's text left", subject=f"page {slug}", actor_id=actor_id)
