"""What may become of a page, and when. Values only."""

from portal.features.authoring.rules.states import (
    DRAFT,
    HELD,
    LIVE,
    NEW,
    OFFERED,
    PLANNED,
    REVIEW,
    STATES,
    WAITING,
    WITHDRAWN,
)

__all__ = ["DRAFT", "HELD", "LIVE", "NEW", "OFFERED", "PLANNED", "REVIEW", "STATES", "WAITING", "WITHDRAWN"]
