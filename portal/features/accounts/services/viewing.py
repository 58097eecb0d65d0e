"""Write down that somebody looks at the portal as another role, and that they stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts.rules import Scope
from portal.infrastructure.audit.log import record

if TYPE_CHECKING:
    from portal.features.accounts.queries import Viewer
    from portal.features.accounts.rules import Grant


def note_view(viewer: Viewer, grant: Grant, deed: str, **details: str) -> None:
    """Add the line: the business of the place that is looked at."""
    record(
        deed,
        subject=f"role {grant.role.value}",
        actor_id=viewer.account_id,
        region=grant.key if grant.scope is Scope.REGION else None,
        county=grant.key if grant.scope is Scope.COUNTY else None,
        **details,
    )
