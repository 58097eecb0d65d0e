"""What the plugin ships: records made in code, where a plugin with words for editors reads them by ctx.content."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

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
    WorksheetPart,
    hookimpl,
)

CHECKED, NEXT = date(2026, 11, 1), date(2027, 11, 1)


class Shipped:
    """Hooks whose records become rows: a region edits them, and an upgrade merges what was edited."""

    @hookimpl
    def portal_regions(self, ctx: Context) -> Iterable[RegionProposal]:
        yield RegionProposal(
            id="everywhere", name="Everywhere", label="Everywhere", academy="The academy", host="A university",
            website="https://everywhere.example", welcome="Welcome.", motif="valley", accent="#2f6b4f",
            accent_dark="#8fd1ad",
        )  # fmt: skip

    @hookimpl
    def portal_counties(self, ctx: Context) -> Iterable[CountyClaim]:
        yield CountyClaim(id="alpine", fips=ctx.counties["Alpine"])

    @hookimpl
    def portal_tools(self, ctx: Context) -> Iterable[Tool]:
        yield Tool(
            id="tide-table", title="Tide table", summary="When to go.", kind="page", body="Words.", owner="The academy",
            last_checked=CHECKED, next_check=NEXT, audience=("all",),
        )  # fmt: skip

    @hookimpl
    def portal_search_words(self, ctx: Context) -> Iterable[SearchWord]:
        yield SearchWord(id="ebb", words=("ebb", "flood"), leads_to="tide-table")

    @hookimpl
    def portal_contacts(self, ctx: Context) -> Iterable[Contact]:
        yield Contact(id="desk", name="Front desk", organisation="The academy", what_for="Anything")

    @hookimpl
    def portal_posts(self, ctx: Context) -> Iterable[Post]:
        yield Post(
            id="opening", title="We are open", deck="From today.", body="Words.", published=CHECKED, author="An editor"
        )

    @hookimpl
    def portal_feeds(self, ctx: Context) -> Iterable[Feed]:
        yield Feed(id="news", title="News", url="https://feeds.everywhere.example/news.xml", format="atom")

    @hookimpl
    def portal_worksheets(self, ctx: Context) -> Iterable[Worksheet]:
        yield Worksheet(
            id="three-columns", title="Three columns", summary="For a first talk.", owner="The academy",
            last_checked=CHECKED, next_check=NEXT, parts=(WorksheetPart(kind="line", label="What works well?"),),
        )  # fmt: skip
