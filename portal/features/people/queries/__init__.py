"""Which people somebody looks after, what may be done to them, and why."""

from portal.features.people.queries.counting import Counts, count_people
from portal.features.people.queries.exporting import HEADERS as EXPORT_HEADERS
from portal.features.people.queries.exporting import export_lines
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
    Wanted,
    escape_like,
    keys_in_sight,
    select_people,
)
from portal.features.people.queries.persons import find_person, is_in_sight, may_change, roles_in_sight, status_of
from portal.features.people.queries.recoveries import RecoveryView, find_recovery, list_recoveries

__all__ = [
    "DORMANT", "EXPORT_HEADERS", "LATELY", "NEVER", "NOWHERE", "ORDERS", "Counts", "Importer", "RecoveryView",
    "Right", "Wanted", "count_by_place", "count_people", "count_previews", "count_rows", "counties_with",
    "escape_like", "export_lines", "find_import", "find_person", "find_recovery", "get_import", "grantable",
    "importer_of", "is_in_sight", "keys_in_sight", "list_known", "list_recoveries", "list_rights", "list_running",
    "may_change", "reach_of", "roles_in_sight", "scope_choices", "select_imports", "select_people", "select_rows",
    "status_of",
]  # fmt: skip
