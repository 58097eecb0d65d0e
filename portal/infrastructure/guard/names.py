"""Words that may be a person's name.

Inside a sentence a word written large is a name unless it is known. At its beginning only words of the lists of first
and last names count, words that are in no list of English, and words behind “named”, “my client” and the like. There is
no list of Spanish: at the beginning of a sentence in a Spanish text only listed names and cues count.
The lists are those of zxcvbn: names of the census of 1990, words of an encyclopedia and of films.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from portal.infrastructure.guard.findings import NAME, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST, MOST_COMMON = 20_000, 4_000
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
BEGINS = re.compile(r"(?:^|[.!?:;…\n\"“”«»(•*|–—-])[\s\"“”«»(*-]*$")
CUES = re.compile(
    r"(?:\b(?:named|called|mr|mrs|ms|miss|dr|se llama|llamad[oa]|sr|sra|señora?)\b\.?"
    r"|\b(?:my|the|our|a|mi|el|la) (?:client|child|baby|mother|father|mom|dad|son|daughter|grandmother|aunt|uncle|"
    r"hijo|hija|niñ[oa]|madre|padre)\b,?)[ ]$",
    re.IGNORECASE,
)
SPANISH = re.compile(r"\b(?:el|la|los|las|de|del|que|y|en|un|una|es|por|para|con|lo|se|mi|su)\b", re.IGNORECASE)
ALWAYS_KNOWN = frozenset({
    "i", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "california", "sacramento", "english", "spanish", "español", "inglés", "hmong", "vietnamese", "chinese",
    "tagalog", "korean", "armenian", "russian", "arabic", "farsi", "punjabi", "khmer", "mixteco", "state",
    "county", "region", "thanksgiving", "christmas", "easter", "god", "zoom", "teams", "word", "excel", "pdf",
    "mom", "dad", "grandma", "grandpa", "youtube", "google", "iphone", "android", "dependency", "department",
    "internet", "america", "american", "latino", "latina", "native", "tribe", "tribal", "black", "white",
    "asian", "federal", "children", "mr", "mrs", "ms", "dr", "miss", "great", "thanks", "please", "yes", "no",
})  # fmt: skip


def find_names(text: str, *, known: frozenset[str]) -> Iterator[Finding]:
    """Give each run of words that may be a name; `known` are words in small letters, or several, that are none."""
    places = [match.span() for match in together(known).finditer(text[:LONGEST].replace("’", "'"))]
    words = [
        word
        for word in WORD.finditer(text[:LONGEST])
        if not any(start <= word.start() and word.end() <= end for start, end in places)
    ]
    yield from plain_names(text, words, known=known)
    is_spanish = len(SPANISH.findall(text[:LONGEST])) > 1
    run: list[re.Match[str]] = []
    for word in words:
        if run and (text[run[-1].end() : word.start()] != " " or not is_large(word[0])):
            yield from named(text, run, known=known, is_spanish=is_spanish)
            run = []
        if is_large(word[0]):
            run.append(word)
    if run:
        yield from named(text, run, known=known, is_spanish=is_spanish)


@lru_cache(maxsize=4)
def together(known: frozenset[str]) -> re.Pattern[str]:
    """Return the pattern of those known words that are none only where several stand together."""
    several = sorted((words for words in known if " " in words), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, several))})(?!\w)" if several else r"(?!)", re.IGNORECASE)


def is_large(word: str) -> bool:
    """Say whether a word is written like a name: large, and not as an abbreviation such as CFT."""
    return word[0].isupper() and (len(word) == 1 or not word.isupper())


def named(text: str, run: list[re.Match[str]], *, known: frozenset[str], is_spanish: bool) -> Iterator[Finding]:
    """Give the part of a run of large words that may be a name, if any."""
    before = text[: run[0].start()]
    may_be = [may_be_name(word[0], known=known) for word in run]
    if BEGINS.search(before[-12:]) and not CUES.search(before[-30:]) and not (len(run) > 1 and may_be[1]):
        may_be[0] = may_be[0] and is_unusual(word_of(run[0][0]), is_spanish=is_spanish)
    if not any(may_be):
        return
    first = may_be.index(True)
    last = len(may_be) - may_be[::-1].index(True)
    start, end = run[first].start(), run[last - 1].end()
    yield Finding(NAME, start, end, text[start:end])


def plain_names(text: str, words: list[re.Match[str]], *, known: frozenset[str]) -> Iterator[Finding]:
    """Give names that are not written like names, all small or all large: two of the lists, or one behind a cue."""
    listed = [is_plain(word[0], known=known) for word in words]
    for (first, is_first), (second, is_second) in pairwise(zip(words, listed, strict=True)):
        if is_first and is_second and text[first.end() : second.start()] == " ":
            yield Finding(NAME, first.start(), second.end(), text[first.start() : second.end()])
    for word, is_one in zip(words, listed, strict=True):
        if is_one and CUES.search(text[max(0, word.start() - 30) : word.start()]):
            yield Finding(NAME, *word.span(), word[0])


def is_plain(word: str, *, known: frozenset[str]) -> bool:
    """Say whether a word of one kind of letters is on the lists of names, and not known to be none."""
    small = word_of(word)
    is_known = small in known or small in ALWAYS_KNOWN
    return not is_large(word) and len(small) > 1 and is_listed(small) and not is_known


def word_of(word: str) -> str:
    """Return a word in small letters without the ending of the genitive."""
    small = word.casefold().replace("’", "'")
    return small.removesuffix("'s")


def may_be_name(word: str, *, known: frozenset[str]) -> bool:
    """Say whether a large word is none of those that are known to be no name."""
    small = word_of(word)
    parts = {small, small.removesuffix("s"), *small.split("-")}
    return len(small) > 1 and not parts & known and not parts & ALWAYS_KNOWN and not is_common(small)


def is_common(word: str) -> bool:
    """Say whether a word in small letters is among the most common of English, and no name of the lists."""
    return word in most_common() and not is_listed(word)


def is_listed(word: str) -> bool:
    """Say whether a word in small letters is a name of the lists."""
    return word in lists()[0]


@cache
def most_common() -> frozenset[str]:
    """Return the most common words of English."""
    return frozenset(frequency_lists()["english_wikipedia"][:MOST_COMMON])


def frequency_lists() -> dict[str, list[str]]:
    """Return the lists of words, the most frequent first."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415 - 13 MB of lists that few processes ever need

    given: dict[str, list[str]] = FREQUENCY_LISTS
    return given


def is_unusual(word: str, *, is_spanish: bool) -> bool:
    """Say whether a word in small letters is a name of the lists, or no word that an English text would have."""
    names, english = lists()
    return word in names or not (is_spanish or word in english)


@cache
def lists() -> tuple[frozenset[str], frozenset[str]]:
    """Return first and last names, and words of English, in small letters."""
    given = frequency_lists()
    names = (word for name in ("female_names", "male_names", "surnames") for word in given[name])
    english = (word for name in ("english_wikipedia", "us_tv_and_film") for word in given[name])
    return frozenset(names), frozenset(english)
