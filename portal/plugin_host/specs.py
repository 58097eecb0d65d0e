"""Every hook: what it passes and what it expects.

Contribution hooks are called once per load, without a request, a database or a person; they return records, or nothing.
The other hooks are called when something happens, for one region at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from portal.plugin_host.contributions import (
    AdminCard,
    CheckedItem,
    Contact,
    Contribution,
    CountyClaim,
    Feed,
    PageKeepers,
    PageMark,
    PagePiece,
    Post,
    Recalled,
    RegionProposal,
    SiteGroup,
    Tool,
    Worksheet,
)
from portal.plugin_host.markers import hookspec
from portal.plugin_host.parts import (
    Asset,
    Block,
    Event,
    EventType,
    Health,
    Job,
    NavItem,
    Permission,
    Route,
    SearchWord,
    SettingField,
    Subscription,
    Theme,
    Validator,
)

if TYPE_CHECKING:
    from flask import Flask
    from markupsafe import Markup

    from portal.plugin_host.context import Context
    from portal.plugin_host.data.models import PluginModel
    from portal.plugin_host.data.steps import Migration
    from portal.plugin_host.declarations import Complaint, Declared, Remark, Unfinished, Waiting
    from portal.plugin_host.items import ItemKind


class ShippedHooks:
    """What a plugin ships: rows of the region, which people may edit here and which an upgrade merges."""

    @hookspec
    def portal_regions(self, ctx: Context) -> Iterable[RegionProposal]:  # type: ignore[empty-body]
        """Propose the regions the plugin is for; one comes to be when the plugin is switched on for it."""

    @hookspec
    def portal_counties(self, ctx: Context) -> Iterable[CountyClaim]:  # type: ignore[empty-body]
        """Claim the counties its region serves; a county claimed twice as main is held until a person decides."""

    @hookspec
    def portal_tools(self, ctx: Context) -> Iterable[Tool]:  # type: ignore[empty-body]
        """Add practice tools of the region."""

    @hookspec
    def portal_contacts(self, ctx: Context) -> Iterable[Contact]:  # type: ignore[empty-body]
        """Say who to ask in the region, and about what."""

    @hookspec
    def portal_posts(self, ctx: Context) -> Iterable[Post]:  # type: ignore[empty-body]
        """Add stories and notices of the region."""

    @hookspec
    def portal_feeds(self, ctx: Context) -> Iterable[Feed]:  # type: ignore[empty-body]
        """Name blogs and calendars elsewhere that the region recommends."""

    @hookspec
    def portal_worksheets(self, ctx: Context) -> Iterable[Worksheet]:  # type: ignore[empty-body]
        """Add worksheets of the region, filled in on the reader's own device."""


class PartHooks:
    """What a plugin puts into the running portal."""

    @hookspec
    def portal_blocks(self, ctx: Context) -> Iterable[Block]:  # type: ignore[empty-body]
        """Put pieces into named slots of pages."""

    @hookspec
    def portal_routes(self, ctx: Context) -> Iterable[Route]:  # type: ignore[empty-body]
        """Add pages under /regions/<region>/x/<plugin>/."""

    @hookspec
    def portal_nav(self, ctx: Context) -> Iterable[NavItem]:  # type: ignore[empty-body]
        """Add lines to the region's list of pages."""

    @hookspec
    def portal_settings(self, ctx: Context) -> Iterable[SettingField]:  # type: ignore[empty-body]
        """Ask administrators for values; the form is made from the fields."""

    @hookspec
    def portal_search_words(self, ctx: Context) -> Iterable[SearchWord]:  # type: ignore[empty-body]
        """Give other words by which people look for the plugin's tools."""

    @hookspec
    def portal_permissions(self, ctx: Context) -> Iterable[Permission]:  # type: ignore[empty-body]
        """Name rights of the plugin's own, and which roles have them."""

    @hookspec
    def portal_jobs(self, ctx: Context) -> Iterable[Job]:  # type: ignore[empty-body]
        """Name work to be done again and again."""

    @hookspec
    def portal_events(self, ctx: Context) -> Iterable[EventType | Subscription]:  # type: ignore[empty-body]
        """Name events the plugin emits, and those it wants to be told of."""

    @hookspec
    def portal_theme(self, ctx: Context) -> Iterable[Theme]:  # type: ignore[empty-body]
        """Give the region's pages other colours than its proposal has."""

    @hookspec
    def portal_assets(self, ctx: Context) -> Iterable[Asset]:  # type: ignore[empty-body]
        """Name style sheets for the plugin's own pages and blocks."""

    @hookspec
    def portal_validators(self, ctx: Context) -> Iterable[Validator]:  # type: ignore[empty-body]
        """Look at what people save in the region, and say what should be otherwise; each look has one second."""


class DataHooks:
    """The plugin's own tables."""

    @hookspec
    def portal_models(self, ctx: Context) -> Iterable[type[PluginModel]]:  # type: ignore[empty-body]
        """Name the plugin's tables."""

    @hookspec
    def portal_migrations(self, ctx: Context) -> Iterable[Migration]:  # type: ignore[empty-body]
        """List the steps that make its tables, oldest first; a step that was applied is never changed."""


class CalledHooks:
    """What happens to a plugin, for one region at a time."""

    @hookspec
    def portal_on_enable(self, ctx: Context, previous_version: str) -> None:
        """Run when the plugin is switched on for a region; an error keeps it off. `previous_version` may be empty."""

    @hookspec
    def portal_on_upgrade(self, ctx: Context, from_version: str, to_version: str) -> None:
        """Run when another version comes in where the plugin is on; an error keeps the old content."""

    @hookspec
    def portal_on_disable(self, ctx: Context) -> None:
        """Run after the plugin was switched off for a region; an error is noted and changes nothing."""

    @hookspec
    def portal_on_event(self, ctx: Context, event: Event) -> None:
        """Run after an event the plugin subscribed to was committed; an error is tried again, five times."""

    @hookspec
    def portal_health(self, ctx: Context) -> Health | None:
        """Say whether the plugin can do its work in this region."""

    @hookspec
    def portal_uninstall_blockers(self, ctx: Context) -> Iterable[str]:  # type: ignore[empty-body]
        """Give sentences that say why what the plugin keeps should not be erased yet."""

    @hookspec
    def portal_on_uninstall(self, ctx: Context, mode: str) -> None:
        """Run before the plugin is uninstalled; `mode` is keep or erase. An error is noted and changes nothing."""


RECORD_TYPES: dict[str, tuple[type[Contribution], ...]] = {
    "portal_regions": (RegionProposal,),
    "portal_counties": (CountyClaim,),
    "portal_tools": (Tool,),
    "portal_contacts": (Contact,),
    "portal_posts": (Post,),
    "portal_feeds": (Feed,),
    "portal_worksheets": (Worksheet,),
    "portal_blocks": (Block,),
    "portal_routes": (Route,),
    "portal_nav": (NavItem,),
    "portal_settings": (SettingField,),
    "portal_search_words": (SearchWord,),
    "portal_permissions": (Permission,),
    "portal_jobs": (Job,),
    "portal_events": (EventType, Subscription),
    "portal_theme": (Theme,),
    "portal_assets": (Asset,),
    "portal_validators": (Validator,),
}
SHIPPED = tuple(name for name in vars(ShippedHooks) if name.startswith("portal_"))
DATA = tuple(name for name in vars(DataHooks) if name.startswith("portal_"))
CALLED = tuple(name for name in vars(CalledHooks) if name.startswith("portal_"))
PLUGIN_SPECS = (ShippedHooks, PartHooks, DataHooks, CalledHooks)


class CoreHooks:
    """What only the portal's own features implement."""

    @hookspec
    def portal_install(self, app: Flask) -> None:
        """Put the feature's pages, commands and template values on the application."""

    @hookspec
    def portal_blocks(self) -> Iterable[Block]:  # type: ignore[empty-body]
        """Put pieces into named slots of pages that other features own."""

    @hookspec
    def portal_fill(self, slot: str, taken: set[str]) -> Iterable[tuple[int, str, Markup]]:  # type: ignore[empty-body]
        """Give pieces for a slot that only this request can tell: order, id and HTML of each.

        `taken` are the ids on the page; whoever gives a piece adds those of its own.
        """

    @hookspec
    def portal_page_pieces(self, page: Any) -> Iterable[PagePiece]:  # type: ignore[empty-body]
        """Give pieces of a page of the toolkit for this request's reader; `page` is the toolkit's view of it.

        Pages for strangers are kept and sent again until something changes: for them a piece may tell only what the
        database says, and whoever changes that advances the epoch.
        """

    @hookspec
    def portal_page_marks(self) -> Mapping[str, PageMark]:  # type: ignore[empty-body]
        """Say which pages bear a warning wherever they are listed, by slug. Asked once until something changes."""

    @hookspec
    def portal_tool_pieces(self, tool: Any) -> Iterable[PagePiece]:  # type: ignore[empty-body]
        """Give pieces of the page of a region's tool, as `portal_page_pieces` does; `tool` is the view of it."""

    @hookspec
    def portal_tool_marks(self) -> Mapping[tuple[str, str], PageMark]:  # type: ignore[empty-body]
        """Say which tools of regions bear a warning wherever they are listed, by region and key."""

    @hookspec
    def portal_paper_codes(self, region_id: str | None) -> Mapping[str, str]:  # type: ignore[empty-body]
        """Give the codes printed on paper: those of the toolkit's pages by slug or, with a region, its tools' by key.

        Whoever asks shows a code only beside what the reader may see.
        """

    @hookspec
    def portal_checked_items(self, region_id: str) -> Iterable[CheckedItem]:  # type: ignore[empty-body]
        """List the feature's items on a region's pages that somebody has to look at again and again."""

    @hookspec
    def portal_page_keepers(self, slug: str, region_id: str | None) -> PageKeepers | None:
        """Say who keeps a page of the toolkit or, with a region, the tool of this key: a recall reaches them."""

    @hookspec
    def portal_page_recalled(self, recalled: Recalled) -> None:
        """Take note that a page was recalled or that a recall ended, inside the transaction in which it did."""

    @hookspec
    def portal_admin_cards(self) -> Iterable[AdminCard]:  # type: ignore[empty-body]
        """Lead from the staff's first page to the feature's own."""

    @hookspec
    def portal_sitemap(self, region_ids: tuple[str, ...]) -> Iterable[SiteGroup]:  # type: ignore[empty-body]
        """List the feature's pages for a reader: what anybody may open, and what these regions' people may."""

    @hookspec
    def portal_core_jobs(self) -> Iterable[Job]:  # type: ignore[empty-body]
        """Name work of the portal's own to be done again and again, once for the whole state; `run` takes nothing."""

    @hookspec
    def portal_complaints(self) -> Iterable[Complaint]:  # type: ignore[empty-body]
        """Say what is not well with what plugins brought, for their health on the staff's pages."""

    @hookspec
    def portal_items(self) -> Iterable[ItemKind]:  # type: ignore[empty-body]
        """Name the kinds of shipped items that the feature keeps as rows."""

    @hookspec
    def portal_unfinished(self, account_id: int) -> Iterable[Unfinished]:  # type: ignore[empty-body]
        """Name the drafts and reviews that wait for a person: who leaves hands them to somebody else."""

    @hookspec
    def portal_waiting(self) -> Iterable[Waiting]:  # type: ignore[empty-body]
        """Name what waits for a second person: reviewers are shown it, and written to once a day."""

    @hookspec
    def portal_holdings(self, region_id: str) -> Mapping[str, Sequence[Contribution]]:  # type: ignore[empty-body]
        """Give what the feature holds for a region beside its items, as records by hook: for an export."""

    @hookspec
    def portal_synchronise(self, declared: tuple[Declared, ...]) -> list[Remark]:  # type: ignore[empty-body]
        """Make the feature's rows agree with what the plugins declare, inside the transaction around the call.

        Return what could not be done as a plugin wished.
        """
