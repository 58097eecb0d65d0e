"""People as lines of a spreadsheet that can be brought in again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts.queries import grant_of, scope_label
from portal.features.accounts.rules import ROLE_LABELS, Scope
from portal.features.people.queries.persons import roles_in_sight, status_of
from portal.foundation.database import db

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Select

    from portal.features.accounts.models import Account
    from portal.features.accounts.queries import Viewer
    from portal.features.people.queries.importers import Importer

AT_ONCE = 500
HEADERS = ("Name", "Email", "County", "Role", "Other roles", "Status")


def export_lines(viewer: Viewer | Importer, statement: Select[Account]) -> Iterator[tuple[str, ...]]:
    """Give the people of a statement, a part at a time; of their roles, those in places somebody may see."""
    people = db.session.scalars(statement.execution_options(yield_per=AT_ONCE))
    for account in people:
        yield line_of(viewer, account)


def line_of(viewer: Viewer | Importer, account: Account) -> tuple[str, ...]:
    """Return the cells of one person; the roles in the own county stand by themselves, as a file brings them in."""
    grants = [grant_of(row) for row in roles_in_sight(viewer, account)]
    own = [one for one in grants if one.scope is Scope.COUNTY and one.key == account.county_fips]
    others = [f"{ROLE_LABELS[one.role]} ({scope_label(one)})" for one in grants if one not in own]
    return (
        account.name,
        account.email,
        account.county.name if account.county else "",
        "; ".join(ROLE_LABELS[one.role] for one in own),
        "; ".join(others),
        status_of(account)[1],
    )
