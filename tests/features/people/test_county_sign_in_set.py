"""Setting up a county's own sign-in: who may, what is refused, and that its secret is never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.accounts.models import CountySignIn
from portal.features.accounts.passwords import unseal
from portal.foundation.database import db
from portal.infrastructure.audit.models import AuditEntry
from tests.clients import PortalClient, text_of
from tests.factories import fips_of

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

JOINING = "/admin/people/joining"
SECRET = "the county's own secret"
RIGHT = {"issuer": "https://sign-in.butte.example", "client_id": "portal", "client_secret": SECRET, "is_on": "y"}


@pytest.fixture
def northern(app: Flask) -> PortalClient:
    return PortalClient(app).sign_in_as("regional-administrator", region="northern")


def page_of(app: Flask, county: str = "Butte") -> str:
    with app.app_context():
        return f"{JOINING}/{fips_of(county)}"


def keep(client: PortalClient, page: str, *, on: str = "", **changed: str) -> TestResponse:
    return client.post(f"{page}/sign-in", RIGHT | changed, on=on or page)


def kept(app: Flask) -> list[tuple[str, str, str | None, bool, bool]]:
    secret = app.extensions["portal.settings"].secret_key.get_secret_value()
    with app.app_context():
        rows = db.session.scalars(select(CountySignIn)).all()
        return [(one.issuer, one.client_id, unseal(one.client_secret, secret), one.is_on, one.lets_in) for one in rows]


def test_it_is_kept_with_a_sealed_secret_that_is_never_shown_again(app: Flask, northern: PortalClient) -> None:
    page = page_of(app)

    answer = keep(northern, page)
    shown = northern.get(page).get_data(as_text=True)

    assert (answer.status_code, answer.location) == (303, page)
    assert kept(app) == [("https://sign-in.butte.example", "portal", SECRET, True, False)]
    assert "https://sign-in.butte.example" in shown
    assert "Kept, and never shown. Leave empty to keep it." in shown
    assert f"http://localhost/county-sign-in/{page.rpartition('/')[2]}/answer" in shown
    assert SECRET not in shown
    with app.app_context():
        row = db.session.scalars(select(CountySignIn)).one()
        line = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert SECRET not in row.client_secret
        assert line is not None
        assert (line.deed, line.county_fips) == ("county sign-in set", row.county_fips)
        assert line.details == {
            "issuer": "https://sign-in.butte.example", "client": "portal", "in_use": "yes", "lets_in": "no",
            "new_secret": "yes",
        }  # fmt: skip


def test_an_empty_secret_keeps_the_one_there_is_but_takes_it_to_no_other_issuer(
    app: Flask, northern: PortalClient
) -> None:
    page = page_of(app)
    keep(northern, page)

    same = northern.post(f"{page}/sign-in", {**RIGHT, "client_secret": "", "lets_in": "y"}, on=page)
    other = keep(northern, page, issuer="https://evil.example", client_secret="")
    client = keep(northern, page, client_id="another", client_secret="")

    assert [answer.status_code for answer in (same, other, client)] == [303, 422, 422]
    assert "Enter the secret too" in text_of(other)
    assert 'value="https://evil.example"' in other.get_data(as_text=True)
    assert kept(app) == [("https://sign-in.butte.example", "portal", SECRET, True, True)]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"issuer": ""}, "Enter the issuer's address."),
        ({"issuer": "http://sign-in.butte.example"}, "The issuer is an address such as https://"),
        ({"issuer": "sign-in.butte.example"}, "The issuer is an address such as https://"),
        ({"issuer": "https://a:b@sign-in.butte.example"}, "The issuer is an address such as https://"),
        ({"issuer": "https://sign-in.butte.example/?x"}, "The issuer is an address such as https://"),
        ({"issuer": "https://[x"}, "The issuer is an address such as https://"),
        ({"issuer": "https://" + "x" * 400}, "Field cannot be longer than 255 characters."),
        ({"client_id": ""}, "Enter the client."),
        ({"client_secret": ""}, "Enter the secret: the county's sign-in asks for it."),
        ({"client_secret": "x" * 400}, "Field cannot be longer than 250 characters."),
    ],
)
def test_what_cannot_be_used_is_said_by_its_field(
    app: Flask, northern: PortalClient, changed: dict[str, str], sentence: str
) -> None:
    answer = keep(northern, page_of(app), **changed)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert SECRET not in answer.get_data(as_text=True)
    assert kept(app) == []


def test_a_county_of_another_region_is_out_of_reach(app: Flask, northern: PortalClient) -> None:
    answer = keep(northern, page_of(app, "Fresno"), on=page_of(app))

    assert (answer.status_code, kept(app)) == (404, [])
