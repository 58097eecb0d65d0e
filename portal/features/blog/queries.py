"""Read posts and feeds. What a region's people see: its own and the statewide ones; strangers: what is for everyone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup
from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_

from portal.features.blog.models import Feed, FeedEntry, FeedSource, Post, PostTag
from portal.features.regions.queries import RegionView, get_region, list_live_ids, list_regions
from portal.features.toolkits.queries import with_terms
from portal.foundation.clock import CALIFORNIA, today
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.foundation.slugs import is_slug
from portal.infrastructure.epoch import kept_per_epoch
from portal.plugin_host.attachments import lead_to_files
from portal.plugin_host.host import live_pairs
from portal.plugin_host.visibility import CORE, for_strangers, in_region, is_seen

if TYPE_CHECKING:
    from sqlalchemy import Select

WORDS_A_MINUTE = 220
LATEST, MOST_TAGS, ON_SITEMAP, LOOKED_AT = 5, 30, 500, 50
FETCHED_FORMATS = ("atom", "rss")


@dataclass(frozen=True, slots=True)
class PostView:
    """A post as pages show it; a statewide one has no region."""

    id: str
    title: str
    deck: str
    published: date
    author: str
    tags: tuple[str, ...]
    region: RegionView | None
    for_everyone: bool
    html: Markup
    reading_minutes: int

    @property
    def url(self) -> str:
        """The post's address."""
        return f"{self.region.url}posts/{self.id}" if self.region else f"/blog/{self.id}"


@dataclass(frozen=True, slots=True)
class FeedView:
    """A recommended feed as pages show it; `is_fetched` if its entries are shown here, last as of `fetched_on`."""

    title: str
    url: str
    format: str
    site: str
    region: RegionView
    is_fetched: bool
    fetched_on: date | None

    @property
    def is_stale(self) -> bool:
        """Whether it could not be fetched today."""
        return self.fetched_on is not None and self.fetched_on < today()


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry of a recommended feed as pages show it; all of it is plain text."""

    title: str
    summary: str
    link: str
    published: date
    feed_title: str
    region: RegionView


def readable(region_id: str | None) -> ColumnElement[bool]:
    """Return the condition for posts that a region's people may list, or without a region, anybody."""
    if region_id is None:
        allowed = for_strangers(Post, regions=list_live_ids())
    else:
        allowed = or_(in_region(Post, region_id), and_(Post.plugin_id == CORE, Post.region_id.is_(None)))
    return and_(allowed, Post.published <= today())


def select_posts(region_id: str | None, tag: str = "") -> Select[Post]:
    """Return the statement for posts to list, newest first, all or those with a tag."""
    statement = select(Post).where(readable(region_id))
    if tag:
        statement = statement.where(Post.id.in_(select(PostTag.post_id).where(PostTag.tag == tag)))
    return statement.order_by(Post.published.desc(), Post.id.desc())


@kept_per_epoch
def list_latest_posts(region_id: str | None) -> tuple[PostView, ...]:
    """Return the newest posts for a region's people, or without a region, for anybody."""
    return tuple(view_of(row) for row in db.session.scalars(select_posts(region_id).limit(LATEST)))


@kept_per_epoch
def list_shared_posts(region_id: str) -> tuple[PostView, ...]:
    """Return the newest posts of one region that it marked for everyone."""
    statement = select_posts(None).where(in_region(Post, region_id)).limit(LATEST)
    return tuple(view_of(row) for row in db.session.scalars(statement))


@kept_per_epoch
def list_for_sitemap(region_ids: tuple[str, ...]) -> tuple[tuple[str, tuple[PostView, ...]], ...]:
    """Return the newest posts for the site map: those for anybody, then those only the regions' people may open."""
    groups = [("Posts for everyone", select_posts(None))]
    groups += [
        (f"Posts of {region.name}", select_posts(region.id).where(Post.region_id == region.id, ~Post.for_everyone))
        for region in list_regions()
        if region.id in region_ids
    ]
    return tuple(
        (title, tuple(view_of(row) for row in db.session.scalars(statement.limit(ON_SITEMAP))))
        for title, statement in groups
    )


@kept_per_epoch
def list_tags(region_id: str | None) -> tuple[str, ...]:
    """Return the most used tags of posts to list, in the order of the alphabet."""
    used = (
        select(PostTag.tag)
        .join(Post, Post.id == PostTag.post_id)
        .where(readable(region_id))
        .group_by(PostTag.tag)
        .order_by(func.count().desc(), PostTag.tag)
        .limit(MOST_TAGS)
    )
    return tuple(sorted(db.session.scalars(used)))


def find_post(region_id: str | None, key: str) -> PostView | None:
    """Return one post of a region, or without a region, a statewide one; the caller asks whether it may be seen."""
    try:
        return get_post(region_id, key) if is_slug(key) else None
    except NotFound:
        return None


@kept_per_epoch
def get_post(region_id: str | None, key: str) -> PostView:
    """Return one post, or refuse; what is not there is not kept."""
    place = in_region(Post, region_id) if region_id else and_(Post.plugin_id == CORE, Post.region_id.is_(None))
    row = db.session.scalar(select(Post).where(place, Post.key == key, Post.published <= today()))
    if row is None:
        raise NotFound
    return view_of(row)


def view_of(row: Post) -> PostView:
    """Return a row as pages show it."""
    return PostView(
        id=row.key,
        title=row.title,
        deck=row.deck,
        published=row.published,
        author=row.author,
        tags=tuple(row.tags),
        region=get_region(row.region_id) if row.region_id else None,
        for_everyone=row.for_everyone,
        html=with_terms(lead_to_files(row.html, row.plugin_id), tuple(row.terms)),
        reading_minutes=max(1, round(len(row.body.split()) / WORDS_A_MINUTE)),
    )


@kept_per_epoch
def list_feeds(region_id: str) -> tuple[FeedView, ...]:
    """Return the feeds a region recommends to its people."""
    rows = db.session.execute(
        select(Feed, FeedSource.fetched_at)
        .outerjoin(FeedSource, FeedSource.url == Feed.url)
        .where(in_region(Feed, region_id))
        .order_by(Feed.order, Feed.key)
    )
    return tuple(
        FeedView(
            title=feed.title,
            url=feed.url,
            format=feed.format,
            site=feed.site,
            region=get_region(region_id),
            is_fetched=feed.format in FETCHED_FORMATS,
            fetched_on=fetched_at.astimezone(CALIFORNIA).date() if fetched_at else None,
        )
        for feed, fetched_at in rows
    )


def list_live_feeds() -> list[Feed]:
    """Return the feeds that are fetched: those that live regions recommend."""
    regions = list_live_ids()
    pairs = [pair for pair in live_pairs() if pair[1] in regions]
    statement = select(Feed).where(
        tuple_(Feed.plugin_id, Feed.region_id).in_(pairs), is_seen(Feed), Feed.format.in_(FETCHED_FORMATS)
    )
    return list(db.session.scalars(statement.order_by(Feed.plugin_id, Feed.region_id, Feed.key)))


@kept_per_epoch
def list_entries(region_id: str) -> tuple[EntryView, ...]:
    """Return the newest entries of the feeds a region recommends, for its people."""
    return newest_entries(region_id, in_region(Feed, region_id))


@kept_per_epoch
def list_shared_entries(region_id: str) -> tuple[EntryView, ...]:
    """Return the newest entries of the feeds that a region marked for everyone."""
    return newest_entries(region_id, and_(in_region(Feed, region_id), Feed.for_everyone))


def newest_entries(region_id: str, allowed: ColumnElement[bool]) -> tuple[EntryView, ...]:
    """Return the newest entries of a region's feeds that meet a condition; what several of them bring, once."""
    rows = db.session.execute(
        select(FeedEntry, Feed.title)
        .join(FeedSource, FeedSource.mark == FeedEntry.source_mark)
        .join(Feed, Feed.url == FeedSource.url)
        .where(allowed, FeedEntry.is_shown, Feed.format.in_(FETCHED_FORMATS))
        .order_by(FeedEntry.published.desc(), FeedEntry.id.desc(), Feed.order, Feed.key)
        .limit(LOOKED_AT)
    )
    first: dict[str, EntryView] = {}
    for entry, feed_title in rows:
        published = entry.published.astimezone(CALIFORNIA).date()
        view = EntryView(entry.title, entry.summary, entry.link, published, feed_title, get_region(region_id))
        first.setdefault(entry.link or entry.mark, view)
    return tuple(first.values())[:LATEST]
