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
AGES = {
    "0-5": "Up to five years",
    "6-12": "Six to twelve",
    "13-17": "Teenagers",
    "18-21": "Young adults",
}
MOTIFS = ("mountains", "bay", "valley", "coast", "city")
FEED_FORMATS = {"atom": "Atom feed", "rss": "RSS feed", "ical": "Calendar", "page": "Web page"}
LANGUAGES = {
    "en": "English",
    "es": "Español",
    "zh-Hant": "中文 (繁體)",
    "zh-Hans": "中文 (简体)",
    "vi": "Tiếng Việt",
    "tl": "Tagalog",
    "hmn": "Hmoob",
    "ko": "한국어",
    "hy": "Հայերեն",
    "ru": "Русский",
    "ar": "العربية",
    "fa": "فارسی",
    "pa": "ਪੰਜਾਬੀ",
    "km": "ខ្មែរ",
}
RIGHT_TO_LEFT = frozenset({"ar", "fa"})
WORKSHEET_PARTS = {
    "heading": "Heading",
    "note": "Note",
    "line": "Line to fill in",
    "lines": "Lines to fill in",
    "choice": "One of several",
    "checks": "Boxes to tick",
    "scale": "Scale from 0 to 10",
    "table": "Table to fill in",
}
TOOL_KINDS = {"page": "Guide", "checklist": "Checklist", "link": "Link"}


def labels(keys: tuple[str, ...] | list[str], words: dict[str, str]) -> tuple[str, ...]:
    """Return the labels of keys, in the list's own order."""
    return tuple(label for key, label in words.items() if key in keys)
