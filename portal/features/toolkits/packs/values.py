"""What a pack ships, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.infrastructure.markup.markdown import Rendered


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSection:
    """A section as the pack names it."""

    slug: str
    label: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackPage:
    """A page as the pack ships it; `facts` holds audience, element, phases, owner, dates, credits, rights, related."""

    section: str
    slug: str
    kind: str
    title: str
    summary: str
    position: int
    facts: dict[str, Any]
    body: str
    rendered: Rendered
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Everything a pack ships, known to be without fault."""

    slug: str
    title: str
    summary: str
    fingerprint: str
    sections: tuple[PackSection, ...]
    pages: tuple[PackPage, ...]
    terms: tuple[dict[str, Any], ...]
    videos: tuple[dict[str, Any], ...]
    redirects: dict[str, str]
