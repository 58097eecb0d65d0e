"""Fill the demo with what upkeep shows: pages that are due, some of them late, and notes of a region."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from portal.features.accounts.queries import find_account_by_email
from portal.features.contacts.queries import list_contacts
from portal.features.regions.queries import list_counties
from portal.features.toolkits.models import Page
from portal.features.toolkits.queries import list_pages
from portal.features.toolkits.rules import TOOL
from portal.features.upkeep.models import LocalNote
from portal.features.upkeep.queries import find_page
from portal.features.upkeep.services import read_note, write_note
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch

if TYPE_CHECKING:
    from portal.features.accounts.models import Account

OWNER, COUNTY = "pia@statewide.example", "Fresno"
DAYS = (-45, -10, 5, 12, 25)  # until the next check of the last tools of the toolkit
YEAR = timedelta(days=365)
NOTES = {
    "safety-networks": (
        "after-text",
        "Ask our coaches before the first network meeting: they come along when you want company.",
    ),
    "genogram-ecomap": (
        "after-summary",
        "In our counties a genogram goes into the file as a photo. **Draw first, type later.**",
    ),
}


def fill_upkeep(writer_email: str) -> None:
    """Let some pages be due and some late, and add a region's notes, unless there are notes already."""
    writer = find_account_by_email(writer_email)
    if writer is None or db.session.scalar(select(exists().select_from(LocalNote))):
        return
    with transaction():
        let_pages_be_due()
        add_notes(writer)
        advance_epoch()


def let_pages_be_due() -> None:
    """Move the days of the last tools; the latest one has an owner."""
    slugs = [page.slug for page in list_pages() if page.kind == TOOL][-len(DAYS) :]
    owner = find_account_by_email(OWNER)
    for slug, days in zip(slugs, DAYS, strict=False):
        page = db.session.scalars(select(Page).where(Page.slug == slug)).one()
        page.next_check = today() + timedelta(days=days)
        page.last_checked = page.next_check - YEAR
        page.owner_id = owner.id if owner and days == DAYS[0] else None


def add_notes(writer: Account) -> None:
    """Add the notes of the region that is a county's main one, with a way to its first contact."""
    region = next((county.main for county in list_counties() if county.name == COUNTY), None)
    known = {page.slug for page in list_pages()}
    for slug, (place, words) in NOTES.items():
        if region and slug in known:
            contact = next(iter(list_contacts(region.id)), None)
            lead = ("contacts", contact.id) if contact else ("", "")
            write_note(find_page(slug), region.id, place, read_note(words), lead=lead, version=0, actor_id=writer.id)
