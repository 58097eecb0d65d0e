"""Read the toolkit, as frozen values kept until something changes."""

from portal.features.toolkits.queries.groups import Group, groups_of
from portal.features.toolkits.queries.links import (
    PageLink,
    SectionView,
    list_pages,
    list_pages_of,
    list_sections,
    page_addresses,
    pages_by_slug,
    slug_at,
    translations_by_slug,
    without_doubles,
)
from portal.features.toolkits.queries.moved import old_addresses
from portal.features.toolkits.queries.pages import PageView, get_page, list_fingerprints, siblings_of, view_of
from portal.features.toolkits.queries.videos import list_videos
from portal.features.toolkits.queries.words import TermView, search_terms, term_keys, terms_by_key, with_terms

__all__ = [
    "Group",
    "PageLink",
    "PageView",
    "SectionView",
    "TermView",
    "get_page",
    "groups_of",
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
    "translations_by_slug",
    "view_of",
    "with_terms",
    "without_doubles",
]
