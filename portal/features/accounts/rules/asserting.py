"""What is taken from a county's own sign-in: who it is, by an address that the county has and has verified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.features.accounts.rules.joining import domain_of
from portal.foundation.errors import Forbidden

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

LONGEST_SUBJECT = 255
VERIFIED = (True, "true")


@dataclass(frozen=True, slots=True)
class Assertion:
    """Whom a county's sign-in names: the issuer's subject, with a verified mail address and a name."""

    issuer: str
    subject: str
    email: str
    name: str


def check_assertion(claims: Mapping[str, Any], *, issuer: str, domains: Collection[str], email: str) -> Assertion:
    """Return what a county's sign-in says of a person, or refuse it.

    `email` is the claimed address in the form addresses are compared in; `domains` are those of the county.
    """
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 1 <= len(subject) <= LONGEST_SUBJECT:
        raise Forbidden("Your county's sign-in does not say who you are.")
    if not email or claims.get("email_verified") not in VERIFIED:
        raise Forbidden(
            "Your county's sign-in does not give a mail address that it has verified. Ask your county's computer staff."
        )
    if domain_of(email) not in domains:
        raise Forbidden(
            f"Mail addresses at {domain_of(email)} are not registered for this county, so its sign-in cannot speak "
            "for them. Ask your county's liaison."
        )
    name = claims.get("name")
    return Assertion(issuer, subject, email, name if isinstance(name, str) and name.strip() else email)
