"""Every hook: what it passes and what it expects.

Contribution hooks are called once per load, without a request, a database or a person. They return records, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from portal.plugin_host.contributions import (
    AdminCard,
    Block,
    Contact,
    Contribution,
    CountyClaim,
    Feed,
    Post,
    RegionProposal,
    SiteGroup,
    Tool,
)
from portal.plugin_host.markers import hookspec

if TYPE_CHECKING:
    from flask import Flask

    from portal.plugin_host.declarations import DeclareContext, Declared, Remark


class PluginHooks:
    """What a plugin may implement."""

    @hookspec
    def portal_regions(self, ctx: DeclareContext) -> Iterable[RegionProposal]:  # type: ignore[empty-body]
        """Propose the regions the plugin is for."""

    @hookspec
    def portal_counties(self, ctx: DeclareContext) -> Iterable[CountyClaim]:  # type: ignore[empty-body]
        """Claim the counties its region serves; a county claimed twice as main is held until a person decides."""

    @hookspec
    def portal_tools(self, ctx: DeclareContext) -> Iterable[Tool]:  # type: ignore[empty-body]
        """Add practice tools of the region."""

    @hookspec
    def portal_contacts(self, ctx: DeclareContext) -> Iterable[Contact]:  # type: ignore[empty-body]
        """Say who to ask in the region, and about what."""

    @hookspec
    def portal_posts(self, ctx: DeclareContext) -> Iterable[Post]:  # type: ignore[empty-body]
        """Add stories and notices of the region."""

    @hookspec
    def portal_feeds(self, ctx: DeclareContext) -> Iterable[Feed]:  # type: ignore[empty-body]
        """Name blogs and calendars elsewhere that the region recommends."""


RECORD_TYPES: dict[str, type[Contribution]] = {
    "portal_regions": RegionProposal,
    "portal_counties": CountyClaim,
    "portal_tools": Tool,
    "portal_contacts": Contact,
    "portal_posts": Post,
    "portal_feeds": Feed,
}


class CoreHooks:
    """What only the portal's own features implement."""

    @hookspec
    def portal_install(self, app: Flask) -> None:
        """Put the feature's pages, commands and template values on the application."""

    @hookspec
    def portal_blocks(self) -> Iterable[Block]:  # type: ignore[empty-body]
        """Put pieces into named slots of pages that other features own."""

    @hookspec
    def portal_admin_cards(self) -> Iterable[AdminCard]:  # type: ignore[empty-body]
        """Lead from the staff's first page to the feature's own."""

    @hookspec
    def portal_sitemap(self, region_ids: tuple[str, ...]) -> Iterable[SiteGroup]:  # type: ignore[empty-body]
        """List the feature's pages for a reader: what anybody may open, and what these regions' people may."""

    @hookspec
    def portal_synchronise(self, declared: tuple[Declared, ...]) -> list[Remark]:  # type: ignore[empty-body]
        """Make the feature's rows agree with what the plugins declare, inside the transaction around the call.

        Return what could not be done as a plugin wished.
        """
