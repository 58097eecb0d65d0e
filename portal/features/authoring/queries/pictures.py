"""Where the pictures of the library are used."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import String, cast, select

from portal.features.authoring import rules
from portal.features.authoring.models import PageChange, PageDraft, PageTyping
from portal.features.toolkits.models import Page, PageRevision, Picture
from portal.foundation.database import db

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMED = re.compile(r"\(\s*<?picture:([a-z0-9]+)")
LIVE, WRITTEN = "shown to readers", "in a draft"


@dataclass(frozen=True, slots=True)
class Use:
    """A page that shows a picture, and whether readers see it there."""

    slug: str
    title: str
    where: str


def find_twin(digest: str) -> Picture | None:
    """Return the picture of the library that is the same to the last point."""
    return db.session.scalar(select(Picture).where(Picture.digest == digest))


def all_uses() -> dict[str, tuple[Use, ...]]:
    """Return where each picture is used, by its key."""
    found: dict[str, dict[Use, None]] = defaultdict(dict)
    for use, body in texts_with_pictures():
        for key in NAMED.findall(body):
            found[key][use] = None
    return {key: tuple(uses) for key, uses in found.items()}


def uses_of(key: str) -> tuple[Use, ...]:
    """Return where a picture is used."""
    return all_uses().get(key, ())


def texts_with_pictures() -> Iterator[tuple[Use, str]]:
    """Give the texts that show pictures: what readers see, what is being written, and what waits to be published."""
    shown = select(Page.slug, PageRevision.title, PageRevision.body).join(Page.revision)
    for slug, title, body in db.session.execute(shown.where(PageRevision.body.contains("picture:"))):
        yield Use(slug, title, LIVE), body
    for model in (PageDraft, PageTyping, PageChange):
        written = select(Page.slug, model.content).join(Page, Page.id == model.page_id)
        written = written.where(cast(model.content, String).contains("picture:"))
        if model is PageChange:
            written = written.where(PageChange.state.in_(rules.WAITING))
        for slug, content in db.session.execute(written):
            yield Use(slug, content.get("title") or slug, WRITTEN), content.get("body") or ""
