"""Decide who may do what where, which password is good enough, and how long a guesser waits. Values only."""

from portal.features.accounts.rules.codes import (
    ALPHABET,
    CODES_PRINTED,
    GROUP_LENGTH,
    GROUPS,
    grouped,
    plain_code,
    step_of,
    step_of_code,
)
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
from portal.features.accounts.rules.factors import (
    MOST_PASSKEYS,
    PROOF_LASTS,
    Site,
    Strength,
    in_force,
    is_administrative,
    is_fresh,
)
from portal.features.accounts.rules.passwords import (
    LONGEST_PASSWORD,
    SHORTEST_OF_TWO,
    SHORTEST_PASSWORD,
    check_password,
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
    PASSKEYS_BY_ONE_ADDRESS,
    Limit,
    network_of,
    wait_after,
)

__all__ = [
    "ALPHABET", "BY_ONE_ADDRESS", "CODES_PRINTED", "FIRST_WAIT", "FROM_ONE_PLACE", "GROUPS", "GROUP_LENGTH",
    "LONGEST_PASSWORD", "MOST_PASSKEYS", "ON_ONE_ACCOUNT", "PASSKEYS_BY_ONE_ADDRESS", "PORTAL_ITSELF", "PROOF_LASTS",
    "ROLE_LABELS", "ROLE_PERMISSIONS", "ROLE_SCOPES", "SHORTEST_OF_TWO", "SHORTEST_PASSWORD", "WHOLE_STATE", "Grant",
    "Limit", "Place", "Reason", "Role", "Scope", "Site", "Strength", "check_grant", "check_password", "chief_role",
    "grouped", "in_force", "is_administrative", "is_fresh", "may", "network_of", "outranks", "permissions_of",
    "place_of", "plain_code", "powers_of", "reasons", "refuse_above_own", "refuse_beyond_own", "step_of",
    "step_of_code", "wait_after",
]  # fmt: skip
