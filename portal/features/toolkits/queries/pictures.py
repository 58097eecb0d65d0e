"""The picture library."""

from __future__ import annotations

from sqlalchemy import select

from portal.features.toolkits.models import Picture
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.infrastructure.epoch import kept_per_epoch
from portal.infrastructure.markup.pictures import Shown


def list_pictures() -> tuple[Picture, ...]:
    """Return every picture, the newest first."""
    return tuple(db.session.scalars(select(Picture).order_by(Picture.added_at.desc(), Picture.id.desc())))


def find_picture(key: str) -> Picture:
    """Return a picture, or refuse."""
    found = db.session.scalar(select(Picture).where(Picture.key == key))
    if found is None:
        raise NotFound("There is no such picture.")
    return found


@kept_per_epoch
def picture_library() -> dict[str, Shown]:
    """Return every picture by its key as a text shows it."""
    return {
        picture.key: Shown(picture_address(picture), picture.width, picture.height, picture.alternative)
        for picture in list_pictures()
    }


def picture_address(picture: Picture) -> str:
    """Return a picture's address."""
    return f"/pictures/{picture.key}.{picture.kind}"
