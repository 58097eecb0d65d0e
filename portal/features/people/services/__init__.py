"""What is done to people by those who look after them. Rows are added here and committed by the caller."""

from portal.features.people.services import dormancy, transfers, yearly
from portal.features.people.services.deeds import ask_deed, do_some, grant_in, undo_some
from portal.features.people.services.importing import (
    BATCH,
    Invitation,
    ask_for_transfer,
    asked_by,
    do_batch,
    finish,
    next_batch,
)
from portal.features.people.services.leaving import NO_HEIR, find_heir, hand_over, unfinished_of
from portal.features.people.services.noting import note_address_asked, note_export
from portal.features.people.services.staging import (
    DONE,
    JOB,
    KEPT_FOR,
    PREVIEW,
    RUNNING,
    Examined,
    confirm,
    discard,
    examine,
    stage,
    sweep,
)

__all__ = [
    "BATCH", "DONE", "JOB", "KEPT_FOR", "NO_HEIR", "PREVIEW", "RUNNING", "Examined", "Invitation", "ask_deed",
    "ask_for_transfer", "asked_by", "confirm", "discard", "do_batch", "do_some", "dormancy", "examine",
    "find_heir", "finish", "grant_in", "hand_over", "next_batch", "note_address_asked", "note_export",
    "stage", "sweep", "transfers", "undo_some", "unfinished_of", "yearly",
]  # fmt: skip
