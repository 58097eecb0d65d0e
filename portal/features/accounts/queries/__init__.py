"""Read accounts, and who a signed-in person is."""

from portal.features.accounts.queries.accounts import (
    LARGEST_ID,
    count_accounts,
    count_other_administrators,
    find_account_by_email,
    find_join_link,
    get_account,
    list_names,
    list_tries,
    names_of,
    normal_email,
)
from portal.features.accounts.queries.sessions import SessionView, list_sessions
from portal.features.accounts.queries.viewers import (
    GOOD_AFTER_RENEWAL,
    Presence,
    Viewer,
    find_presence,
    find_session,
    forget_presence,
    grant_of,
    main_regions,
    place_of,
    reaches,
    scope_label,
    viewer_of,
)

__all__ = [
    "GOOD_AFTER_RENEWAL", "LARGEST_ID", "Presence", "SessionView", "Viewer", "count_accounts",
    "count_other_administrators", "find_account_by_email", "find_join_link", "find_presence", "find_session",
    "forget_presence", "get_account", "grant_of", "list_names", "list_sessions", "list_tries", "main_regions",
    "names_of", "normal_email", "place_of", "reaches", "scope_label", "viewer_of",
]  # fmt: skip
