"""Look for plugins that are new or changed, and bring in what they ship."""

from __future__ import annotations

from portal.features.regions.queries import county_fips_by_name
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.log import record
from portal.plugin_host.host import get_host
from portal.plugin_host.synchronising import inspect_all, synchronise


def look_for_plugins(*, actor_id: int | None) -> int:
    """Find, try and bring in every plugin; return how many there are.

    Their own code runs before anything is locked.
    """
    host = get_host()
    inspection = inspect_all(host, county_fips_by_name())
    with transaction():
        synchronise(host, inspection)
        record("plugins looked for", actor_id=actor_id, subject="plugins", found=len(inspection.found))
    return len(inspection.found)
