"""How a region's tools are looked for: every word of the question must begin a word of the tool or lead to it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_QUESTION = 100
WORD = re.compile(r"[^\W_]+")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TOPIC_WORDS = {"cft": "CFT meeting", "icwa": "ICWA", "icwa-and-tribes": "ICWA and tribes"}


def topic_words(topic: str) -> str:
    """Return a topic as people read it: “family-time” is “Family time”; one written out already stays as it is."""
    if not SLUG.fullmatch(topic):
        return topic
    words = topic.replace("-", " ")
    return TOPIC_WORDS.get(topic, words[:1].upper() + words[1:])


def folded(text: str) -> str:
    """Return a text without accents and capitals, so that “niño” and “NINO” are the same."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text as they are compared."""
    return tuple(WORD.findall(folded(text)))


def answers(question: str, texts: Iterable[str]) -> bool:
    """Say whether each word of a question begins a word of the texts; a question without words asks for everything."""
    asked = words_of(question[:LONGEST_QUESTION])
    there = {word for text in texts for word in words_of(text)}
    return all(any(word.startswith(one) for word in there) for one in asked)
