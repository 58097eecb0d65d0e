"""Hash and compare passwords; know the common ones; make and hash tokens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.features.accounts import rules

ZXCVBN_READS = 32  # it takes longer than a person waits beyond
SAFELY_UNGUESSABLE, UNGUESSABLE_AS_ONE_OF_TWO = 3, 2  # zxcvbn's marks: beyond 10^8 and 10^6 guesses
NOBODYS = "!"  # before the hash of a password nobody knows
hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Return the password's argon2id hash."""
    return hasher.hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Compare; an account without a password takes as long as one with it, and never matches."""
    try:
        hasher.verify((password_hash or nobodys_hash()).removeprefix(NOBODYS), password)
    except (VerificationError, InvalidHashError):
        return False
    return is_somebodys(password_hash)


def is_somebodys(password_hash: str | None) -> bool:
    """Say whether a hash is of a password that somebody knows."""
    return password_hash is not None and not password_hash.startswith(NOBODYS)


def hash_without_password() -> str:
    """Return the hash kept of an account that passkeys or a county open: a password nobody knows. Takes its time."""
    return NOBODYS + hasher.hash(secrets.token_urlsafe(32))


def needs_rehash(password_hash: str) -> bool:
    """Say whether a hash was made with weaker parameters than today's."""
    return hasher.check_needs_rehash(password_hash)


@cache
def nobodys_hash() -> str:
    """Return the hash of a password nobody knows, so that unknown accounts take the same time."""
    return hasher.hash(secrets.token_urlsafe(32))


def is_common(password: str, *, about: list[str], is_alone: bool = True) -> bool:
    """Say whether the password is among the common ones or close to them (zxcvbn's lists, no network)."""
    from zxcvbn import zxcvbn  # noqa: PLC0415 - 13 MB of lists that few processes ever need

    verdict = zxcvbn(password[:ZXCVBN_READS], user_inputs=about, max_length=ZXCVBN_READS)
    return int(verdict["score"]) < (SAFELY_UNGUESSABLE if is_alone else UNGUESSABLE_AS_ONE_OF_TWO)


def new_token() -> str:
    """Return 256 random bits as text fit for a link or cookie."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return what is kept of a token: 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_subject(subject: str, secret: str) -> str:
    """Return a keyed hash of a mail or network address: tries are counted without keeping who."""
    return hmac.new(secret.encode(), subject.encode(), hashlib.sha256).hexdigest()


def new_printed_code() -> str:
    """Return 80 random bits in letters and digits that are not misread."""
    return "".join(secrets.choice(rules.ALPHABET) for _ in range(rules.GROUPS * rules.GROUP_LENGTH))


def seal(text: str, secret: str) -> str:
    """Return a text that only this portal's secret opens again."""
    from cryptography.fernet import Fernet  # noqa: PLC0415 - 10 MB that few processes ever need

    return Fernet(sealing_key(secret)).encrypt(text.encode()).decode()


def unseal(sealed: str, secret: str) -> str | None:
    """Return the text, or nothing if it was sealed with another secret."""
    from cryptography.fernet import Fernet, InvalidToken  # noqa: PLC0415 - as above

    try:
        return Fernet(sealing_key(secret)).decrypt(sealed).decode()
    except InvalidToken:
        return None


def sealing_key(secret: str) -> bytes:
    """Return the key for sealing, which is used for nothing else."""
    return base64.urlsafe_b64encode(hashlib.sha256(b"seal " + secret.encode()).digest())
