"""Read what is being written."""

from portal.features.authoring.queries.changes import (
    find_offer,
    find_sent_back,
    get_change,
    get_version,
    last_reviewed,
    list_changes,
    list_due,
    list_waiting,
    select_versions,
)
from portal.features.authoring.queries.drafts import (
    EMPTY_FACTS,
    Other,
    content_of,
    days_of,
    find_draft,
    find_typing,
    list_others,
    live_content,
    stamp_of,
    writers_until,
)
from portal.features.authoring.queries.pages import PageRow, find_page, list_rows, states_of

__all__ = [
    "EMPTY_FACTS", "Other", "PageRow", "content_of", "days_of", "find_draft", "find_offer", "find_page",
    "find_sent_back", "find_typing", "get_change", "get_version", "last_reviewed", "list_changes", "list_due",
    "list_others", "list_rows", "list_waiting", "live_content", "select_versions", "stamp_of", "states_of",
    "writers_until",
]  # fmt: skip
