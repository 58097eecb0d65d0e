"""Look for plugins that are new or changed, and bring in what they ship."""

from __future__ import annotations

from portal.features.extensions.services import upgrading
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.log import record


def look_for_plugins(*, actor_id: int | None) -> int:
    """Find, try, upgrade and bring in every plugin; return how many there are."""
    inspection = upgrading.bring_in()
    with transaction():
        record("plugins looked for", actor_id=actor_id, subject="plugins", found=len(inspection.found))
    return len(inspection.found)
