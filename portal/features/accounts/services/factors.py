"""Set up and take away what people sign in with besides a password, and check the codes they type."""

from __future__ import annotations

from pyotp import random_base32
from sqlalchemy import delete, select

from portal.features.accounts import queries, rules
from portal.features.accounts.models import Account, AuthenticatorApp, Passkey, PrintedCode
from portal.features.accounts.passwords import hash_token, is_somebodys, new_printed_code, seal, unseal
from portal.features.accounts.services.accounts import record_of
from portal.features.accounts.services.challenges import APP_SET_UP, begin_challenge
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound

NOT_THE_CODE = "That code is not right, or was used already."
PASSWORD_TOO_SHORT = (
    f"Your password has fewer than {rules.SHORTEST_PASSWORD} characters, which is enough only beside a second method. "
    "Choose a longer password first, or keep another method."
)


def begin_app(account: Account, *, secret: str) -> str:
    """Make a key for an authenticator app, and return the token under which it waits for its first code."""
    return begin_challenge(APP_SET_UP, account_id=account.id, state={"key": seal(random_base32(), secret)})


def add_app(account: Account, sealed_key: str, typed: str, *, secret: str) -> None:
    """Keep an authenticator app once it showed a right code; one that was there before ends."""
    key = unseal(sealed_key, secret)
    step = rules.step_of_code(key, typed, at=now(), last_step=0) if key else None
    if step is None:
        raise Invalid(NOT_THE_CODE)
    before = queries.find_app(account.id)
    if before:
        db.session.delete(before)
        db.session.flush()
    db.session.add(AuthenticatorApp(account_id=account.id, sealed_key=sealed_key, last_step=step, created_at=now()))
    record_of(account, "authenticator app replaced" if before else "authenticator app added", actor_id=account.id)


def remove_app(account: Account) -> None:
    """Take the authenticator app away."""
    app = queries.find_app(account.id)
    if app is None:
        raise NotFound("There is no authenticator app; it may have been removed already.")
    db.session.delete(app)
    db.session.flush()
    record_of(account, "authenticator app removed", actor_id=account.id)


def make_codes(account: Account) -> list[str]:
    """Return a new set of codes to print, this once; those of an older set are no longer good."""
    if not queries.factors_of(account.id).has_second:
        raise Conflict("Add a passkey or an authenticator app first. Printed codes are for when that one is lost.")
    if not is_somebodys(account.password_hash):
        raise Conflict("Set a password first. A printed code opens your account together with it, never alone.")
    db.session.execute(delete(PrintedCode).where(PrintedCode.account_id == account.id))
    codes = [new_printed_code() for _ in range(rules.CODES_PRINTED)]
    db.session.add_all(
        PrintedCode(account_id=account.id, code_hash=hash_of_code(account.id, code), created_at=now()) for code in codes
    )
    record_of(account, "printed codes made", actor_id=account.id, count=len(codes))
    return [rules.grouped(code) for code in codes]


def hash_of_code(account_id: int, code: str) -> str:
    """Return what is kept of a printed code."""
    return hash_token(f"{account_id} {code}")


def check_code(account: Account, typed: str, *, secret: str) -> rules.Strength:
    """Use up a code of the account's app, or a printed one; return how strong what it opens is. Refuse any other."""
    app = queries.find_app(account.id)
    key = unseal(app.sealed_key, secret) if app else None
    if app and key:
        step = rules.step_of_code(key, typed, at=now(), last_step=app.last_step)
        if step is not None:
            app.last_step, app.used_at = step, now()
            return rules.Strength.TWO_FACTORS
    code = rules.plain_code(typed)
    known = select(PrintedCode).where(
        PrintedCode.account_id == account.id,
        PrintedCode.code_hash == hash_of_code(account.id, code or ""),
        PrintedCode.used_at.is_(None),
    )
    printed = db.session.scalar(known) if code else None
    if printed is None:
        raise Invalid(NOT_THE_CODE)
    printed.used_at = now()
    db.session.flush()
    record_of(account, "printed code used", actor_id=account.id, left=queries.count_codes(account.id))
    return rules.Strength.PRINTED_CODE


def refuse_too_little(account: Account) -> None:
    """Refuse to leave an account with nothing that opens it, or with a password too short to stand alone."""
    if not is_somebodys(account.password_hash) and not queries.list_passkeys(account.id):
        raise Conflict("This is your last passkey, and you have no password. Set a password first.")
    if account.is_password_short and not queries.factors_of(account.id).has_second:
        raise Conflict(PASSWORD_TOO_SHORT)


def end_codes_alone(account: Account) -> None:
    """Take printed codes away from an account that has nothing left they could stand in for."""
    if not queries.factors_of(account.id).has_second:
        db.session.execute(delete(PrintedCode).where(PrintedCode.account_id == account.id))


def end_factors(account_id: int) -> None:
    """Take everything away that an account was signed in with besides a password: it was closed, or recovered."""
    for table in (Passkey, AuthenticatorApp, PrintedCode):
        db.session.execute(delete(table).where(table.account_id == account_id))
