"""The films of the series."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.features.toolkits.models import Video
from portal.features.toolkits.queries.links import list_pages_of
from portal.foundation.database import db
from portal.infrastructure.epoch import kept_per_epoch


@kept_per_epoch
def list_videos() -> tuple[dict[str, Any], ...]:
    """Return the films in order."""
    return tuple(
        {
            "key": row.key,
            "title": row.title,
            "summary": row.summary,
            "voices": row.voices,
            "minutes": row.minutes,
            "status_label": "Ready to watch" if row.source else "In preparation",
            "source": row.source,
            "captions": row.captions,
            "transcript": row.transcript,
            "related": list_pages_of(tuple(row.related)),
        }
        for row in db.session.scalars(select(Video).order_by(Video.position))
    )
