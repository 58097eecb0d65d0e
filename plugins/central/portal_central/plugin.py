"""What the Central region adds: its words, which lie in content/, and training dates, which lie in training/."""

from __future__ import annotations

from collections.abc import Iterable

from portal.plugin_api import (
    Asset,
    Block,
    Contact,
    Context,
    CountyClaim,
    Feed,
    Health,
    Job,
    NavItem,
    Post,
    RegionProposal,
    Route,
    SearchWord,
    SettingField,
    Tool,
    hookimpl,
)
from portal_central.training import keeping, pages

SIX_HOURS = 360


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
    """Ask for the address of the academy's calendar."""
    return [
        SettingField(
            id=keeping.SETTING,
            kind="address",
            label="Address of the academy's calendar",
            help="An https address at chhs.fresnostate.edu that gives an iCalendar file. Empty: samples are shown.",
        )
    ]


@hookimpl
def portal_jobs(ctx: Context) -> Iterable[Job]:
    """Fetch it four times a day."""
    return [Job(id="fetch-dates", label="Fetch the training dates", run=keeping.fetch_dates, every_minutes=SIX_HOURS)]


@hookimpl
def portal_routes(ctx: Context) -> Iterable[Route]:
    """Add the page of dates and the file to subscribe to."""
    return pages.routes()


@hookimpl
def portal_nav(ctx: Context) -> Iterable[NavItem]:
    """Lead to the page."""
    return [NavItem(id="training", label="Training dates", route="training", icon="calendar")]


@hookimpl
def portal_blocks(ctx: Context) -> Iterable[Block]:
    """Put the next dates on the region's home."""
    return [
        Block(id="next", slot="region.home.side", order=20, title="Next trainings", render=pages.draw_next, ttl=300)
    ]


@hookimpl
def portal_assets(ctx: Context) -> Iterable[Asset]:
    """Name the style of the page."""
    return [Asset(id="training", path="training.css")]


@hookimpl
def portal_on_enable(ctx: Context, previous_version: str) -> None:
    """Make the key for subscribing."""
    keeping.ensure_key(ctx)


@hookimpl
def portal_health(ctx: Context) -> Health:
    """Say how old the dates are."""
    return keeping.health(ctx)
