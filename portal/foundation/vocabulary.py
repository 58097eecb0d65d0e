"""The field's closed lists: stable keys, and the labels people read. Keys are those of the toolkit's site map."""

from __future__ import annotations

AUDIENCES = {
    "social-worker": "Social workers",
    "hotline": "Hotline screeners",
    "supervisor": "Supervisors",
    "leader": "Leaders and analysts",
    "trainer": "Trainers and coaches",
    "partner": "Parent and youth partners",
    "family": "Families and networks",
    "child": "Children and youth",
    "all": "Everyone",
}
ELEMENTS = {
    "foundational": "Foundational",
    "engagement": "Engagement",
    "assessment": "Assessment",
    "teaming": "Teaming",
    "planning": "Service planning and delivery",
    "transition": "Transition",
    "supervision": "Supervision",
    "implementation": "Implementation",
}
PHASES = {
    "hotline": "Hotline",
    "investigation": "Investigation",
    "ongoing": "Ongoing work",
    "court": "Court",
    "cft": "CFT meeting",
    "family-time": "Family time",
    "reunification": "Reunification",
    "permanency": "Permanency",
    "closing": "Closing",
}
MOTIFS = ("mountains", "bay", "valley", "coast", "city")
FEED_FORMATS = {"atom": "Atom feed", "rss": "RSS feed", "ical": "Calendar", "page": "Web page"}
TOOL_KINDS = {"page": "Guide", "checklist": "Checklist", "link": "Link"}


def labels(keys: tuple[str, ...] | list[str], words: dict[str, str]) -> tuple[str, ...]:
    """Return the labels of keys, in the list's own order."""
    return tuple(label for key, label in words.items() if key in keys)
