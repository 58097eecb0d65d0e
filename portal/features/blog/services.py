"""Make posts and feeds agree with what plugins declare, and bring in the statewide posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.features.blog.models import Feed, Post, PostTag
from portal.features.regions.queries import list_region_ids
from portal.features.toolkits.services import TextRenderer, reconcile_texts
from portal.foundation.database import db
from portal.infrastructure.epoch import advance_epoch
from portal.plugin_host.content import Content
from portal.plugin_host.reconcile import keep_row, reconcile
from portal.plugin_host.visibility import CORE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from portal.features.toolkits.services import RenderedText
    from portal.plugin_host import contributions
    from portal.plugin_host.declarations import Declared, Remark


def synchronise(declared: tuple[Declared, ...]) -> list[Remark]:
    """Bring the plugins' posts and feeds into the database; return links of theirs that lead nowhere."""
    remarks = reconcile(Feed, declared, "portal_feeds", feed_facts, regions=list_region_ids())
    remarks += reconcile_texts(Post, declared, "portal_posts", post_facts, noun="post")
    for one in declared:
        keep_tags({record.id: record.tags for record in one.of("portal_posts")}, one.source.plugin)
    return remarks


def read_statewide_posts(folder: Path) -> list[contributions.Post]:
    """Return the statewide posts of a pack's folder, or raise FaultyContent."""
    return Content(folder).posts()


def import_statewide_posts(posts: Iterable[contributions.Post]) -> int:
    """Make the statewide posts agree with the pack's; return how many there are."""
    rows = {row.key: row for row in db.session.scalars(select(Post).where(Post.plugin_id == CORE))}
    tags: dict[str, tuple[str, ...]] = {}
    renderer = TextRenderer()
    for post in posts:
        facts = post_facts(post, renderer.render(post.body)) | {"order": post.order, "for_everyone": True}
        keep_row(Post, rows.get(post.id), (CORE, None, post.id), facts)
        tags[post.id] = post.tags
    for key, row in rows.items():
        if key not in tags:
            db.session.delete(row)
    db.session.flush()
    keep_tags(tags, CORE)
    advance_epoch()
    return len(tags)


def keep_tags(tags_by_post: dict[str, tuple[str, ...]], plugin_id: str) -> None:
    """Make the tags of a plugin's posts agree with what it declares."""
    rows = db.session.scalars(select(Post).where(Post.plugin_id == plugin_id).options(selectinload(Post.tags)))
    for row in rows:
        wanted = set(tags_by_post.get(row.key, ()))
        row.tags[:] = [tag for tag in row.tags if tag.tag in wanted] + [
            PostTag(tag=tag) for tag in sorted(wanted - {tag.tag for tag in row.tags})
        ]
    db.session.flush()


def post_facts(record: contributions.Post, text: RenderedText) -> dict[str, Any]:
    """Return the columns of a post whose text is rendered."""
    return {
        "title": record.title,
        "deck": record.deck,
        "body": record.body,
        "html": text.html,
        "terms": list(text.terms),
        "published": record.published,
        "author": record.author,
        "for_everyone": record.for_everyone,
    }


def feed_facts(record: contributions.Feed) -> dict[str, Any]:
    """Return the columns of a feed."""
    return {
        "title": record.title,
        "url": record.url,
        "format": record.format,
        "site": record.site,
        "for_everyone": record.for_everyone,
    }
