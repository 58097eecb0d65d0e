"""What the portal makes of a county's sign-in that lies, breaks or belongs to somebody else."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from portal.features.accounts.services import Provider, ProviderFault, begin_asking, finish_asking
from portal.features.accounts.services.asserting import open_token
from portal.foundation.clock import now
from tests.webserver import WebServer, web_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

ISSUER, CLIENT, NONCE = "https://sign-in.butte.example", "portal", "a nonce"
PROVIDER = Provider(ISSUER, CLIENT, "a secret", "http://localhost/county-sign-in/06007/answer")


@pytest.fixture(scope="module")
def key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})


def claims(**changed: Any) -> dict[str, Any]:
    at = int(now().timestamp())
    told = {"iss": ISSUER, "sub": "ana-1", "aud": CLIENT, "exp": at + 300, "iat": at, "nonce": NONCE, **changed}
    return {name: value for name, value in told.items() if value is not None}


def signed(key: RSAKey, **changed: Any) -> dict[str, str]:
    return {"id_token": jwt.encode({"alg": "RS256", "kid": "one"}, claims(**changed), key)}


def keys_of(key: RSAKey) -> dict[str, Any]:
    return {"keys": [{"kty": "strange", "kid": "two"}, key.as_dict(private=False)]}


def test_a_token_that_is_right_is_believed(key: RSAKey) -> None:
    found = open_token(signed(key, email="ana@butte.example"), keys_of(key), provider=PROVIDER, nonce=NONCE)

    assert (found["sub"], found["email"]) == ("ana-1", "ana@butte.example")


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://sign-in.fresno.example"},
        {"iss": None},
        {"aud": "another portal"},
        {"aud": ["portal", "another"]},  # several, and it does not say for whom it was made
        {"aud": None},
        {"azp": "another portal"},
        {"nonce": "another nonce"},
        {"nonce": None},
        {"sub": None},
        {"exp": None},
        {"exp": int((now() - timedelta(hours=3)).timestamp())},
        {"iat": int((now() + timedelta(hours=3)).timestamp())},
    ],
)
def test_a_token_with_one_thing_wrong_is_not(key: RSAKey, changed: dict[str, Any]) -> None:
    with pytest.raises(ProviderFault, match="The identity token is not right"):
        open_token(signed(key, **changed), keys_of(key), provider=PROVIDER, nonce=NONCE)


def test_a_token_that_others_signed_or_nobody_is_not(key: RSAKey) -> None:
    stranger = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
    public = json.dumps(key.as_dict(private=False))
    head = base64.urlsafe_b64encode(b'{"alg":"none","kid":"one"}').rstrip(b"=").decode()
    body = base64.urlsafe_b64encode(json.dumps(claims()).encode()).rstrip(b"=").decode()
    by_public_key = jwt.encode({"alg": "HS256", "kid": "one"}, claims(), OctKey.import_key(public.ljust(64)))
    tokens: list[dict[str, Any]] = [
        signed(stranger), {"id_token": f"{head}.{body}."}, {"id_token": by_public_key}, {"id_token": "x.y.z"},
        {"id_token": None}, {},
    ]  # fmt: skip

    for token in tokens:
        with pytest.raises(ProviderFault, match="The identity token is not right"):
            open_token(token, keys_of(key), provider=PROVIDER, nonce=NONCE)


@pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": None}, {"keys": ["x"]}, {"keys": [{"kty": "RSA"}]}])
def test_keys_that_are_none_open_nothing(key: RSAKey, keys: dict[str, Any]) -> None:
    with pytest.raises(ProviderFault, match="The identity token is not right"):
        open_token(signed(key), keys, provider=PROVIDER, nonce=NONCE)


@pytest.fixture
def server() -> Iterator[WebServer]:
    with web_server() as running:
        yield running


def at(server: WebServer, **changed: Any) -> Provider:
    """Let the server be a provider, and return it."""
    issuer = server.url("")
    told = {
        "issuer": issuer, "authorization_endpoint": f"{issuer}/in", "token_endpoint": f"{issuer}/token",
        "jwks_uri": f"{issuer}/keys", "userinfo_endpoint": f"{issuer}/person", **changed,
    }  # fmt: skip
    server.give("/.well-known/openid-configuration", json.dumps(told))
    return Provider(issuer, CLIENT, "a secret", "http://localhost/county-sign-in/06007/answer", is_local_allowed=True)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"issuer": "https://evil.example"}, "calls itself otherwise"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "must be one such as https://"),
        ({"authorization_endpoint": None}, "does not say its authorization_endpoint"),
        ({"token_endpoint": 7}, "does not say its token_endpoint"),
    ],
)
def test_a_provider_that_describes_itself_wrongly_is_not_used(
    context: Flask, server: WebServer, changed: dict[str, Any], words: str
) -> None:
    provider = at(server, **changed)

    with pytest.raises(ProviderFault, match=words):
        begin_asking(provider)


@pytest.mark.parametrize("body", ["", "no json", "[]", "[" * 100_000])
def test_a_provider_that_says_nothing_sensible_is_not_used(context: Flask, server: WebServer, body: str) -> None:
    provider = at(server)
    server.give("/.well-known/openid-configuration", body)

    with pytest.raises(ProviderFault):
        begin_asking(provider)


def finish(provider: Provider) -> dict[str, Any]:
    return finish_asking(provider, code="a code", nonce=NONCE, verifier="v" * 43, issuer="")


def test_the_secret_goes_to_no_address_the_provider_leads_on_to(context: Flask, server: WebServer) -> None:
    provider = at(server)
    server.give("/token", "", status=302, Location=server.url("/elsewhere"))
    server.give("/elsewhere", "{}")

    with pytest.raises(ProviderFault, match="leads on to another address"):
        finish(provider)

    assert [path for path, _ in server.asked] == ["/.well-known/openid-configuration", "/token"]
    assert dict(server.asked)["/token"]["Authorization"] == "Basic cG9ydGFsOmEgc2VjcmV0"


@pytest.mark.parametrize(("subject", "fault"), [("ana-1", ""), ("somebody else", "those of somebody else")])
def test_an_address_that_is_not_in_the_token_is_asked_for_and_has_to_be_of_the_same_person(
    context: Flask, server: WebServer, key: RSAKey, subject: str, fault: str
) -> None:
    provider = at(server)
    server.give("/token", json.dumps(signed(key, iss=provider.issuer) | {"access_token": "a token"}))
    server.give("/keys", json.dumps(keys_of(key)))
    server.give("/person", json.dumps({"sub": subject, "email": "ana@butte.example", "email_verified": True}))

    if fault:
        with pytest.raises(ProviderFault, match=fault):
            finish(provider)
    else:
        assert finish(provider)["email"] == "ana@butte.example"
    assert dict(server.asked)["/person"]["Authorization"] == "Bearer a token"
    assert f"code_verifier={'v' * 43}" in server.forms[0]


def test_a_provider_that_did_not_answer_is_left_in_peace_for_a_while(context: Flask, server: WebServer) -> None:
    provider = at(server)
    server.give("/.well-known/openid-configuration", "", status=503)

    for words in ("answered with 503", "did not answer a moment ago"):
        with pytest.raises(ProviderFault, match=words):
            begin_asking(provider)

    assert len(server.asked) == 1


def test_a_provider_is_not_asked_for_its_addresses_whenever_somebody_presses_the_button(
    context: Flask, server: WebServer
) -> None:
    provider = at(server)

    begun = [begin_asking(provider).state for _ in range(3)]

    assert ([path for path, _ in server.asked], len(set(begun))) == (["/.well-known/openid-configuration"], 3)
