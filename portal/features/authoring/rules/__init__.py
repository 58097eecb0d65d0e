"""What may become of a page, and when. Values only."""

from portal.features.authoring.rules.content import (
    LABELS,
    LONGEST_BODY,
    Content,
    chain_faults,
    changed_facts,
    is_correction,
    says_the_same,
    shown,
    value_of,
)
from portal.features.authoring.rules.states import (
    DONE,
    DRAFT,
    HELD,
    LIVE,
    NEW,
    OFFERED,
    PLANNED,
    PUBLISH,
    REVIEW,
    SENT_BACK,
    STATES,
    TAKEN_BACK,
    WAITING,
    WITHDRAW,
    WITHDRAWN,
)
from portal.features.authoring.rules.times import future_moment, moment_in_california

__all__ = [
    "DONE", "DRAFT", "HELD", "LABELS", "LIVE", "LONGEST_BODY", "NEW", "OFFERED", "PLANNED", "PUBLISH", "REVIEW",
    "SENT_BACK", "STATES", "TAKEN_BACK", "WAITING", "WITHDRAW", "WITHDRAWN", "Content", "chain_faults",
    "changed_facts", "future_moment", "is_correction", "moment_in_california", "says_the_same", "shown", "value_of",
]  # fmt: skip
