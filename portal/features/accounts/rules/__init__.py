"""Decide who may do what where, which password is good enough, and how long a guesser waits. Values only."""

from portal.features.accounts.rules.deciding import (
    WHOLE_STATE,
    Place,
    Reason,
    may,
    outranks,
    permissions_of,
    place_of,
    powers_of,
    reasons,
    refuse_above_own,
    refuse_beyond_own,
)
from portal.features.accounts.rules.devices import device_in_words
from portal.features.accounts.rules.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD, check_password
from portal.features.accounts.rules.roles import (
    PORTAL_ITSELF,
    ROLE_LABELS,
    ROLE_PERMISSIONS,
    ROLE_SCOPES,
    Grant,
    Role,
    Scope,
    check_grant,
    chief_role,
)
from portal.features.accounts.rules.throttling import (
    BY_ONE_ADDRESS,
    FIRST_WAIT,
    FROM_ONE_PLACE,
    ON_ONE_ACCOUNT,
    Limit,
    network_of,
    wait_after,
)

__all__ = [
    "BY_ONE_ADDRESS", "FIRST_WAIT", "FROM_ONE_PLACE", "LONGEST_PASSWORD", "ON_ONE_ACCOUNT",
    "PORTAL_ITSELF", "ROLE_LABELS",
    "ROLE_PERMISSIONS", "ROLE_SCOPES", "SHORTEST_PASSWORD", "WHOLE_STATE", "Grant", "Limit", "Place", "Reason", "Role",
    "Scope", "check_grant", "check_password", "chief_role", "device_in_words",
    "may", "network_of", "outranks", "permissions_of",
    "place_of", "powers_of", "reasons", "refuse_above_own", "refuse_beyond_own", "wait_after",
]  # fmt: skip
