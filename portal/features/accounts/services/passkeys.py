"""Add passkeys, recognise them, take them away."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from portal.features.accounts import queries, rules
from portal.features.accounts.models import Account, Passkey
from portal.features.accounts.services.accounts import record_of
from portal.features.accounts.services.challenges import PASSKEY_ADDED, PASSKEY_SHOWN, TOO_LATE, begin_challenge
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound

if TYPE_CHECKING:
    from portal.features.accounts.rules import Site
    from portal.features.accounts.services.ceremonies import Shown
    from portal.features.accounts.services.challenges import Begun

LONGEST_FACTOR_NAME = 60
COPIED = "This passkey may have been copied, so it was not accepted. Sign in another way, and remove it."


def begin_passkey(account: Account, site: Site) -> tuple[dict[str, Any], str]:
    """Return what the browser makes a passkey from, and the token with which it comes back."""
    from portal.features.accounts.services import ceremonies  # noqa: PLC0415 - 10 MB that few processes ever need

    known = [one.credential for one in queries.list_passkeys(account.id)]
    if len(known) >= rules.MOST_PASSKEYS:
        raise Conflict(f"You have {rules.MOST_PASSKEYS} passkeys, which is the most there can be. Remove one first.")
    handle = hashlib.sha256(f"portal account {account.id}".encode()).digest()
    options, state = ceremonies.ask_for_new(site, handle=handle, email=account.email, name=account.name, known=known)
    return options, begin_challenge(PASSKEY_ADDED, account_id=account.id, state=state)


def read_new_passkey(begun: Begun, answer: str, site: Site, *, account_id: int) -> Shown:
    """Return the passkey a browser made after it was asked to, for this very account, or refuse."""
    if begun.account_id != account_id:
        raise Conflict(TOO_LATE)
    from portal.features.accounts.services import ceremonies  # noqa: PLC0415 - as above

    return ceremonies.read_new(site, begun.state, answer)


def add_passkey(account: Account, shown: Shown, *, name: str) -> Passkey:
    """Keep a passkey under a name."""
    if queries.find_passkey(shown.credential_hash):
        raise Conflict("This passkey is known already.")
    name = " ".join(name.split())[:LONGEST_FACTOR_NAME] or f"Passkey {len(queries.list_passkeys(account.id)) + 1}"
    passkey = Passkey(
        account_id=account.id,
        credential_hash=shown.credential_hash,
        credential=shown.credential,
        name=name,
        counter=shown.counter,
        created_at=now(),
    )
    db.session.add(passkey)
    db.session.flush()
    record_of(account, "passkey added", actor_id=account.id, passkey=passkey.id)
    return passkey


def begin_showing(site: Site, *, account_id: int | None) -> tuple[dict[str, Any], str]:
    """Return what the browser finds a passkey by, and the token; for an account that is known, one of its own."""
    from portal.features.accounts.services import ceremonies  # noqa: PLC0415 - as above

    known = None if account_id is None else [one.credential for one in queries.list_passkeys(account_id)]
    options, state = ceremonies.ask_for_known(site, known=known)
    return options, begin_challenge(PASSKEY_SHOWN, account_id=account_id, state=state)


def recognise(begun: Begun, answer: str, site: Site) -> tuple[Passkey, Shown]:
    """Return the passkey a browser showed after it was asked to, or refuse; nothing is written yet."""
    from portal.features.accounts.services import ceremonies  # noqa: PLC0415 - as above

    passkey = queries.find_passkey(ceremonies.credential_named(answer))
    if passkey is None or begun.account_id not in {None, passkey.account_id}:
        raise Invalid(ceremonies.NOT_ONE)
    return passkey, ceremonies.read_known(site, begun.state, answer, credential=passkey.credential)


def note_passkey_used(account: Account, passkey_id: int, *, counter: int) -> None:
    """Note that a passkey was used; one whose counter does not move on is in two places, and is refused."""
    passkey = next((one for one in queries.list_passkeys(account.id) if one.id == passkey_id), None)
    if passkey is None:
        raise Conflict("This passkey was removed a moment ago.")
    if (counter or passkey.counter) and counter <= passkey.counter:
        raise Invalid(COPIED)
    passkey.counter, passkey.used_at = counter, now()


def remove_passkey(account: Account, passkey_id: int) -> str:
    """Take a passkey away, and return its name."""
    passkey = next((one for one in queries.list_passkeys(account.id) if one.id == passkey_id), None)
    if passkey is None:
        raise NotFound("There is no such passkey; it may have been removed already.")
    db.session.delete(passkey)
    db.session.flush()
    record_of(account, "passkey removed", actor_id=account.id, passkey=passkey_id)
    return passkey.name
