"""Ask a county's own sign-in who somebody is, by OpenID Connect: the code flow with state, nonce and PKCE.

The protocol's parts are Authlib's; every request goes through the portal's own way out, which has limits and a guard.
"""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.features.accounts.passwords import new_token
from portal.foundation.clock import now
from portal.infrastructure.epoch import kept
from portal.infrastructure.fetch.client import FetchFault, check, fetch

if TYPE_CHECKING:
    from collections.abc import Mapping

log = logging.getLogger(__name__)
SCOPE = "openid email profile"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
KEY_KINDS = {"RSA", "EC"}
LARGEST_ANSWER = 256 * 1024
SECONDS = 8
RESTS_SECONDS = 30
METADATA_KEPT_SECONDS = 300
LEEWAY_SECONDS = 120


class ProviderFault(Exception):
    """A county's sign-in does not answer, or not as it should; the message is for the log."""


@dataclass(frozen=True, slots=True)
class Provider:
    """How a county's sign-in is asked, and where it sends people back to."""

    issuer: str
    client_id: str
    client_secret: str
    answer_to: str
    is_local_allowed: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """What was sent along with somebody to their county's sign-in, and has to come back with them."""

    url: str
    state: str
    nonce: str
    verifier: str


def begin_asking(provider: Provider) -> Asking:
    """Return where to send somebody, and what to remember until they come back."""
    from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # noqa: PLC0415 - much that few processes need
    from authlib.oauth2.rfc7636 import create_s256_code_challenge  # noqa: PLC0415 - as above

    where = read_metadata(provider, deadline=time.monotonic() + SECONDS)
    state, nonce, verifier = new_token(), new_token(), new_token() + new_token()
    url = prepare_grant_uri(
        where["authorization_endpoint"],
        provider.client_id,
        "code",
        redirect_uri=provider.answer_to,
        scope=SCOPE,
        state=state,
        nonce=nonce,
        code_challenge=create_s256_code_challenge(verifier),
        code_challenge_method="S256",
    )
    return Asking(url, state, nonce, verifier)


def finish_asking(provider: Provider, *, code: str, nonce: str, verifier: str, issuer: str) -> dict[str, Any]:
    """Return what a county's sign-in says of who came back with a code; `issuer` is who the answer says it is from."""
    from authlib.oauth2.auth import ClientAuth  # noqa: PLC0415 - much that few processes need
    from authlib.oauth2.rfc6749.parameters import prepare_token_request  # noqa: PLC0415 - as above

    if issuer and issuer != provider.issuer:
        raise ProviderFault("The answer is from another issuer.")
    deadline = time.monotonic() + SECONDS
    where = read_metadata(provider, deadline=deadline)
    ways = where.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    way = "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
    body = prepare_token_request(
        "authorization_code", redirect_uri=provider.answer_to, code=code, code_verifier=verifier
    )
    auth = ClientAuth(provider.client_id, provider.client_secret, way)
    _, headers, body = auth.prepare("POST", where["token_endpoint"], {}, body)
    token = read_json(
        provider, where["token_endpoint"], deadline, form=body, authorization=headers.get("Authorization", "")
    )
    keys = read_json(provider, where["jwks_uri"], deadline)
    claims = open_token(token, keys, provider=provider, nonce=nonce)
    if "email" not in claims and where.get("userinfo_endpoint"):
        bearer = f"Bearer {token.get('access_token')}"
        more = read_json(provider, where["userinfo_endpoint"], deadline, authorization=bearer)
        if more.get("sub") != claims["sub"]:
            raise ProviderFault("The person's data are those of somebody else.")
        claims = {**more, **claims}
    return claims


def open_token(token: Mapping[str, Any], keys: Mapping[str, Any], *, provider: Provider, nonce: str) -> dict[str, Any]:
    """Return what an identity token says, once its signature, issuer, audience, times and nonce were found right."""
    from authlib.oidc.core import CodeIDToken  # noqa: PLC0415 - much that few processes need
    from joserfc import jwt  # noqa: PLC0415 - as above
    from joserfc.errors import JoseError  # noqa: PLC0415 - as above
    from joserfc.jwk import KeySet  # noqa: PLC0415 - as above

    try:
        usable = [key for key in keys["keys"] if key.get("kty") in KEY_KINDS and key.get("use", "sig") == "sig"]
        opened = jwt.decode(token["id_token"], KeySet.import_key_set({"keys": usable}), algorithms=ALGORITHMS)
        claims = CodeIDToken(
            opened.claims,
            opened.header,
            options={
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
            },
            params={"nonce": nonce, "client_id": provider.client_id, "access_token": token.get("access_token")},
        )
        claims.validate(now=int(now().timestamp()), leeway=LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ProviderFault(f"The identity token is not right: {type(error).__name__}: {error}") from None
    return dict(claims)


def read_metadata(provider: Provider, *, deadline: float) -> dict[str, Any]:
    """Return where a county's sign-in is asked what; it is asked anew after some minutes only.

    Strangers who press the button often do not let the portal ask as often, and wait for each answer.
    """
    store, key = kept("county sign-ins' addresses"), (provider.issuer, provider.is_local_allowed)
    stamp = (int(now().timestamp()) // METADATA_KEPT_SECONDS,)
    is_known, known = store.find(key, stamp)
    if is_known:
        return dict(known)
    found = checked(provider, ask_metadata(provider, deadline=deadline))
    store.put(key, stamp, found)
    return found


def ask_metadata(provider: Provider, *, deadline: float) -> dict[str, Any]:
    """Return what a county's sign-in says of itself; one that did not answer a moment ago is left in peace."""
    store, key = kept("county sign-ins"), (provider.issuer,)
    stamp = (int(now().timestamp()) // RESTS_SECONDS,)
    if store.find(key, stamp)[0]:
        raise ProviderFault("It did not answer a moment ago.")
    try:
        return read_json(provider, f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration", deadline)
    except ProviderFault:
        store.put(key, stamp, value=True)
        raise


def checked(provider: Provider, found: dict[str, Any]) -> dict[str, Any]:
    """Return what a county's sign-in says of itself, or refuse what cannot be used."""
    if found.get("issuer") != provider.issuer:
        raise ProviderFault("The issuer calls itself otherwise.")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not isinstance(found.get(name), str):
            raise ProviderFault(f"It does not say its {name}.")
    try:
        check(found["authorization_endpoint"], None, is_local_allowed=provider.is_local_allowed)
    except FetchFault as fault:
        raise ProviderFault(str(fault)) from None
    return found


def read_json(
    provider: Provider, url: str, deadline: float, *, form: str | None = None, authorization: str = ""
) -> dict[str, Any]:
    """Return the object an address gives, within what is left of the time."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise ProviderFault("The time is over.")
    try:
        answer = fetch(
            url,
            limit=LARGEST_ANSWER,
            seconds=left,
            form=form,
            authorization=authorization,
            is_local_allowed=provider.is_local_allowed,
        )
        found = json.loads(answer.body)
    except FetchFault as fault:
        raise ProviderFault(str(fault)) from None
    except (ValueError, RecursionError):
        raise ProviderFault("It gave an answer that is no JSON.") from None
    if not isinstance(found, dict):
        raise ProviderFault("It gave an answer of another form.")
    return found
