"""The daily look at accounts that nobody uses: owners are told, and what stays unused is closed."""

from __future__ import annotations

from datetime import timedelta

from portal.features.accounts.queries import get_account
from portal.features.people import queries
from portal.features.people.queries import Waits
from portal.features.people.rules import Step
from portal.features.people.services import dormancy
from portal.foundation.clock import now
from portal.foundation.transaction import transaction
from portal.web.mail import link_to, mail_to
from portal.web.settings import settings_here
from portal.web.templating import date_long

AT_ONCE = 100


def waits_here() -> Waits:
    """Return how long this portal waits."""
    settings = settings_here()
    return Waits(timedelta(days=settings.dormant_days), timedelta(days=settings.dormant_notice_days))


def sweep_dormant() -> None:
    """Do what is due for every account that rests, a part at a time: a run that is ended goes on with the next."""
    waits, left_alone = waits_here(), set[int]()
    while due := queries.list_due(waits, but=left_alone, at_most=AT_ONCE):
        with transaction():
            for account_id in due:
                step = dormancy.take_step(account_id, waits)
                if step is Step.NOTICE:
                    tell_owner(account_id, waits)
                elif step is Step.NOTHING:
                    left_alone.add(account_id)


def tell_owner(account_id: int, waits: Waits) -> None:
    """Write to the owner that the account will be closed."""
    account = get_account(account_id)
    mail_to(
        account.email,
        "dormant",
        account_id=account.id,
        name=account.name,
        used_on=date_long(account.seen_at) if account.seen_at else "",
        closes_on=date_long(now() + waits.notice),
        link=link_to("accounts.sign_in"),
    )
