"""Which people somebody looks after, what may be done to them, and why."""

from portal.features.people.queries.counting import Counts, count_people
from portal.features.people.queries.deeds import (
    accounts_of,
    count_states,
    find_deed,
    list_chosen,
    list_matching,
    select_deeds,
    select_parts,
)
from portal.features.people.queries.granting import Right, counties_with, grantable, list_rights, scope_choices
from portal.features.people.queries.listing import (
    DORMANT,
    LATELY,
    NEVER,
    NOWHERE,
    ORDERS,
    Wanted,
    escape_like,
    keys_in_sight,
    select_people,
)
from portal.features.people.queries.persons import (
    find_person,
    is_in_sight,
    is_same_role,
    may_change,
    roles_in_sight,
    standing_of,
    status_of,
)

__all__ = [
    "DORMANT", "LATELY", "NEVER", "NOWHERE", "ORDERS", "Counts", "Right", "Wanted", "accounts_of", "count_people",
    "count_states", "counties_with", "escape_like", "find_deed", "find_person", "grantable", "is_in_sight",
    "is_same_role", "keys_in_sight", "list_chosen", "list_matching", "list_rights", "may_change", "roles_in_sight",
    "scope_choices", "select_deeds", "select_parts", "select_people", "standing_of", "status_of",
]  # fmt: skip
