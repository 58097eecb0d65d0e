"""Which people somebody looks after, what may be done to them, and why."""

from portal.features.people.queries.counting import Counts, count_people
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
from portal.features.people.queries.persons import find_person, is_in_sight, may_change, roles_in_sight, status_of

__all__ = [
    "DORMANT", "LATELY", "NEVER", "NOWHERE", "ORDERS", "Counts", "Right", "Wanted", "count_people", "counties_with",
    "escape_like", "find_person", "grantable", "is_in_sight", "keys_in_sight", "list_rights", "may_change",
    "roles_in_sight", "scope_choices", "select_people", "status_of",
]  # fmt: skip
