"""The content folder of one plugin, as its hooks read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.plugin_host.content import documents, tables
from portal.plugin_host.content.worksheets import read_worksheets

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from portal.plugin_host.contributions import Contact, CountyClaim, Feed, Post, RegionProposal, Tool, Worksheet
    from portal.plugin_host.parts import SearchWord


class Content:
    """The content folder of one plugin. Every method reads its files and raises FaultyContent with all their faults."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def regions(self) -> list[RegionProposal]:
        """Return the region of region.toml."""
        return tables.read_region(self.folder)

    def counties(self) -> list[CountyClaim]:
        """Return the counties of counties.toml."""
        return tables.read_counties(self.folder)

    def contacts(self, county_fips: Mapping[str, str]) -> list[Contact]:
        """Return the contacts of contacts.csv; `county_fips` gives each county name's FIPS code."""
        return tables.read_contacts(self.folder, county_fips)

    def feeds(self) -> list[Feed]:
        """Return the feeds of feeds.toml."""
        return tables.read_feeds(self.folder)

    def tools(self) -> list[Tool]:
        """Return the tools of tools/*.md."""
        return documents.read_tools(self.folder)

    def posts(self) -> list[Post]:
        """Return the posts of posts/*.md."""
        return documents.read_posts(self.folder)

    def worksheets(self) -> list[Worksheet]:
        """Return the worksheets of worksheets/*.toml."""
        return read_worksheets(self.folder)

    def search_words(self) -> list[SearchWord]:
        """Return the search words of search-words.toml."""
        return tables.read_search_words(self.folder)
