"""Where a person of a role begins. Values only."""

from __future__ import annotations

START_HERE: dict[str, tuple[str, ...]] = {
    "worker": ("for-social-workers", "three-questions", "mapping-with-families", "safety-planning"),
    "supervisor": ("for-supervisors", "group-supervision", "coaching-cards", "mapping-group"),
    "county-liaison": ("how-to-use", "regional-contacts", "for-leaders", "assessment-tools"),
    "regional-editor": ("reuse-and-confidentiality", "key-elements", "how-to-use", "shared-tools"),
    "reviewer": ("reuse-and-confidentiality", "sorting-the-words", "key-elements", "shared-tools"),
    "regional-administrator": ("for-leaders", "implementation-guide", "linked-teams", "assessment-tools"),
    "statewide-editor": ("key-elements", "glossary", "reuse-and-confidentiality", "backbone-committee"),
    "statewide-administrator": ("for-leaders", "implementation-guide", "backbone-committee", "glossary"),
    "operator": ("what-is-sop", "how-to-use", "reuse-and-confidentiality"),
}
FOR_ANYBODY = ("what-is-sop", "how-to-use", "three-questions", "glossary")


def start_slugs(role: str | None) -> tuple[str, ...]:
    """Return the slugs of the pages a person of a role begins with."""
    return START_HERE.get(role or "", FOR_ANYBODY)
