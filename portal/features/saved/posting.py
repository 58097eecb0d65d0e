"""Work done daily: words of old answers are deleted."""

from __future__ import annotations

from portal.features.saved import services
from portal.foundation.transaction import transaction


def clear_old_words() -> None:
    """Delete the words of answers that are a year old."""
    with transaction():
        services.clear_old_words()
