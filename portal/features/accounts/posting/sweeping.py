"""The job that forgets what is long over."""

from __future__ import annotations

from portal.features.accounts import services
from portal.foundation.transaction import transaction


def sweep_sessions() -> None:
    """Delete sessions that nobody can be in any more, and requests to get back in that ended long ago."""
    with transaction():
        services.forget_old_sessions()
        services.forget_old_recoveries()
