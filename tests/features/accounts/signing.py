"""Steps of signing in with more than a password, as browsers take them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from pyotp import TOTP
from sqlalchemy import func, select

from portal.features.accounts import queries
from portal.foundation.database import Model, db
from portal.infrastructure.mail.models import MailMessage
from tests.clients import TOKEN
from tests.factories import PASSWORD, make_person
from tests.features.accounts.reading import last_line

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

    from portal.features.accounts.models import Account
    from tests.clients import PortalClient
    from tests.features.accounts.authenticator import Device

Row = TypeVar("Row", bound=Model)
PAGE = "/profile/sign-in"
KEY = re.compile(r'class="key">([A-Z2-7 ]+)<')
CODE = re.compile(r'class="key">([A-Z0-9-]{19})<')


def options(client: PortalClient, address: str) -> dict[str, Any]:
    """Return what the portal wants of a passkey."""
    response = client.post(address)
    assert response.status_code == 200, response.get_data(as_text=True)
    found: dict[str, Any] = response.get_json()
    return found


def add_passkey(client: PortalClient, device: Device, name: str = "Work laptop") -> TestResponse:
    """Add a device's passkey to the account of a client."""
    answer = device.make(options(client, f"{PAGE}/passkeys/options"))
    return client.post(f"{PAGE}/passkeys", {"name": name, "answer": answer})


def show_passkey(client: PortalClient, device: Device, **fields: str) -> TestResponse:
    """Sign in with a device's passkey."""
    answer = device.show(options(client, "/sign-in/passkey/options"))
    return client.post("/sign-in/passkey", {"answer": answer} | fields)


def set_up_app(client: PortalClient, at: datetime) -> str:
    """Set up an authenticator app, and return its key."""
    client.post(f"{PAGE}/app/new")
    page = client.get(f"{PAGE}/app").get_data(as_text=True)
    found = KEY.search(page)
    assert found
    key = found[1].replace(" ", "")
    response = client.post(f"{PAGE}/app", {"code": TOTP(key).at(at)}, on=f"{PAGE}/app")
    assert (response.status_code, response.location) == (303, PAGE)
    return key


def make_codes(client: PortalClient) -> list[str]:
    """Make printed codes, and return them."""
    return CODE.findall(client.post(f"{PAGE}/codes").get_data(as_text=True))


def type_password(client: PortalClient, account: Account, password: str = PASSWORD, **fields: str) -> TestResponse:
    """Take the first step of signing in."""
    return client.post("/sign-in", {"email": account.email, "password": password} | fields)


def type_code(client: PortalClient, code: str) -> TestResponse:
    """Take the second step with a code."""
    page = client.get("/sign-in/second-step").get_data(as_text=True)
    proof = TOKEN.search(page)
    assert proof
    return client.http.post("/sign-in/second-step", data={"csrf_token": proof[1], "code": code})


def person(app: Flask, role: str = "worker", **place: str) -> Account:
    """Save a person, of Butte unless another county or region is named."""
    with app.app_context():
        return make_person(role, **(place or {"county": "Butte"}))


def factors_of(app: Flask, account: Account) -> queries.Factors:
    """Return what a person signs in with."""
    with app.app_context():
        return queries.factors_of(account.id)


def letters(app: Flask, account: Account) -> list[str]:
    """Return what was mailed to a person, the oldest first."""
    known = select(MailMessage).where(MailMessage.account_id == account.id).order_by(MailMessage.id)
    with app.app_context():
        return [message.text for message in db.session.scalars(known)]


def last_deed(app: Flask) -> tuple[str, str, int | None, dict[str, Any]]:
    """Return the audit's newest line."""
    with app.app_context():
        return last_line()


def count(app: Flask, table: type[Model]) -> int:
    """Return how many rows a table has."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def newest(app: Flask, table: type[Row]) -> Row:
    """Return the newest row of a table."""
    with app.app_context():
        return db.session.scalars(select(table).order_by(table.id.desc()).limit(1)).one()  # type: ignore[attr-defined]  # each has one
