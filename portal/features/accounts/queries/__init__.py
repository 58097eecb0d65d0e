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
from portal.features.accounts.queries.joining import (
    find_domain,
    find_open_request,
    find_request_by_link,
    is_switched_off,
    list_deciders,
    list_domains,
)
from portal.features.accounts.queries.recoveries import (
    OPEN,
    STOP,
    asked_at_times,
    find_ask,
    find_going_on,
    get_link,
    get_request,
    is_newest,
    link_times,
    list_asks,
    list_without_end,
    nearest_helpers,
    recovery_of,
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
from portal.features.accounts.queries.viewing import may_view_as, viewed_as

__all__ = [
    "GOOD_AFTER_RENEWAL", "LARGEST_ID", "OPEN", "STOP", "Factor", "Factors", "Presence", "SessionView", "Viewer",
    "asked_at_times", "begun_at", "count_accounts", "count_codes", "count_other_administrators", "factors_of",
    "find_account_by_email", "find_app", "find_ask", "find_domain", "find_going_on", "find_join_link",
    "find_open_request", "find_passkey", "find_presence", "find_request_by_link", "find_session", "forget_presence",
    "get_account", "get_link", "get_request", "grant_of", "is_newest", "is_switched_off", "link_times", "list_asks",
    "list_deciders", "list_domains", "list_names", "list_passkeys", "list_sessions", "list_tries", "list_without_end",
    "main_regions", "may_view_as", "names_of", "nearest_helpers", "normal_email", "place_of", "reaches",
    "recovery_of", "scope_label", "viewed_as", "viewer_of",
]  # fmt: skip
