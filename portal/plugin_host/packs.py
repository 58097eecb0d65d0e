"""The hooks of a pack: a plugin without code."""

from __future__ import annotations

from collections.abc import Iterable

from portal.plugin_host.context import Context
from portal.plugin_host.contributions import Contact, CountyClaim, Feed, Post, RegionProposal, Tool, Worksheet
from portal.plugin_host.markers import hookimpl
from portal.plugin_host.parts import SearchWord


class ContentHooks:
    """The hooks of a pack: everything it adds lies in its files."""

    @hookimpl
    def portal_regions(self, ctx: Context) -> Iterable[RegionProposal]:
        """Give the pack's region."""
        return ctx.content.regions()

    @hookimpl
    def portal_counties(self, ctx: Context) -> Iterable[CountyClaim]:
        """Give the pack's counties."""
        return ctx.content.counties()

    @hookimpl
    def portal_tools(self, ctx: Context) -> Iterable[Tool]:
        """Give the pack's tools."""
        return ctx.content.tools()

    @hookimpl
    def portal_contacts(self, ctx: Context) -> Iterable[Contact]:
        """Give the pack's contacts."""
        return ctx.content.contacts(ctx.counties)

    @hookimpl
    def portal_posts(self, ctx: Context) -> Iterable[Post]:
        """Give the pack's posts."""
        return ctx.content.posts()

    @hookimpl
    def portal_feeds(self, ctx: Context) -> Iterable[Feed]:
        """Give the pack's feeds."""
        return ctx.content.feeds()

    @hookimpl
    def portal_worksheets(self, ctx: Context) -> Iterable[Worksheet]:
        """Give the pack's worksheets."""
        return ctx.content.worksheets()

    @hookimpl
    def portal_search_words(self, ctx: Context) -> Iterable[SearchWord]:
        """Give the pack's search words."""
        return ctx.content.search_words()
