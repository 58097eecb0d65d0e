"""What the portal and a browser say to each other about passkeys (WebAuthn): values only; nothing is stored here."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from portal.foundation.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.features.accounts.rules import Site

VERIFIED = UserVerificationRequirement.REQUIRED
NOT_ONE = "The browser's answer does not hold a passkey of this portal. Please try again."


@dataclass(frozen=True, slots=True)
class Shown:
    """A passkey that was made or shown: what a device is known by, and how often it says it was used."""

    credential_hash: str
    credential: str
    counter: int


def server_of(site: Site) -> Fido2Server:
    """Return the library's side for a site; only its very origin is accepted."""
    entity = PublicKeyCredentialRpEntity(name=site.name, id=site.host)
    return Fido2Server(entity, verify_origin=lambda origin: origin == site.origin)


def ask_for_new(
    site: Site, *, handle: bytes, email: str, name: str, known: Sequence[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the browser is asked to make a passkey from, and what has to be remembered of it."""
    options, state = server_of(site).register_begin(
        PublicKeyCredentialUserEntity(id=handle, name=email, display_name=name),
        [AttestedCredentialData(websafe_decode(one)) for one in known],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=VERIFIED,
    )
    return dict(options.public_key), state


def ask_for_known(site: Site, *, known: Sequence[str] | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the browser is asked to find a passkey by, and what has to be remembered; None asks for any."""
    credentials = None if known is None else [AttestedCredentialData(websafe_decode(one)) for one in known]
    options, state = server_of(site).authenticate_begin(credentials, user_verification=VERIFIED)
    return dict(options.public_key), state


def read_new(site: Site, state: dict[str, Any], answer: str) -> Shown:
    """Return the passkey a browser made, or refuse the answer."""
    try:
        data = server_of(site).register_complete(state, RegistrationResponse.from_dict(read_json(answer)))
        credential = data.credential_data
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Invalid(NOT_ONE) from error
    if credential is None:
        raise Invalid(NOT_ONE)
    return Shown(hash_of(credential.credential_id), websafe_encode(credential), data.counter)


def credential_named(answer: str) -> str:
    """Return the hash of the identifier of the passkey an answer speaks of; nothing is proved yet."""
    try:
        return hash_of(AuthenticationResponse.from_dict(read_json(answer)).raw_id)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Invalid(NOT_ONE) from error


def read_known(site: Site, state: dict[str, Any], answer: str, *, credential: str) -> Shown:
    """Return the passkey a browser showed if its signature, challenge and origin are right, or refuse the answer."""
    known = AttestedCredentialData(websafe_decode(credential))
    try:
        response = AuthenticationResponse.from_dict(read_json(answer))
        server_of(site).authenticate_complete(state, [known], response)
        data: AuthenticatorData = response.response.authenticator_data
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Invalid(NOT_ONE) from error
    return Shown(hash_of(known.credential_id), credential, data.counter)


def hash_of(identifier: bytes) -> str:
    """Return what a passkey is looked up by."""
    return hashlib.sha256(identifier).hexdigest()


def read_json(answer: str) -> dict[str, Any]:
    """Return what a browser answered, as values."""
    found = json.loads(answer)
    if not isinstance(found, dict):
        raise TypeError("an answer is an object")
    return found
