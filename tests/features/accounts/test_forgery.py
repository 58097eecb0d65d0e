"""No form is taken from somewhere else: every address that changes something asks for its proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.features.accounts.models import Account, RoleGrant
from portal.foundation.database import db
from tests.clients import TOKEN, PortalClient, text_of
from tests.factories import PASSWORD

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

BY_TOKEN = "/scim/"  # the proof there is a token, which no browser sends by itself
WORDS = {
    "token": "x" * 43, "account_id": "1", "grant_id": "1", "region_id": "northern", "key": "x", "slug": "x",
    "plugin_id": "northern", "rest": "x",
}  # fmt: skip
FIELDS = {
    "email": "new@butte.example", "name": "Neo", "county": "", "job": "", "role": "operator", "scope": "state:",
    "password": PASSWORD, "current_password": PASSWORD, "new_password": "nine amber kettles sing", "next": "",
}  # fmt: skip


def changing_addresses(app: Flask) -> list[str]:
    adapter = app.url_map.bind("localhost")
    return [
        adapter.build(rule.endpoint, {name: WORDS.get(name, "1") for name in rule.arguments}, method="POST")
        for rule in app.url_map.iter_rules()
        if (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"} and not rule.rule.startswith(BY_TOKEN)
    ]


def rows(app: Flask) -> tuple[int, int, list[str | None]]:
    with app.app_context():
        hashes = list(db.session.scalars(db.select(Account.password_hash).order_by(Account.id)))
        return len(hashes), len(db.session.scalars(db.select(RoleGrant)).all()), hashes


def foreign_proof(app: Flask) -> str:
    found = TOKEN.search(PortalClient(app).get("/sign-in").get_data(as_text=True))
    assert found is not None
    return found[1]


@pytest.mark.parametrize("proof", ["missing", "empty", "foreign", "made up"])
@pytest.mark.parametrize("who", ["stranger", "administrator"])
def test_every_changing_address_refuses_a_form_without_its_own_proof(
    client: PortalClient, who: str, proof: str
) -> None:
    if who == "administrator":
        client.sign_in_as("statewide-administrator")
        client.get("/profile")
    else:
        client.get("/sign-in")
    given = {"missing": None, "empty": "", "made up": "x.y.z", "foreign": foreign_proof(client.app)}[proof]
    fields = FIELDS | ({} if given is None else {"csrf_token": given})
    addresses = changing_addresses(client.app)
    before = rows(client.app)

    answers: dict[str, TestResponse] = {url: client.http.post(url, data=fields) for url in addresses}

    assert len(addresses) >= 9
    assert {url: answer.status_code for url, answer in answers.items()} == dict.fromkeys(addresses, 400)
    assert all("came from somewhere else" in text_of(answer) for answer in answers.values())
    assert rows(client.app) == before
    assert client.get("/profile").status_code == (200 if who == "administrator" else 303)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_where_a_token_is_the_proof_a_cookie_is_none(client: PortalClient, method: str) -> None:
    client.sign_in_as("statewide-administrator")
    before = rows(client.app)

    answers = [client.http.open(url, method=method, data=FIELDS) for url in ("/scim/v2/", "/scim/v2/Users/1")]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert rows(client.app) == before


def test_a_proof_in_the_address_is_not_taken(client: PortalClient) -> None:
    found = TOKEN.search(client.get("/sign-in").get_data(as_text=True))
    assert found is not None

    answer = client.http.post(f"/sign-in?csrf_token={found[1]}", data=FIELDS)

    assert answer.status_code == 400


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_address_takes_another_changing_method(client: PortalClient, method: str) -> None:
    client.sign_in_as("statewide-administrator")

    answers = {url: client.http.open(url, method=method).status_code for url in changing_addresses(client.app)}

    assert set(answers.values()) == {405}
