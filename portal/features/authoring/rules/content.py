"""What a page says, as one value: its title, summary, kind, facts and text."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from portal.features.authoring.rules.times import shown_day
from portal.features.toolkits.rules import KINDS
from portal.foundation.differences import count_changed_words
from portal.foundation.vocabulary import AGES, AUDIENCES, ELEMENTS, LANGUAGES, PHASES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Content = dict[str, Any]
LONGEST_BODY = 200_000
LONGEST_LINE, LONGEST_LINES = 300, 3_000
LONGEST = {  # of what is not the text itself, in characters; lists count as they are typed
    "summary": LONGEST_LINES, "credits": LONGEST_LINES, "awaiting": 120, "related": 600, "tools": 400,
}  # fmt: skip
MOST_WORDS_OF_A_CORRECTION = 5
LONGEST_WORD_OF_A_CORRECTION = 30
TURNS_A_SENTENCE = (  # one of these more or less, and a page says the contrary of what somebody looked at
    "not", "no", "never", "none", "nor", "cannot", "without", "unless", "except", "only", "always", "must",
    "nunca", "jamás", "tampoco", "ninguna", "ninguno", "ningún", "sin", "salvo", "solo", "sólo", "siempre", "debe",
)  # fmt: skip
# Where links lead, numbers, what is written as one word and read as many, and what turns a sentence into its contrary.
# No sign is looked at twice, however a text is made to hold this up.
NO_SPELLING = re.compile(
    r"\]\([^)]*|\]\[[^\[\]]*|\[[^\[\]\n]*\]:.*|https?:\S+|www\.\S+|<[^<>\n]*>|&#?\w+;|:::.*|\d+"
    rf"|\w{{{LONGEST_WORD_OF_A_CORRECTION},}}|(?i:\b(?:{'|'.join(TURNS_A_SENTENCE)})\b|n[’']t\b)"
)
LABELS = {
    "title": "Title",
    "summary": "Summary",
    "kind": "Kind of page",
    "audience": "For whom",
    "element": "Practice element",
    "phases": "When",
    "ages": "Age of the child",
    "owner": "Kept by",
    "last_checked": "Last checked",
    "next_check": "Next check",
    "credits": "Credit",
    "rights": "Rights",
    "language": "Language",
    "translation_of": "Translation of",
    "awaiting": "Waits for a review by",
    "related": "Used together with",
    "tools": "Belongs to",
    "instead_of": "Instead of",
}
WORDS = {
    "kind": KINDS,
    "audience": AUDIENCES,
    "element": ELEMENTS,
    "phases": PHASES,
    "ages": AGES,
    "language": LANGUAGES,
}
DAYS = ("last_checked", "next_check")
TEXTS = ("title", "summary", "kind")
NAMES_ITSELF = {
    "translation_of": "A page cannot be the translation of itself.",
    "tools": "A page cannot belong to itself.",
    "instead_of": "A page cannot stand instead of itself.",
    "related": "A page is not listed as used together with itself.",
}


def value_of(content: Content, key: str) -> Any:
    """Return a fact of a page, or one of its texts."""
    return content[key] if key in TEXTS else content["facts"].get(key)


def shown(key: str, value: Any) -> str:
    """Return a fact as people read it."""
    if key in DAYS and value:
        return shown_day(date.fromisoformat(value))
    words: Mapping[str, str] = WORDS.get(key, {})
    values = value if isinstance(value, list) else [value] if value else []
    return "; ".join(words.get(one, one) for one in values)


def bound_facts(content: Content) -> tuple[Content, list[str]]:
    """Return a content whose facts are no longer than they may be, and a sentence on each that was; the text stays."""
    told, kept = list[str](), content | {"facts": dict(content["facts"])}
    for key, label in LABELS.items():
        most, value = LONGEST.get(key, LONGEST_LINE), value_of(content, key)
        typed = ", ".join(value) if isinstance(value, list) else value or ""
        if len(typed) > most:
            short = within(value, most)
            (kept if key in TEXTS else kept["facts"])[key] = short
            told.append(f"“{label}” has {len(typed):,} characters; at most {most:,} of them are kept.")
    return kept, told


def within(value: str | list[str], most: int) -> str | list[str]:
    """Return the beginning of a fact: of a list, as many as fit."""
    if isinstance(value, str):
        return value[:most]
    kept, room = list[str](), most
    for one in value:
        room -= len(one) + 2
        if room < 0:
            break
        kept.append(one)
    return kept


def changed_facts(before: Content | None, after: Content) -> list[tuple[str, str, str]]:
    """Return what differs beside the text: its label, and what it was and is."""
    rows = []
    for key, label in LABELS.items():
        was, is_now = (shown(key, value_of(one, key)) if one else "" for one in (before, after))
        if was != is_now:
            rows.append((label, was, is_now))
    return rows


def says_the_same(one: Content | None, other: Content) -> bool:
    """Say whether two contents are the same to a reader."""
    return one is not None and one["body"] == other["body"] and not changed_facts(one, other)


def is_correction(before: Content, after: Content) -> bool:
    """Say whether at most a few words of title, summary and text differ, and no fact, link, box, number or “not”."""
    if [row for row in changed_facts(before, after) if row[0] not in {LABELS["title"], LABELS["summary"]}]:
        return False
    texts = [(before[key], after[key]) for key in ("title", "summary", "body")]
    if any(NO_SPELLING.findall(was) != NO_SPELLING.findall(is_now) for was, is_now in texts):
        return False
    most = MOST_WORDS_OF_A_CORRECTION
    return sum(count_changed_words(was, is_now, at_most=most) for was, is_now in texts) <= most


def chain_faults(slug: str, content: Content, originals: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    """Give the facts by which a page would lead back to itself. `originals` says of what each page is a translation."""
    facts = content["facts"]
    for key, sentence in NAMES_ITSELF.items():
        named = facts.get(key) or []
        if slug in ([named] if isinstance(named, str) else named):
            yield key, sentence
    original = facts.get("translation_of")
    if not original or original == slug:
        return
    if originals.get(original):
        yield "translation_of", f"“{original}” is itself a translation; name the page that it was made from."
    elif slug in originals.values():
        yield "translation_of", "Other pages are translations of this one, so it cannot be a translation itself."
