"""What the Northern region adds: its words, which lie in content/, and coaching, which lies in coaching/."""

from __future__ import annotations

from collections.abc import Iterable

from portal.plugin_api import (
    Asset,
    Block,
    Contact,
    Context,
    CountyClaim,
    EventType,
    Feed,
    Health,
    Migration,
    NavItem,
    Permission,
    PluginModel,
    Post,
    RegionProposal,
    Route,
    SearchWord,
    Tool,
    Worksheet,
    hookimpl,
)
from portal_northern.coaching import pages, requests, rules
from portal_northern.coaching.models import MIGRATIONS, CoachingRequest

LONGEST_WAIT_DAYS = 21
OPENED = "coaching-opened"


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


@hookimpl
def portal_models(ctx: Context) -> Iterable[type[PluginModel]]:
    """Name the table of requests."""
    return [CoachingRequest]


@hookimpl
def portal_migrations(ctx: Context) -> Iterable[Migration]:
    """List the steps that make it."""
    return MIGRATIONS


@hookimpl
def portal_permissions(ctx: Context) -> Iterable[Permission]:
    """Let the academy's people answer requests."""
    return [Permission(id=pages.PERMISSION, label="Answer requests for coaching", roles=pages.STAFF)]


@hookimpl
def portal_routes(ctx: Context) -> Iterable[Route]:
    """Add the pages of coaching."""
    return pages.Desk({fips: name for name, fips in ctx.counties.items()}).routes()


@hookimpl
def portal_nav(ctx: Context) -> Iterable[NavItem]:
    """Lead to them."""
    return [NavItem(id="coaching", label="Coaching", route="coaching", icon="supervision-coaching")]


@hookimpl
def portal_blocks(ctx: Context) -> Iterable[Block]:
    """Put coaching on the region's home."""
    return [Block(id="coaching", slot="region.home.side", order=20, title="Coaching", render=pages.draw_block, ttl=10)]


@hookimpl
def portal_assets(ctx: Context) -> Iterable[Asset]:
    """Name the style of its pages."""
    return [Asset(id="coaching", path="coaching.css")]


@hookimpl
def portal_events(ctx: Context) -> Iterable[EventType]:
    """Say what is announced when a request moves."""
    label = "A request for coaching was asked for, answered or withdrawn."
    return [EventType(id=requests.EVENT, label=label, fields=("request", "status"))]


@hookimpl
def portal_on_enable(ctx: Context, previous_version: str) -> None:
    """Note since when requests are taken; where coaching was on before, the first day stays."""
    if ctx.store.get(OPENED) is None:
        ctx.store.put(OPENED, requests.today(ctx).isoformat())


@hookimpl
def portal_health(ctx: Context) -> Health:
    """Say how many requests wait, and that something is wrong when nobody has answered one for three weeks."""
    asked = requests.days_asked(ctx)
    wait = rules.oldest_wait(asked, today=requests.today(ctx))
    if wait > LONGEST_WAIT_DAYS:
        return Health(is_well=False, sentence=f"A request for coaching has waited {wait} days for an answer.")
    since = ctx.store.get(OPENED)
    opened = f" Requests are taken since {since}." if since else ""
    return Health(is_well=True, sentence=f"Requests that wait for an answer: {len(asked)}.{opened}")


@hookimpl
def portal_uninstall_blockers(ctx: Context) -> Iterable[str]:
    """Hold on to requests that are not answered for good."""
    count = requests.count(ctx, *rules.OPEN)
    if not count:
        return []
    are = "request for coaching in {} is" if count == 1 else "requests for coaching in {} are"
    return [f"{count} {are.format(ctx.region.name)} still open; answer first."]
