"""A county's own sign-in on this machine, and people who go through it."""

from __future__ import annotations

import json
import warnings
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from portal.features.accounts.models import CountySignIn
from portal.features.accounts.passwords import seal
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from tests.factories import fips_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from werkzeug.test import TestResponse

    from tests.clients import PortalClient

SECRET = "the county's secret"
ANA = {"email": "ana@butte.example", "email_verified": True, "name": "Ana Flores"}


@contextmanager
def county_provider() -> Iterator[str]:
    """Run a provider that speaks the protocol, and give its address."""
    with warnings.catch_warnings(record=True):
        from oidc_provider_mock import run_server_in_thread  # noqa: PLC0415 - Authlib advises against what it imports
    with run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


def know(provider: str, subject: str, claims: dict[str, object]) -> None:
    """Let the provider say this of somebody."""
    body = json.dumps(claims).encode()
    headers = {"Content-Type": "application/json"}
    with urlopen(Request(f"{provider}/users/{subject}", data=body, headers=headers, method="PUT")):  # noqa: S310 - ours
        pass


def set_up(app: Flask, provider: str, *, county: str = "Butte", lets_in: bool = False, is_on: bool = True) -> str:
    """Set up the provider as a county's own sign-in; return the county's number."""
    with app.app_context():
        fips, key = fips_of(county), app.extensions["portal.settings"].secret_key.get_secret_value()
        with transaction():
            db.session.add(
                CountySignIn(
                    county_fips=fips, issuer=provider, client_id="portal", client_secret=seal(SECRET, key),
                    changed_at=now(), is_on=is_on, lets_in=lets_in,
                )
            )  # fmt: skip
        return fips


def go(client: PortalClient, fips: str) -> str:
    """Return where the portal sends somebody of a county."""
    answer = client.get(f"/county-sign-in/{fips}")
    assert answer.status_code == 303
    return answer.location


def sign_in_there(address: str, subject: str) -> str:
    """Sign in at the provider as somebody, and return the address it leads back to."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=10)
    fields = urlencode({"sub": subject})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"{parts.path}?{parts.query}", body=fields, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 302
    return (answer.getheader("Location") or "").removeprefix("http://localhost")


def through_county(client: PortalClient, fips: str, subject: str = "ana-1") -> TestResponse:
    """Go through a county's sign-in as somebody, and return what the portal answers."""
    return client.get(sign_in_there(go(client, fips), subject))
