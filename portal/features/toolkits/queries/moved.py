"""Addresses the toolkit had before."""

from __future__ import annotations

from sqlalchemy import select

from portal.features.toolkits.models import OldAddress
from portal.features.toolkits.queries.links import pages_by_slug
from portal.foundation.database import db
from portal.infrastructure.epoch import kept_per_epoch


@kept_per_epoch
def old_addresses() -> dict[str, str]:
    """Return where each old address leads now."""
    known = pages_by_slug()
    rows = db.session.execute(select(OldAddress.path, OldAddress.page_slug))
    return {path: known[slug].url for path, slug in rows if slug in known}
