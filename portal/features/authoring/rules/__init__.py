"""What may become of a page, and when. Values only."""

from portal.features.authoring.rules.content import (
    LABELS,
    LONGEST,
    LONGEST_BODY,
    LONGEST_LINE,
    LONGEST_LINES,
    Content,
    bound_facts,
    chain_faults,
    changed_facts,
    is_correction,
    says_the_same,
    shown,
    value_of,
)
from portal.features.authoring.rules.states import (
    BRING_BACK,
    DEEDS,
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
    TAKE_PACK,
    TAKEN_BACK,
    WAITING,
    WITH_A_TEXT,
    WITHDRAW,
    WITHDRAWN,
)
from portal.features.authoring.rules.times import future_moment, moment_in_california

__all__ = [
    "BRING_BACK", "DEEDS", "DONE", "DRAFT", "HELD", "LABELS", "LIVE", "LONGEST", "LONGEST_BODY", "LONGEST_LINE",
    "LONGEST_LINES", "NEW", "OFFERED", "PLANNED", "PUBLISH", "REVIEW", "SENT_BACK", "STATES", "TAKEN_BACK",
    "TAKE_PACK", "WAITING", "WITHDRAW", "WITHDRAWN", "WITH_A_TEXT", "Content", "bound_facts", "chain_faults",
    "changed_facts", "future_moment", "is_correction", "moment_in_california", "says_the_same", "shown", "value_of",
]  # fmt: skip
