"""Mail on getting back in, and the job that begins requests and opens them when their time has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.features.accounts import queries, rules, services
from portal.features.accounts.rules import Stage
from portal.foundation.clock import now
from portal.foundation.transaction import transaction
from portal.web.mail import link_to, mail_to

if TYPE_CHECKING:
    from portal.features.accounts.models import Account, RecoveryRequest


def look_after_recoveries() -> None:
    """Look at who asked, open what has waited long enough, and end what nobody took up: a job of the portal's own."""
    for ask_id in queries.list_asks():
        with transaction():
            take_up(ask_id)
    for request_id in [row.id for row in queries.list_without_end() if is_due(row)]:
        with transaction():
            move_on(request_id)


def take_up(ask_id: int) -> None:
    """Begin a request for whoever asked, or send a new link if one is ready; then forget the ask."""
    ask = queries.find_ask(ask_id)
    if ask is None:
        return
    account_id = ask.account_id
    services.forget_ask(ask)
    if account_id is None:
        return
    going_on = queries.find_going_on(account_id)
    if going_on is None:
        begin(account_id)
    elif is_ready(going_on) and rules.may_link(queries.link_times(going_on.id), at=now()):
        post_opening(going_on)


def begin(account_id: int) -> None:
    """Begin a request; tell its owner, who can stop it, and the people who can confirm it."""
    row = services.begin_recovery(account_id)
    if row is None:
        return
    account = queries.get_account(account_id)
    tell_owner(account, row, "recovery_begun")
    needed = queries.recovery_of(row).needed
    link = link_to("people.show_recovery", recovery_id=row.id)
    for helper in queries.nearest_helpers(account_id, needed=needed):
        mail_to(
            helper.email,
            "recovery_to_confirm",
            account_id=helper.id,
            name=helper.name,
            person=account.name,
            needed=needed,
            link=link,
        )


def is_due(row: RecoveryRequest) -> bool:
    """Say whether a request has to be moved on: it has expired, or is ready and its owner was not told."""
    stage = rules.stage_of(queries.recovery_of(row), at=now())
    return stage is Stage.EXPIRED or (stage is Stage.READY and not queries.link_times(row.id))


def is_ready(row: RecoveryRequest) -> bool:
    """Say whether the owner of a request can set a new password now."""
    return rules.stage_of(queries.recovery_of(row), at=now()) is Stage.READY


def move_on(request_id: int) -> None:
    """Post the first link of a request that is ready, and end one that has expired, unless somebody just did."""
    row = queries.get_request(request_id)
    if row.ended or not is_due(row):
        return
    if is_ready(row):
        post_opening(row)
    else:
        services.note_expired(row)


def post_opening(row: RecoveryRequest) -> None:
    """Post a link with which the owner sets a new password within the hour; earlier ones end."""
    account = queries.get_account(row.account_id)
    token = services.make_recovery_link(row, queries.OPEN)
    tell_owner(account, row, "recovery_ready", link=link_to("accounts.open_recovery", token=token))


def tell_owner(account: Account, row: RecoveryRequest, template: str, **facts: Any) -> None:
    """Post a message on a request to the account's address, with a link that stops the request."""
    stop = services.make_recovery_link(row, queries.STOP)
    mail_to(
        account.email,
        template,
        account_id=account.id,
        name=account.name,
        stop_link=link_to("accounts.ask_to_stop", token=stop),
        ask_link=link_to("accounts.cannot_sign_in"),
        asked_at=row.asked_at,
        opens_at=row.opens_at,
        **facts,
    )


def tell_ended(account: Account, template: str) -> None:
    """Post a message on how a request ended."""
    mail_to(account.email, template, account_id=account.id, name=account.name)
