"""A device with passkeys, in Python: makes and shows them as browsers do, and lies where a test wants it to."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

FLAG = AuthenticatorData.FLAG
ORIGIN = "http://localhost"


@dataclass
class Device:
    """One passkey. `counter` is what it says of its uses, `origin` where its browser believes to be."""

    origin: str = ORIGIN
    host: str = "localhost"
    is_verified: bool = True
    counter: int = 0
    identifier: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))

    def client_data(self, kind: str, challenge: str) -> bytes:
        """Return what a browser says it was asked, and where."""
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def flags(self) -> FLAG:
        """Return whether somebody was there, and was recognised."""
        return FLAG.UP | FLAG.UV if self.is_verified else FLAG.UP

    def make(self, options: dict[str, Any]) -> str:
        """Answer a request for a new passkey."""
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(b"\0" * 16, self.identifier, public)
        rp_hash = hashlib.sha256(self.host.encode()).digest()
        data = AuthenticatorData.create(rp_hash, self.flags() | FLAG.AT, self.counter, credential)
        attested = AttestationObject.create("none", data, {})
        client = self.client_data("webauthn.create", options["challenge"])
        return self.answer({"clientDataJSON": client, "attestationObject": attested})

    def show(self, options: dict[str, Any]) -> str:
        """Answer a request for a known passkey."""
        self.counter += 1 if self.counter else 0
        client = self.client_data("webauthn.get", options["challenge"])
        rp_hash = hashlib.sha256(self.host.encode()).digest()
        data = AuthenticatorData.create(rp_hash, self.flags(), self.counter)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ECDSA(SHA256()))
        return self.answer({"clientDataJSON": client, "authenticatorData": data, "signature": signature})

    def answer(self, response: dict[str, bytes]) -> str:
        """Return an answer as `toJSON` gives it."""
        identifier = websafe_encode(self.identifier)
        coded = {name: websafe_encode(value) for name, value in response.items()}
        found = {"id": identifier, "rawId": identifier, "type": "public-key", "response": coded}
        return json.dumps(found | {"clientExtensionResults": {}})
