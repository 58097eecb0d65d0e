"""The daily look at the yearly check: it is opened for each county, whose liaisons are written to until it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.people import queries
from portal.features.people.models import YearlyCheck
from portal.features.people.rules import letters_due, year_to_open
from portal.features.people.services import yearly
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.web.mail import link_to, mail_to
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from portal.features.accounts.models import Account
    from portal.features.people.queries import Progress


def ask_counties() -> None:
    """Open what is to be opened, county by county, and write to those whose check is not done."""
    settings = settings_here()
    year = year_to_open(today(), settings.yearly_check_month)
    if year is None:
        return
    for fips in queries.list_counties_to_open(year):
        with transaction():
            yearly.open_check(fips, year)
    with transaction():
        remind([one for one in queries.progress_of(YearlyCheck.year == year, {}) if not one.is_done])


def remind(unfinished: list[Progress]) -> None:
    """Write to those who look after counties with a letter due: one letter a person, with all the person's counties."""
    waiting: dict[int, tuple[Account, list[dict[str, object]]]] = {}
    for progress in filter(is_letter_due, unfinished):
        county = {"name": queries.county_name(progress.fips), "left_to_do": progress.left_to_do}
        for account in queries.list_answering(progress.fips):
            waiting.setdefault(account.id, (account, []))[1].append(county)
    for account, counties in waiting.values():
        mail_to(
            account.email,
            "yearly_check",
            account_id=account.id,
            name=account.name,
            counties=sorted(counties, key=lambda one: str(one["name"])),
            link=link_to("people.list_yearly"),
        )


def is_letter_due(progress: Progress) -> bool:
    """Say whether a county is to be written to today, and note that it was."""
    check = db.session.get_one(YearlyCheck, progress.check_id)
    due = letters_due(check.opened_on, today())
    is_due = due > check.reminded
    check.reminded = max(due, check.reminded)
    return is_due
