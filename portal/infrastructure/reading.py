"""How hard a text is to read: its sentences, words and syllables, and the school grade that follows from them.

English is graded by Flesch and Kincaid, Spanish by Crawford; the ease is Flesch's, in Spanish as Fernández Huerta
fitted it. A short form in capitals (CFT) counts as one syllable: whether it is explained is another question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

SPANISH = "es"
WORD = re.compile(r"[^\W_]+(?:[’'‑-][^\W_]+)*")
PART = re.compile(r"[^\W\d_]+")
END = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][\"'”’)\]]))\s+(?=[\"'“‘(\[¿¡]*[^\W_])|\s*\n\s*")
SHORTENED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|vs|e\.g|i\.e|Sra?|Dra?|Ud|p\.\s?ej|[A-HJ-Z])\.$")
ENGLISH_GROUP = re.compile(r"[aeiouyáéíóúü]+")
SILENT_ENDS = re.compile(
    r"(?:[^laeiouy]|[aeiouy]l)e$|[^aeiouytd]ed$|(?:[^aeiouyscxzghl]|[aeiouy]l|th)es$|[^aeiouy]eful(?:ly)?$"
)
SILENT_INSIDE = re.compile(
    r"[^aeiouyl]e(?=(?:ments?|ness|less|ly|some|times?|things?|where|works?|ty|one|body|givers?|hand|wide|holds?|bye)$)|"
    r"(?<=ev)e(?=ry)|(?<=fer)e(?=nt)|(?<=hav)i(?=or)"
)
PARTED = re.compile(
    r"i[ao](?!us$|n)(?<![cstg]ia)(?<![cstgx]io)|ua(?<!qua)(?<!gua)|eo(?!us$)(?<!peo)|[cns]re[a]te|(?<!q)u(?:i|e)t[yi]|"
    r"y(?=[aeiou])(?<=[^aeiou]y)|iet|(?<=[aeiouy])ing|i[eo]us(?<![cgtx]ious)|ius$|[aeiou]ism|uou|rea[lc]t|eas?urea|ier$|"
    r"(?:id|ar)ea|reun"
)
SPANISH_WEAK, SPANISH_STRONG = "iuü", "aeoáéíóú"


@dataclass(frozen=True)  # no slots: what is counted is kept
class Reading:
    """What was counted in a text."""

    sentences: tuple[str, ...]
    language: str = "en"

    @cached_property
    def words(self) -> int:
        """How many words it has."""
        return sum(len(words_of(sentence)) for sentence in self.sentences)

    @cached_property
    def syllables(self) -> int:
        """How many syllables its words have."""
        return sum(syllables_of(word, self.language) for sentence in self.sentences for word in words_of(sentence))

    @property
    def grade(self) -> float:
        """The school grade in which it can be read, 0 for a text without words."""
        if not self.words:
            return 0.0
        sentences, words, syllables = len(self.sentences), self.words, self.syllables
        if self.language == SPANISH:
            grade = -0.205 * 100 * sentences / words + 0.049 * 100 * syllables / words - 3.407
        else:
            grade = 0.39 * words / sentences + 11.8 * syllables / words - 15.59
        return round(max(grade, 0.0), 1)

    @property
    def ease(self) -> float:
        """How easy it is, from 0 to 100: from 60 on plain, from 80 on easy."""
        if not self.words:
            return 100.0
        per_sentence, per_word = self.words / len(self.sentences), self.syllables / self.words
        if self.language == SPANISH:
            ease = 206.84 - 60 * per_word - 1.02 * per_sentence
        else:
            ease = 206.835 - 84.6 * per_word - 1.015 * per_sentence
        return round(min(max(ease, 0.0), 100.0), 1)


def read(text: str, language: str = "en") -> Reading:
    """Return what is counted in a plain text; a line's end ends a sentence too."""
    return Reading(sentences_of(text), language)


def sentences_of(text: str) -> tuple[str, ...]:
    """Return the sentences of a plain text that hold a word."""
    found: list[str] = []
    for piece in (piece.strip() for piece in END.split(text)):
        if found and SHORTENED.search(found[-1]) and piece:
            found[-1] = f"{found[-1]} {piece}"
        elif WORD.search(piece):
            found.append(piece)
    return tuple(found)


def words_of(sentence: str) -> list[str]:
    """Return the words of a sentence; one joined by hyphens is one."""
    return WORD.findall(sentence)


@lru_cache(maxsize=20_000)
def syllables_of(word: str, language: str = "en") -> int:
    """Return how many syllables a word has, at least one; in English by rules that are right for 97 words of 100."""
    count = in_spanish if language == SPANISH else in_english
    return max(sum(1 if part.isupper() else count(part.lower()) for part in PART.findall(word)), 1)


def in_english(word: str) -> int:
    """Return the syllables of an English word in small letters: groups of vowels, less those that are silent."""
    stem = SILENT_INSIDE.sub(lambda found: found[0][:-1], word)
    groups = len(ENGLISH_GROUP.findall(stem))
    groups -= 1 if SILENT_ENDS.search(stem) and groups > 1 else 0
    return max(groups + len(PARTED.findall(stem)), 1 if stem.strip("s") else 0)


def in_spanish(word: str) -> int:
    """Return the syllables of a Spanish word in small letters: two strong vowels side by side are two."""
    vowels = [letter if is_vowel(word, place) else " " for place, letter in enumerate(word)]
    count = 0
    for before, letter in pairwise([" ", *vowels]):
        apart = before in SPANISH_STRONG and letter in SPANISH_STRONG
        count += letter != " " and (before == " " or apart)
    return count


def is_vowel(word: str, place: int) -> bool:
    """Say whether a letter of a Spanish word sounds as a vowel: not the u of que, and y only at the end."""
    letter = word[place]
    if letter == "y":
        return place == len(word) - 1
    if letter == "u" and place and word[place - 1] in "qg" and word[place + 1 : place + 2] in tuple("eiéí"):
        return False
    return letter in SPANISH_WEAK or letter in SPANISH_STRONG
