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
PUBLISH, WITHDRAW = "publish", "withdraw"
