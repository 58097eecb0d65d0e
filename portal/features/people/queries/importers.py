"""Who brings in people, with what they may do now; it need not be somebody who is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from portal.features.accounts import rules
from portal.features.accounts.queries import get_account, grant_of, main_regions
from portal.features.accounts.rules import PORTAL_ITSELF, Grant
from portal.foundation.clock import today

TERMINAL = "The operator of the portal"


@dataclass(frozen=True, slots=True)
class Importer:
    """Who brings in people, by the roles held today; nobody's number is the terminal."""

    account_id: int | None
    name: str
    county_fips: str | None
    grants: tuple[Grant, ...]
    permissions: frozenset[str]
    powers: frozenset[tuple[str, str]]

    def may(self, permission: str, key: str = "") -> bool:
        """Say whether the person has a permission: in the whole state, or in a region or county if given."""
        return permission in self.permissions or (permission, key) in self.powers


def importer_of(account_id: int | None) -> Importer:
    """Return who brings in people, as they stand now: who was closed meanwhile may nothing more."""
    account = get_account(account_id) if account_id is not None else None
    on = today()
    held: tuple[Grant, ...] = PORTAL_ITSELF
    if account is not None:
        own = () if account.closed_at else map(grant_of, account.grants)
        held = tuple(grant for grant in own if grant.holds_on(on))
    return Importer(
        account_id,
        account.name if account else TERMINAL,
        account.county_fips if account else None,
        held,
        rules.permissions_of(held, on=on),
        rules.powers_of(held, main_regions(), on=on),
    )
