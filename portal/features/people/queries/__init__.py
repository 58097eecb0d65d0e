"""Which people somebody looks after, what may be done to them, and why."""

from portal.features.people.queries.granting import Right, counties_with, grantable, list_rights, scope_choices
from portal.features.people.queries.listing import escape_like, keys_in_sight, select_people
from portal.features.people.queries.persons import find_person, is_in_sight, may_change, roles_in_sight, status_of
from portal.features.people.queries.transfers import (
    TransferView,
    county_name,
    find_transfer,
    find_waiting,
    holders_of,
    list_answering,
    list_transfers,
    may_let_go,
    may_take_in,
    sides_in,
)

__all__ = [
    "Right", "TransferView", "counties_with", "county_name", "escape_like", "find_person", "find_transfer",
    "find_waiting", "grantable", "holders_of", "is_in_sight", "keys_in_sight", "list_answering", "list_rights",
    "list_transfers", "may_change", "may_let_go", "may_take_in", "roles_in_sight", "scope_choices", "select_people",
    "sides_in", "status_of",
]  # fmt: skip
