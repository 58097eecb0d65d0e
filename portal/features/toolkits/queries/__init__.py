"""Read the toolkit, as frozen values kept until something changes."""

from portal.features.toolkits.queries.anchors import TextLinks, page_anchors, text_links
from portal.features.toolkits.queries.finding import (
    CASE,
    FINDER,
    Found,
    Wish,
    case_address,
    find,
    list_most_used,
    list_newest,
    ways_from,
    wish_of,
)
from portal.features.toolkits.queries.groups import Group, by_element, groups_of
from portal.features.toolkits.queries.known import known_words
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
from portal.features.toolkits.queries.moments import Moment, moments_of
from portal.features.toolkits.queries.moved import old_addresses
from portal.features.toolkits.queries.pages import PageView, get_page, list_fingerprints, siblings_of, view_of
from portal.features.toolkits.queries.pictures import find_picture, list_pictures, picture_address, picture_library
from portal.features.toolkits.queries.use import uses_by_slug
from portal.features.toolkits.queries.videos import list_videos
from portal.features.toolkits.queries.words import TermView, search_terms, term_keys, terms_by_key, with_terms

__all__ = [
    "CASE",
    "FINDER",
    "Found",
    "Group",
    "Moment",
    "PageLink",
    "PageView",
    "SectionView",
    "TermView",
    "TextLinks",
    "Wish",
    "by_element",
    "case_address",
    "find",
    "find_picture",
    "get_page",
    "groups_of",
    "known_words",
    "list_fingerprints",
    "list_most_used",
    "list_newest",
    "list_pages",
    "list_pages_of",
    "list_pictures",
    "list_sections",
    "list_videos",
    "moments_of",
    "old_addresses",
    "page_addresses",
    "page_anchors",
    "pages_by_slug",
    "picture_address",
    "picture_library",
    "search_terms",
    "siblings_of",
    "slug_at",
    "term_keys",
    "terms_by_key",
    "text_links",
    "translations_by_slug",
    "uses_by_slug",
    "view_of",
    "ways_from",
    "wish_of",
    "with_terms",
    "without_doubles",
]
