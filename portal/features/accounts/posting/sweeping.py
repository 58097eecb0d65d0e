"""The job that forgets what is long over."""

from __future__ import annotations

from portal.features.accounts import services
from portal.foundation.transaction import transaction


def sweep_sessions() -> None:
    """Delete sessions that nobody can be in any more."""
    with transaction():
        services.forget_old_sessions()
