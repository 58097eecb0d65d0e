"""Read the toolkit, as frozen values kept until something changes."""

from portal.features.toolkits.queries.links import (
    PageLink,
    SectionView,
    list_pages,
    list_pages_of,
    list_sections,
    page_addresses,
    pages_by_slug,
    slug_at,
)
from portal.features.toolkits.queries.moved import old_addresses
from portal.features.toolkits.queries.pages import PageView, get_page, list_fingerprints, siblings_of, view_of
from portal.features.toolkits.queries.videos import list_videos
from portal.features.toolkits.queries.words import TermView, search_terms, term_keys, terms_by_key, with_terms

__all__ = [
    "PageLink",
    "PageView",
    "SectionView",
    "TermView",
    "get_page",
    "list_fingerprints",
    "list_pages",
    "list_pages_of",
    "list_sections",
    "list_videos",
    "old_addresses",
    "page_addresses",
    "pages_by_slug",
    "search_terms",
    "siblings_of",
    "slug_at",
    "term_keys",
    "terms_by_key",
    "view_of",
    "with_terms",
]
