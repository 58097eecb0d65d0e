"""The answer to whoever asks for what is not theirs: not there, and a line in the audit."""

from __future__ import annotations

from typing import NoReturn

from portal.features.accounts.session import viewer_here
from portal.features.people.services import note_reach
from portal.foundation.errors import NotFound
from portal.foundation.transaction import transaction


def refuse_reach(subject: str) -> NoReturn:
    """Note that this reader reached too far, and answer as if there were no such thing."""
    with transaction():
        note_reach(viewer_here(), subject)
    raise NotFound
