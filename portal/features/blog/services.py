"""Make posts and feeds agree with what plugins declare, and bring in the statewide posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.blog.models import Feed, Post
from portal.features.regions.queries import list_region_ids
from portal.features.toolkits.services import TextRenderer, reconcile_texts
from portal.foundation.database import db
from portal.infrastructure.epoch import advance_epoch
from portal.plugin_host.content import Content
from portal.plugin_host.items import columns_of, new_row, write_columns
from portal.plugin_host.reconcile import reconcile
from portal.plugin_host.visibility import CORE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from portal.plugin_host import contributions
    from portal.plugin_host.declarations import Declared, Remark


def synchronise(declared: tuple[Declared, ...]) -> list[Remark]:
    """Bring the plugins' posts and feeds into the database; return what could not be done as they wished."""
    remarks = reconcile(Feed, declared, "portal_feeds", regions=list_region_ids())
    return remarks + reconcile_texts(Post, declared, "portal_posts", noun="post")


def read_statewide_posts(folder: Path) -> list[contributions.Post]:
    """Return the statewide posts of a pack's folder, or raise FaultyContent."""
    return Content(folder).posts()


def import_statewide_posts(posts: Iterable[contributions.Post]) -> int:
    """Make the statewide posts agree with the pack's; return how many there are."""
    rows = {row.key: row for row in db.session.scalars(select(Post).where(Post.plugin_id == CORE))}
    renderer, kept = TextRenderer(), set()
    for post in posts:
        columns = columns_of(post) | renderer.derive(post) | {"for_everyone": True}
        if row := rows.get(post.id):
            write_columns(row, columns)
        else:
            new_row(Post, {"plugin_id": CORE, "region_id": None, "key": post.id, **columns})
        kept.add(post.id)
    for key, row in rows.items():
        if key not in kept:
            db.session.delete(row)
    db.session.flush()
    advance_epoch()
    return len(kept)
