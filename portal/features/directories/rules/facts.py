"""What a directory says of a person, and what the portal makes of it."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass, replace
from typing import Any

from portal.foundation.errors import Invalid

LONGEST_TEXT = 254
WORDS = {
    "user_name": "userName",
    "email": "emails",
    "external_id": "externalId",
    "display_name": "displayName",
    "given_name": "name.givenName",
    "family_name": "name.familyName",
    "formatted_name": "name.formatted",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a county's directory says of a person. `is_primary` is its own mark on the address, sent back as it came."""

    user_name: str
    email: str
    is_active: bool = True
    external_id: str | None = None
    display_name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    formatted_name: str | None = None
    is_primary: bool | None = True

    @property
    def name(self) -> str:
        """The name the portal shows: the fullest one there is."""
        parts = " ".join(part for part in (self.given_name, self.family_name) if part)
        chosen = self.display_name or self.formatted_name or parts or self.email.partition("@")[0]
        return " ".join(chosen.split())


def check_facts(facts: Facts) -> None:
    """Refuse what cannot be kept: texts that are empty, too long, or hold characters that no name has."""
    for field, word in WORDS.items():
        text = getattr(facts, field)
        if text is None:
            continue
        if not 1 <= len(text) <= LONGEST_TEXT:
            raise Invalid(f"{word} has 1 to {LONGEST_TEXT} characters.")
        if not text.isprintable():
            raise Invalid(f"{word} holds characters that cannot be kept.")


def user_key(user_name: str) -> str:
    """Return a user name in the form it is compared in: capitals make no difference."""
    return unicodedata.normalize("NFKC", user_name).strip().casefold()


def following(before: Facts, after: Facts) -> Facts:
    """Return the facts with the address that follows: one that was the user name goes with it."""
    was_user_name = before.email == user_key(before.user_name)
    if was_user_name and after.email == before.email and "@" in after.user_name:
        return replace(after, email=user_key(after.user_name))
    return after


def completed(sent: Any, *, is_active: bool, email: str | None) -> Any:
    """Return a whole person as sent, with what the portal needs and directories may leave out.

    Who is not said to be inactive stays as they are; without an address, it is the one known or else the user name.
    """
    if not isinstance(sent, dict):
        return sent
    given = {key.casefold(): value for key, value in sent.items() if value not in (None, [])}
    added: dict[str, Any] = {}
    if "active" not in given:
        added["active"] = is_active
    address = email or given.get("username")
    if "emails" not in given and isinstance(address, str) and "@" in address:
        added["emails"] = [{"value": address, "primary": True}]
    return {
        key: value for key, value in sent.items() if key.casefold() not in {name.casefold() for name in added}
    } | added


def changed_words(before: Facts, after: Facts) -> list[str]:
    """Return the names of what differs, as the directory calls it."""
    old, new = asdict(before), asdict(after)
    return [word for field, word in WORDS.items() if old[field] != new[field]]
