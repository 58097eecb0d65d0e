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
    "DORMANT", "EXPORT_HEADERS", "LATELY", "NEVER", "NOWHERE", "ORDERS", "Counts", "Importer", "Right", "Wanted",
    "accounts_of", "count_by_place", "count_people", "count_previews", "count_rows", "count_states",
    "counties_with", "escape_like", "export_lines", "find_deed", "find_import", "find_person", "get_import",
    "grantable", "importer_of", "is_in_sight", "is_same_role", "keys_in_sight", "list_chosen", "list_known",
    "list_matching", "list_rights", "list_running", "may_change", "reach_of", "roles_in_sight", "scope_choices",
    "select_deeds", "select_imports", "select_parts", "select_people", "select_rows", "standing_of", "status_of",
]  # fmt: skip
