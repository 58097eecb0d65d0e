"""Which people somebody looks after, what may be done to them, and why."""

from portal.features.people.queries.counting import Counts, count_people
from portal.features.people.queries.dormancy import Waits, list_due, list_notices, rests, select_dormant, step_for
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
from portal.features.people.queries.yearly import (
    Progress,
    find_answer,
    list_answers,
    list_counties_to_open,
    list_progress,
    progress_of,
    select_people_of_check,
)

__all__ = [
    "DORMANT", "LATELY", "NEVER", "NOWHERE", "ORDERS", "Counts", "Progress", "Right", "TransferView", "Waits",
    "Wanted", "count_people", "counties_with", "county_name", "escape_like", "find_answer", "find_person",
    "find_transfer", "find_waiting", "grantable", "holders_of", "is_in_sight", "keys_in_sight", "list_answering",
    "list_answers", "list_counties_to_open", "list_due", "list_notices", "list_progress", "list_rights",
    "list_transfers", "may_change", "may_let_go", "may_take_in", "progress_of", "rests", "roles_in_sight",
    "scope_choices", "select_dormant", "select_people", "select_people_of_check", "sides_in", "status_of", "step_for",
]  # fmt: skip
