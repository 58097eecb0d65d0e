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
from portal.features.people.queries.dormancy import Waits, list_due, list_notices, rests, select_dormant, step_for
from portal.features.people.queries.exporting import HEADERS as EXPORT_HEADERS
from portal.features.people.queries.exporting import export_lines
from portal.features.people.queries.former import list_former
from portal.features.people.queries.granting import Right, counties_with, grantable, list_rights, scope_choices
from portal.features.people.queries.importers import Importer, importer_of
from portal.features.people.queries.importing import (
    count_by_place,
    count_previews,
    count_rows,
    find_import,
    get_import,
    list_known,
    list_running,
    reach_of,
    select_imports,
    select_rows,
)
from portal.features.people.queries.listing import (
    DORMANT,
    LATELY,
    NEVER,
    NOWHERE,
    ORDERS,
    WITH,
    WITHOUT,
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
from portal.features.people.queries.recoveries import RecoveryView, find_recovery, list_recoveries
from portal.features.people.queries.transfers import (
    TransferView,
    county_name,
    find_transfer,
    find_waiting,
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
    "DORMANT", "EXPORT_HEADERS", "LATELY", "NEVER", "NOWHERE", "ORDERS", "WITH", "WITHOUT", "Counts", "Importer",
    "Progress", "RecoveryView", "Right", "TransferView", "Waits", "Wanted", "accounts_of", "count_by_place",
    "count_people", "count_previews", "count_rows", "count_states", "counties_with", "county_name", "escape_like",
    "export_lines", "find_answer", "find_deed", "find_import", "find_person", "find_recovery", "find_transfer",
    "find_waiting", "get_import", "grantable", "importer_of", "is_in_sight", "is_same_role",
    "keys_in_sight", "list_answering", "list_answers", "list_chosen", "list_counties_to_open", "list_due",
    "list_former", "list_known", "list_matching", "list_notices", "list_progress", "list_recoveries", "list_rights",
    "list_running", "list_transfers", "may_change", "may_let_go", "may_take_in", "progress_of", "reach_of", "rests",
    "roles_in_sight", "scope_choices", "select_deeds", "select_dormant", "select_imports", "select_parts",
    "select_people", "select_people_of_check", "select_rows", "sides_in", "standing_of", "status_of", "step_for",
]  # fmt: skip
