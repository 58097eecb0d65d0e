"""Letters about requests for an account, and the job that clears old ones away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts import queries, services
from portal.features.accounts.passwords import hash_token
from portal.features.accounts.posting.invitations import join_address
from portal.features.regions.queries import find_county
from portal.foundation.clock import now, today
from portal.foundation.transaction import transaction
from portal.web.mail import link_to, mail_to
from portal.web.templating import date_long

if TYPE_CHECKING:
    from datetime import datetime

    from portal.features.accounts.models import Account, AccountRequest

KEY_LENGTH = 40
NOBODY_DECIDED = "Nobody decided within thirty days. Ask again, or ask your county's liaison or your academy."


def answer_asking(asked: services.Asked) -> None:
    """Write to the address that asked: a link to confirm it, or how things stand; the latter once a day at most.

    What its sender typed is not repeated: anybody can ask in anybody's name.
    """
    if asked.standing == "new":
        mail_to(asked.email, "asked", link=link_to("accounts.confirm", token=asked.token))
    elif asked.standing != "quiet":
        key = f"asked {asked.standing} {hash_token(asked.email)[:KEY_LENGTH]} {today():%Y%m%d}"
        is_known, link = asked.standing == "known", link_to("accounts.sign_in")
        mail_to(asked.email, "asked_before", key=key, is_known=is_known, link=link)


def tell_deciders(request: AccountRequest) -> None:
    """Tell those who decide on a county's requests that one waits."""
    for account in queries.list_deciders(request.county_fips):
        mail_to(
            account.email,
            "request_waits",
            key=f"request {request.id} waits for {account.id} since {now():%Y%m%d}",
            account_id=account.id,
            name=account.name,
            asker=request.name,
            county=county_of(request),
            link=link_to("people.list_requests"),
        )


def tell_approved(request: AccountRequest, account: Account, *, token: str, expires_at: datetime | None) -> None:
    """Tell who asked that the account is there: with a link for the first password, or by the county's sign-in."""
    link = join_address(token) if token else link_to("accounts.list_county_sign_ins")
    mail_to(
        account.email,
        "request_approved",
        account_id=account.id,
        name=account.name,
        county=county_of(request),
        expires=date_long(expires_at) if expires_at else "",
        link=link,
    )


def tell_declined(request: AccountRequest, reason: str) -> None:
    """Tell who asked that there will be no account, and why."""
    mail_to(request.email, "request_declined", name=request.name, county=county_of(request), reason=reason)


def county_of(request: AccountRequest) -> str:
    """Return the name of the county a request is for."""
    county = find_county(request.county_fips)
    return county.name if county else ""


def clear_old_requests() -> None:
    """Delete old requests, and tell those whom nobody answered: a job of the portal's own."""
    with transaction():
        for request in services.clear_requests():
            tell_declined(request, NOBODY_DECIDED)
