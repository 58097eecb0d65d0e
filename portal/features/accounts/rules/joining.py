"""Which mail domains may be a county's, and how long what waits is kept."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum

from portal.foundation.errors import Invalid

ADDRESS_LINK_LIVES = timedelta(days=1)
MAILED_AGAIN_AFTER = timedelta(minutes=10)
REQUEST_KEPT = timedelta(days=30)
LONGEST_DOMAIN = 253
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
OPEN_TO_EVERYBODY = frozenset({
    "aol.com", "att.net", "comcast.net", "fastmail.com", "gmail.com", "gmx.com", "googlemail.com", "hotmail.com",
    "icloud.com", "live.com", "mac.com", "mail.com", "me.com", "msn.com", "outlook.com", "pacbell.net", "pm.me",
    "proton.me", "protonmail.com", "sbcglobal.net", "verizon.net", "yahoo.com", "ymail.com", "zoho.com",
})  # fmt: skip


class Switch(StrEnum):
    """A way to join that can be switched off."""

    INVITATIONS = "invitations"
    SELF_REGISTRATION = "self_registration"


SWITCH_LABELS = {Switch.INVITATIONS: "Invitations", Switch.SELF_REGISTRATION: "Asking for an account"}
SWITCHED_OFF = {
    Switch.INVITATIONS: "Invitations are switched off: no new ones are sent. Those sent before can still be used.",
    Switch.SELF_REGISTRATION: (
        "Asking for an account is switched off here. Your county's liaison or your academy invites you."
    ),
}


def domain_of(email: str) -> str:
    """Return the domain of a mail address."""
    return email.rpartition("@")[2]


def clean_domain(text: str) -> str:
    """Return a mail domain in the form it is compared in, or refuse what cannot be one county's."""
    domain = text.strip().casefold().removeprefix("@").rstrip(".")
    try:
        domain = domain.encode("idna").decode() if not domain.isascii() else domain
    except UnicodeError:
        domain = ""
    if len(domain) > LONGEST_DOMAIN or not DOMAIN.fullmatch(domain):
        raise Invalid("Write the part of a mail address behind the @, such as butte.example.")
    if domain in OPEN_TO_EVERYBODY:
        raise Invalid(f"Everybody can have an address at {domain}, so it says nothing about a county.")
    return domain
