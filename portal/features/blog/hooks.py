"""What posts and feeds contribute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for
from markupsafe import Markup

from portal.features.blog import intake, queries, routes, services
from portal.features.blog.models import Feed, Post
from portal.features.regions.queries import get_region
from portal.features.regions.session import region_here
from portal.features.toolkits.services import derive_text
from portal.foundation.vocabulary import FEED_FORMATS
from portal.infrastructure.epoch import kept_per_epoch
from portal.plugin_host import contributions
from portal.plugin_host.contributions import SiteGroup, SiteLink
from portal.plugin_host.items import (
    ADDRESS,
    CHOICE,
    DAY,
    FOR_EVERYONE,
    LONG_TEXT,
    MARKDOWN,
    POSITION,
    WORDS,
    ItemField,
    ItemKind,
)
from portal.plugin_host.markers import hookimpl
from portal.plugin_host.parts import Block, Job
from portal.web.slots import render_shared

if TYPE_CHECKING:
    from flask import Flask

    from portal.plugin_host.declarations import Complaint, Declared, Remark

POST_FIELDS = (
    ItemField(name="title", label="Title", is_required=True),
    ItemField(name="deck", label="In short", kind=LONG_TEXT, is_required=True, help="One or two sentences."),
    ItemField(name="body", label="Text", kind=MARKDOWN, is_required=True, help="In Markdown, as in the toolkit."),
    ItemField(name="published", label="Published on", kind=DAY, is_required=True, help="A later day waits for it."),
    ItemField(name="author", label="Author", is_required=True),
    ItemField(name="tags", label="Tags", kind=WORDS, help="One a line."),
    FOR_EVERYONE,
    POSITION,
)
FEED_FIELDS = (
    ItemField(name="title", label="Title", is_required=True),
    ItemField(name="url", label="Address of the feed", kind=ADDRESS, is_required=True, help="It begins with https://."),
    ItemField(
        name="format",
        label="Format",
        kind=CHOICE,
        is_required=True,
        choices=FEED_FORMATS,
    ),
    ItemField(name="site", label="Page it belongs to", kind=ADDRESS),
    FOR_EVERYONE,
    POSITION,
)


@hookimpl
def portal_install(app: Flask) -> None:
    """Serve the posts."""
    app.register_blueprint(routes.blueprint)


@hookimpl
def portal_synchronise(declared: tuple[Declared, ...]) -> list[Remark]:
    """Take in the plugins' posts and feeds."""
    return services.synchronise(declared)


@hookimpl
def portal_items() -> list[ItemKind]:
    """Describe the posts and the feeds."""
    return [
        ItemKind(
            hook="portal_posts",
            noun="post",
            plural="posts",
            model=Post,
            record_type=contributions.Post,
            address_of=lambda row: url_for("blog.show_of_region", region_id=row.region_id, key=row.key),
            fields=POST_FIELDS,
            derive=derive_text,
        ),
        ItemKind(
            hook="portal_feeds",
            noun="feed",
            plural="feeds",
            model=Feed,
            record_type=contributions.Feed,
            address_of=lambda row: url_for("home.region", region_id=row.region_id),
            fields=FEED_FIELDS,
        ),
    ]


@hookimpl
def portal_core_jobs() -> list[Job]:
    """Fetch the recommended feeds; each is due once an hour."""
    return [Job(id="feeds", label="Fetch feeds", run=intake.fetch_due, every_minutes=5, timeout_seconds=300)]


@hookimpl
def portal_complaints() -> list[Complaint]:
    """Tell of feeds that could not be fetched for days."""
    return intake.list_complaints()


@hookimpl
def portal_blocks() -> list[Block]:
    """Show the newest posts on the homes and in the statewide section, and a region's feeds with what they brought."""
    return [
        Block(id="blog.region", slot="region.home.main", order=20, render=show_region_posts),
        Block(id="blog.entries", slot="region.home.main", order=30, render=show_entries),
        Block(id="blog.feeds", slot="region.home.side", render=show_feeds),
        Block(id="blog.region-public", slot="region.public.main", order=30, render=show_shared_posts),
        Block(id="blog.entries-public", slot="region.public.main", order=40, render=show_shared_entries),
        Block(id="blog.public", slot="public.home.main", render=show_open_posts),
        Block(id="blog.section", slot="toolkit.section.blog", render=show_section),
    ]


@hookimpl
def portal_sitemap(region_ids: tuple[str, ...]) -> list[SiteGroup]:
    """List the newest posts a reader may open: statewide and shared ones, and those of the reader's regions."""
    return [
        SiteGroup(title=title, links=tuple(SiteLink(title=post.title, url=post.url) for post in posts))
        for title, posts in queries.list_for_sitemap(region_ids)
    ]


def show_region_posts() -> Markup:
    """Show a region's newest posts among the statewide ones."""
    return region_posts(region_here().id)


@kept_per_epoch
def region_posts(region_id: str) -> Markup:
    """Return a region's newest posts among the statewide ones as HTML, the same for all its people."""
    return render_shared(
        "blog/_latest.html",
        posts=queries.list_latest_posts(region_id),
        region=get_region(region_id),
        all_url=url_for("blog.list_of_region", region_id=region_id),
    )


def show_shared_posts() -> Markup:
    """Show the posts of a region that anybody may read."""
    region = region_here()
    return render_shared(
        "blog/_latest.html",
        posts=queries.list_shared_posts(region.id),
        region=region,
        all_url=url_for("blog.list_statewide"),
    )


def show_open_posts() -> Markup:
    """Show the newest posts anybody may read."""
    return render_shared(
        "blog/_latest.html",
        posts=queries.list_latest_posts(None),
        region=None,
        all_url=url_for("blog.list_statewide"),
    )


def show_feeds() -> Markup:
    """Show the feeds a region recommends."""
    return region_feeds(region_here().id)


@kept_per_epoch
def region_feeds(region_id: str) -> Markup:
    """Return the feeds a region recommends as HTML, the same for all its people."""
    return render_shared("blog/_feeds.html", feeds=queries.list_feeds(region_id), region=get_region(region_id))


def show_entries() -> Markup:
    """Show the newest entries of the feeds a region recommends."""
    return region_entries(region_here().id)


@kept_per_epoch
def region_entries(region_id: str) -> Markup:
    """Return the newest entries of a region's feeds as HTML, the same for all its people."""
    is_any_fetched = any(feed.is_fetched for feed in queries.list_feeds(region_id))
    return render_shared("blog/_entries.html", entries=queries.list_entries(region_id), is_any_fetched=is_any_fetched)


def show_shared_entries() -> Markup:
    """Show the newest entries of the feeds that a region marked for everyone."""
    entries = queries.list_shared_entries(region_here().id)
    return render_shared("blog/_entries.html", entries=entries, is_any_fetched=False)


def show_section() -> Markup:
    """Show the newest posts in the statewide section on the blog."""
    return render_shared(
        "blog/_section.html", posts=queries.list_latest_posts(None), all_url=url_for("blog.list_statewide")
    )
