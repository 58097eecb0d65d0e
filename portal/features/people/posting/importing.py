"""Bring people in from files that were confirmed, and invite each: the job, and the same for the terminal.

A batch is written in one transaction with its mail. So a process that is killed leaves whole batches, and whoever
comes next goes on with the rows that are still there.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from portal.features.accounts import posting
from portal.features.accounts.passwords import new_token
from portal.features.accounts.services import LINK_LIVES, make_join_link
from portal.features.people import queries, services
from portal.features.people.services import Invitation
from portal.features.regions.queries import list_counties
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.features.people.models import PeopleImportRow
    from portal.features.people.queries import Importer

AT_A_STRETCH = 50  # seconds; after that other jobs have their turn


def run_imports() -> None:
    """Go on with files that were confirmed, and delete what was kept for long: a job of the portal's own."""
    with transaction():
        services.sweep()
    until = monotonic() + AT_A_STRETCH
    for import_id in queries.list_running():
        asked_by = services.asked_by(import_id)
        while monotonic() < until and bring_in_some(import_id, queries.importer_of(asked_by)):
            pass


def bring_in(import_id: int) -> None:
    """Go on with one file until it is done."""
    while bring_in_some(import_id, queries.importer_of(services.asked_by(import_id))):
        pass


def bring_in_some(import_id: int, importer: Importer) -> bool:
    """Do the next batch of a file; say whether there was one. With the last row done, the file is."""
    rows = services.next_batch(import_id)
    if not rows:
        with transaction():
            services.finish(import_id, importer)
        return False
    invitations = write_invitations(rows, importer)
    with transaction():
        for account in services.do_batch(import_id, invitations, importer):
            token, expires_at = make_join_link(account, actor_id=importer.account_id)
            posting.invite(account, token, expires_at, inviter=importer.name)
    db.session.expunge_all()  # thousands of people would stay in memory
    return True


def write_invitations(rows: Sequence[PeopleImportRow], importer: Importer) -> dict[int, Invitation]:
    """Return what each row's person would be sent, by the row's id: written before anything is locked."""
    expires_at = now() + LINK_LIVES
    counties = {one.fips: one.name for one in list_counties()}
    written = {}
    for row in rows:
        token = new_token()
        link = posting.join_address(token)
        letter = posting.invitation(
            row.name, counties.get(row.county_fips, ""), link, expires_at, inviter=importer.name
        )
        written[row.id] = Invitation(token=token, expires_at=expires_at, letter=letter)
    return written
