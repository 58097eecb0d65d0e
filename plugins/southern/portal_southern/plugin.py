"""What the Southern region adds. The words lie in content/, where an editor changes them without touching this file."""

from __future__ import annotations

from collections.abc import Iterable

from portal.plugin_api import (
    Contact,
    Context,
    CountyClaim,
    Feed,
    Post,
    RegionProposal,
    SearchWord,
    Tool,
    Worksheet,
    hookimpl,
)


@hookimpl
def portal_regions(ctx: Context) -> Iterable[RegionProposal]:
    """Propose the region of content/region.toml."""
    return ctx.content.regions()


@hookimpl
def portal_counties(ctx: Context) -> Iterable[CountyClaim]:
    """Claim the counties of content/counties.toml."""
    return ctx.content.counties()


@hookimpl
def portal_tools(ctx: Context) -> Iterable[Tool]:
    """Add the tools of content/tools/."""
    return ctx.content.tools()


@hookimpl
def portal_contacts(ctx: Context) -> Iterable[Contact]:
    """Name the contacts of content/contacts.csv."""
    return ctx.content.contacts(ctx.counties)


@hookimpl
def portal_posts(ctx: Context) -> Iterable[Post]:
    """Publish the posts of content/posts/."""
    return ctx.content.posts()


@hookimpl
def portal_feeds(ctx: Context) -> Iterable[Feed]:
    """Recommend the feeds of content/feeds.toml."""
    return ctx.content.feeds()


@hookimpl
def portal_worksheets(ctx: Context) -> Iterable[Worksheet]:
    """Add the worksheets of content/worksheets/."""
    return ctx.content.worksheets()


@hookimpl
def portal_search_words(ctx: Context) -> Iterable[SearchWord]:
    """Give the other words of content/search-words.toml."""
    return ctx.content.search_words()
