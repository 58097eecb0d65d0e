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
from portal.features.accounts.rules.recovering import (
    GOING_ON,
    STAGE_LABELS,
    Recovery,
    Stage,
    check_confirmation,
    check_going_on,
    check_opening,
    confirmations_needed,
    may_begin,
    may_link,
    opens_after,
    stage_of,
)
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
    "BY_ONE_ADDRESS", "FIRST_WAIT", "FROM_ONE_PLACE", "GOING_ON", "LONGEST_PASSWORD", "ON_ONE_ACCOUNT",
    "PORTAL_ITSELF", "ROLE_LABELS", "ROLE_PERMISSIONS", "ROLE_SCOPES", "SHORTEST_PASSWORD", "STAGE_LABELS",
    "WHOLE_STATE", "Grant", "Limit", "Place", "Reason", "Recovery", "Role", "Scope", "Stage",
    "check_confirmation", "check_going_on", "check_grant", "check_opening", "check_password", "chief_role",
    "confirmations_needed", "device_in_words", "may", "may_begin", "may_link", "network_of", "opens_after",
    "outranks", "permissions_of", "place_of", "powers_of", "reasons", "refuse_above_own", "refuse_beyond_own",
    "stage_of", "wait_after",
]  # fmt: skip
