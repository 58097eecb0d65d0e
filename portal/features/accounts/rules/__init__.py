"""Decide who may do what where, which password is good enough, and how long a guesser waits. Values only."""

from portal.features.accounts.rules.asserting import Assertion, check_assertion
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
from portal.features.accounts.rules.credits import BY_COUNTY, NAMED, credit_line
from portal.features.accounts.rules.deciding import (
    WHOLE_STATE,
    Place,
    Reason,
    check_giving,
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
from portal.features.accounts.rules.factors import (
    MOST_PASSKEYS,
    PROOF_LASTS,
    Site,
    Strength,
    in_force,
    is_administrative,
    is_fresh,
)
from portal.features.accounts.rules.joining import (
    ADDRESS_LINK_LIVES,
    MAILED_AGAIN_AFTER,
    REQUEST_KEPT,
    SWITCH_LABELS,
    SWITCHED_OFF,
    Switch,
    clean_domain,
    domain_of,
)
from portal.features.accounts.rules.passwords import (
    LONGEST_PASSWORD,
    SHORTEST_OF_TWO,
    SHORTEST_PASSWORD,
    check_password,
)
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
    PASSKEYS_BY_ONE_ADDRESS,
    Limit,
    network_of,
    wait_after,
)

__all__ = [
    "ADDRESS_LINK_LIVES", "ALPHABET", "BY_COUNTY", "BY_ONE_ADDRESS", "CODES_PRINTED", "FIRST_WAIT",
    "FROM_ONE_PLACE", "GOING_ON", "GROUPS", "GROUP_LENGTH", "LONGEST_PASSWORD", "MAILED_AGAIN_AFTER",
    "MOST_PASSKEYS", "NAMED", "ON_ONE_ACCOUNT", "PASSKEYS_BY_ONE_ADDRESS", "PORTAL_ITSELF", "PROOF_LASTS",
    "REQUEST_KEPT", "ROLE_LABELS", "ROLE_PERMISSIONS", "ROLE_SCOPES", "SHORTEST_OF_TWO", "SHORTEST_PASSWORD",
    "STAGE_LABELS", "SWITCHED_OFF", "SWITCH_LABELS", "WHOLE_STATE", "Assertion", "Grant", "Limit", "Place",
    "Reason", "Recovery", "Role", "Scope", "Site", "Stage", "Strength", "Switch", "check_assertion",
    "check_confirmation", "check_giving", "check_going_on",
    "check_grant", "check_opening", "check_password", "chief_role",
    "clean_domain", "confirmations_needed", "credit_line", "device_in_words", "domain_of", "grouped", "in_force",
    "is_administrative", "is_fresh", "may", "may_begin", "may_link", "network_of", "opens_after", "outranks",
    "permissions_of", "place_of", "plain_code", "powers_of", "reasons", "refuse_above_own", "refuse_beyond_own",
    "stage_of", "step_of", "step_of_code", "wait_after",
]  # fmt: skip
