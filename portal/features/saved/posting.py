"""Work done daily: what is kept no longer is deleted."""

from __future__ import annotations

from portal.features.saved import services
from portal.foundation.transaction import transaction


def clear_away() -> None:
    """Delete the words of answers that are a year old and what closed accounts saved; end sharing with places left."""
    with transaction():
        services.clear_old_words()
        services.clear_closed()
        services.end_sharing()
