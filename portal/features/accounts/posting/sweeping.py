"""The job that forgets what is long over."""

from __future__ import annotations

from portal.features.accounts import services
from portal.foundation.transaction import transaction


def sweep_sessions() -> None:
    """Delete sessions and devices that nobody can use any more, and requests to get back in that ended long ago."""
    with transaction():
        services.forget_old_sessions()
        services.forget_old_devices()
        services.forget_old_recoveries()
