"""What the Bay Area region adds: its words, which lie in content/, and a block with a focus and news (focus.py)."""

from __future__ import annotations

from collections.abc import Iterable

from portal.plugin_api import (
    Block,
    Contact,
    Context,
    CountyClaim,
    Event,
    Feed,
    Post,
    RegionProposal,
    SearchWord,
    SettingField,
    Subscription,
    Tool,
    hookimpl,
)
from portal_bay_area import focus


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
def portal_search_words(ctx: Context) -> Iterable[SearchWord]:
    """Give the other words of content/search-words.toml."""
    return ctx.content.search_words()


@hookimpl
def portal_settings(ctx: Context) -> Iterable[SettingField]:
    """Let the academy choose the focus, a sentence about it, and how many lines of news there are."""
    return focus.SETTINGS


@hookimpl
def portal_blocks(ctx: Context) -> Iterable[Block]:
    """Put focus and news on the region's home."""
    return [Block(id="focus", slot="region.home.side", order=1, title="This month", render=focus.draw)]


@hookimpl
def portal_events(ctx: Context) -> Iterable[Subscription]:
    """Ask to be told when the region's content changes."""
    events = ("portal.content-changed", "portal.item-changed")
    return [Subscription(id=event.replace(".", "-"), event=event) for event in events]


@hookimpl
def portal_on_event(ctx: Context, event: Event) -> None:
    """Keep it among the news."""
    focus.note(ctx, event)
