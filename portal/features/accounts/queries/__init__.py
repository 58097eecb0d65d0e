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
from portal.features.accounts.queries.factors import (
    Factor,
    Factors,
    begun_at,
    count_codes,
    factors_of,
    find_app,
    find_passkey,
    list_passkeys,
)
from portal.features.accounts.queries.viewers import (
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
    "LARGEST_ID", "Factor", "Factors", "Presence", "Viewer", "begun_at", "count_accounts", "count_codes",
    "count_other_administrators", "factors_of", "find_account_by_email", "find_app", "find_join_link", "find_passkey",
    "find_presence", "find_session", "forget_presence", "get_account", "grant_of", "list_names", "list_passkeys",
    "list_tries", "main_regions", "names_of", "normal_email", "place_of", "reaches", "scope_label", "viewer_of",
]  # fmt: skip
