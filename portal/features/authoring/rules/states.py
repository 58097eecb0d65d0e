"""How a page stands, and how a change on its way to the readers does."""

from __future__ import annotations

NEW, LIVE, WITHDRAWN, DRAFT, OFFERED = "new", "live", "withdrawn", "draft", "offered"
REVIEW, PLANNED, HELD, DONE, SENT_BACK, TAKEN_BACK = "review", "planned", "held", "done", "sent back", "taken back"
STATES = {
    NEW: "Never published",
    LIVE: "Live",
    WITHDRAWN: "Withdrawn",
    DRAFT: "Draft",
    REVIEW: "Waits for review",
    PLANNED: "Planned",
    HELD: "Plan held back",
    OFFERED: "Pack has a newer text",
}
WAITING = (REVIEW, PLANNED, HELD)
PUBLISH, WITHDRAW, BRING_BACK, TAKE_PACK = "publish", "withdraw", "bring back", "take pack"
DEEDS = {
    PUBLISH: "publish the page",
    WITHDRAW: "withdraw the page",
    BRING_BACK: "bring the page back",
    TAKE_PACK: "take the pack’s text",
}
WITH_A_TEXT = (PUBLISH, TAKE_PACK)  # what changes the words readers see
