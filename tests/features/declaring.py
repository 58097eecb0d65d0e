"""What plugins declare, made by hand: records with defaults for tests of what features take in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from portal.plugin_host.contributions import (
    Contact,
    CountyClaim,
    Feed,
    Post,
    Provenance,
    RegionProposal,
    Tool,
    Worksheet,
    WorksheetPart,
)
from portal.plugin_host.declarations import Declared

if TYPE_CHECKING:
    from portal.plugin_host.contributions import Contribution

HOOKS: dict[type[Contribution], str] = {
    RegionProposal: "portal_regions",
    CountyClaim: "portal_counties",
    Tool: "portal_tools",
    Contact: "portal_contacts",
    Post: "portal_posts",
    Feed: "portal_feeds",
    Worksheet: "portal_worksheets",
}


def declared(plugin: str, *records: Contribution, regions: tuple[str, ...] = ()) -> Declared:
    """Return what a plugin of these regions (its own name if none is given) declares."""
    by_hook: dict[str, tuple[Contribution, ...]] = {}
    for record in records:
        hook = HOOKS[type(record)]
        by_hook[hook] = (*by_hook.get(hook, ()), record)
    named = regions or (plugin,)
    return Declared(source=Provenance(plugin=plugin, version="1.0.0"), regions=named, named=named, records=by_hook)


def region(region_id: str, **facts: str) -> RegionProposal:
    """Return a proposal of a region."""
    given = {
        "name": f"Region of {region_id}",
        "label": region_id.title(),
        "academy": f"Academy of {region_id}",
        "host": "A university",
        "website": "https://academy.example",
        "welcome": "Welcome.",
        "motif": "coast",
        "accent": "#2f6b4f",
        "accent_dark": "#8fd1ad",
    }
    return RegionProposal(id=region_id, **(given | facts))


def claim(fips: str, *, is_main: bool = True, is_confirmed: bool = True, note: str = "") -> CountyClaim:
    """Return a claim on a county."""
    return CountyClaim(id=fips, fips=fips, is_main=is_main, is_confirmed=is_confirmed, note=note)


def tool(key: str, title: str = "", *, body: str = "Words.", **facts: object) -> Tool:
    """Return a tool."""
    given: dict[str, object] = {
        "summary": "What it is.",
        "kind": "page",
        "owner": "The academy",
        "last_checked": date(2026, 11, 1),
        "next_check": date(2027, 11, 1),
    }
    return Tool(id=key, title=title or f"Tool {key}", body=body, **(given | facts))  # type: ignore[arg-type]  # facts are right


def contact(key: str, name: str = "", **facts: object) -> Contact:
    """Return a contact."""
    given: dict[str, object] = {"organisation": "The academy", "what_for": "Questions"}
    return Contact(id=key, name=name or f"Contact {key}", **(given | facts))  # type: ignore[arg-type]  # facts are right


def post(key: str, title: str = "", *, body: str = "Words.", **facts: object) -> Post:
    """Return a post."""
    given: dict[str, object] = {"deck": "In short.", "published": date(2026, 11, 1), "author": "An editor"}
    return Post(id=key, title=title or f"Post {key}", body=body, **(given | facts))  # type: ignore[arg-type]  # facts are right


def feed(key: str, title: str = "", **facts: object) -> Feed:
    """Return a feed."""
    given: dict[str, object] = {"url": "https://feeds.example/a", "format": "atom"}
    return Feed(id=key, title=title or f"Feed {key}", **(given | facts))  # type: ignore[arg-type]  # facts are right


def worksheet(key: str, title: str = "", *parts: WorksheetPart, **facts: object) -> Worksheet:
    """Return a worksheet."""
    given: dict[str, object] = {
        "summary": "What it is.",
        "owner": "The academy",
        "last_checked": date(2026, 11, 1),
        "next_check": date(2027, 11, 1),
    }
    shown = parts or (WorksheetPart(kind="line", label="A line"),)
    return Worksheet(id=key, title=title or f"Worksheet {key}", parts=shown, **(given | facts))  # type: ignore[arg-type]  # facts are right
