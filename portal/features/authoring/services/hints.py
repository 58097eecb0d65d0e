"""Hints while writing: can everybody read it, is it plain, are the words the practice’s own. None of them refuses."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from portal.features.toolkits.queries import terms_by_key
from portal.infrastructure.markup.markdown import build_parser, words_of
from portal.infrastructure.markup.prose import passages_in
from portal.infrastructure.reading import read, sentences_of
from portal.infrastructure.reading import words_of as words_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markdown_it.token import Token

    from portal.features.authoring.rules import Content
    from portal.infrastructure.markup.prose import Passage

ACCESS, PLAIN, WORDS = "access", "plain", "words"
KIND_LABELS = {ACCESS: "For everybody to read", PLAIN: "Plain language", WORDS: "Words of the practice"}
TARGETS = {"sheet": 6.0}
TARGET = 8.0
EASE_IN_SPANISH = 80.0
ENOUGH_TO_GRADE, LONGEST_SENTENCE, LONGEST_ALTERNATIVE, MOST_OF_A_KIND = 60, 25, 200, 6
LONGEST_SHORT_FORM, SHORTEST_JARGON = 4, 8
EVERYBODY_KNOWS = {"SOP", "OK", "PDF", "QR", "ID", "US", "TV", "CPR"}
SAYS_NOTHING = {
    "here", "click here", "this", "this page", "this link", "link", "more", "read more", "learn more", "see here",
    "page", "website", "aquí", "haga clic aquí", "más", "leer más",
}  # fmt: skip
NO_ALTERNATIVE = {"image", "picture", "photo", "img", "figure", "graphic", "imagen", "foto"}
FILE_NAME = re.compile(r"[\w-]+\.(?:png|jpe?g|gif|webp|svg)$", re.IGNORECASE)
CAPITALS = re.compile(r"\b[A-ZÁÉÍÓÚÑ]{2,}(?:[ -]+[A-ZÁÉÍÓÚÑ]{2,}){2,}\b|\b[A-ZÁÉÍÓÚÑ]{8,}\b")
SHORT_FORM = re.compile(r"\b[A-Z]{2,6}s?\b")
AVOIDED = {
    "perpetrator": "Say who it is and what was done: “her stepfather hit her”.",
    "perpetrators": "Say who they are and what was done.",
    "addict": "Say what happens: “has used pills”.",
    "addicts": "Say what happens: “have used pills”.",
    "biological mother": "Say “mother” or “parent”.",
    "biological father": "Say “father” or “parent”.",
    "non-compliant": "Say what was not done: “did not keep the visit”.",
    "noncompliant": "Say what was not done: “did not keep the visit”.",
    "failed placement": "Say “placement change”.",
    "runaway": "Say “missing from care”.",
    "the minor": "Say “the child” or “the youth”, but on pages about court.",
    "visitation": "Say “family time”.",
    "illegal alien": "Say “a person without papers”, if it matters at all.",
}
AVOIDED_WORD = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(AVOIDED, key=len, reverse=True)))})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hint:
    """Something to think about: what kind it is, a sentence, and the line of the text it is about (0 for the whole)."""

    kind: str
    sentence: str
    line: int = 0

    @property
    def kind_label(self) -> str:
        """Its kind in words."""
        return KIND_LABELS[self.kind]


def hints_for(
    text: str, *, kind: str = "page", language: str = "en", terms: Mapping[str, Sequence[str]] | None = None
) -> tuple[Hint, ...]:
    """Return the hints for a Markdown text in the order of its lines. `terms` are the glossary's names by key."""
    tokens = build_parser().parse(text)
    passages = list(passages_in(tokens))
    found = [*about_headings(tokens), *about_links(tokens), *about_pictures(tokens), *about_tables(tokens)]
    found += [*about_capitals(passages), *about_sentences(passages), *about_grade(passages, kind, language)]
    if language == "en":
        found += [*about_avoided(passages), *about_terms(tokens, passages, terms or {})]
    return tuple(sorted(few_of_each(found), key=lambda hint: hint.line))


def hints_in(content: Content) -> tuple[Hint, ...]:
    """Return the hints for what a page is to say, with the words of the glossary as it is now."""
    terms = {key: (term.term, *term.also) for key, term in terms_by_key().items()}
    language = content["facts"].get("language") or "en"
    return hints_for(content["body"], kind=content["kind"], language=language, terms=terms)


def few_of_each(found: list[Hint]) -> Iterator[Hint]:
    """Give the hints, no more than a few that begin alike: a list nobody reads helps nobody."""
    seen = Counter[str]()
    for hint in found:
        start = hint.sentence.partition("“")[0]
        seen[start] += 1
        if seen[start] <= MOST_OF_A_KIND:
            yield hint


def about_headings(tokens: Sequence[Token]) -> Iterator[Hint]:
    """Give hints on headings: none left out, none twice, none made of bold type."""
    level, known = 1, set[str]()
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        line = (before.map or [0])[0] + 1
        if before.type == "heading_open":
            own, words = int(before.tag[1:]), words_of(token).strip()
            if own > level + 1:
                begin = "#" * (level + 1)
                yield Hint(ACCESS, f"The heading “{words}” leaves a level out: begin it with {begin}.", line)
            if words.casefold() in known:
                yield Hint(ACCESS, f"The heading “{words}” is there twice: nobody can tell them apart by ear.", line)
            level = own
            known.add(words.casefold())
        elif before.type == "paragraph_open" and after.type == "paragraph_close" and not before.hidden:
            children = [child for child in token.children or () if child.type != "text" or child.content.strip()]
            ends = (children[0].type, children[-1].type) if children else ("", "")
            is_bold = ends == ("strong_open", "strong_close") and sum(c.type == "strong_open" for c in children) == 1
            if is_bold and not words_of(token).strip().endswith((".", "?", "!", ":")):
                yield Hint(
                    ACCESS, f"“{words_of(token)}” looks like a heading and is none: begin the line with ##.", line
                )


def about_links(tokens: Sequence[Token]) -> Iterator[Hint]:
    """Give hints on links whose words do not say where they lead."""
    targets: dict[str, str] = {}
    for line, href, words in links_in(tokens):
        plain = words.strip().casefold().rstrip(".…")
        if href.startswith("term:"):
            continue
        if not plain:
            yield Hint(ACCESS, "A link has no words: say where it leads.", line)
        elif plain in SAYS_NOTHING:
            yield Hint(ACCESS, f"The link “{words}” does not say where it leads: use the name of the page.", line)
        elif plain.startswith(("http://", "https://", "www.")):
            yield Hint(ACCESS, f"The link “{words[:60]}” is read letter by letter: give it the name of the page.", line)
        elif targets.setdefault(plain, href) != href:
            yield Hint(ACCESS, f"The words “{words}” lead to two places: let them differ.", line)


def links_in(tokens: Sequence[Token]) -> Iterator[tuple[int, str, str]]:
    """Give line, address and words of every link."""
    for token in tokens:
        href, words = "", ""
        for child in token.children or ():
            if child.type == "link_open":
                href, words = str(child.attrs.get("href", "")), ""
            elif child.type == "link_close":
                yield (token.map or [0])[0] + 1, href, words
            else:
                words += child.content


def about_pictures(tokens: Sequence[Token]) -> Iterator[Hint]:
    """Give hints on pictures that tell nothing to who cannot see them."""
    for token in tokens:
        line = (token.map or [0])[0] + 1
        for child in (child for child in token.children or () if child.type == "image"):
            alt = child.content.strip()
            if not alt:
                yield Hint(ACCESS, "A picture has no text in its place: say between the brackets what it shows.", line)
            elif alt.casefold() in NO_ALTERNATIVE or FILE_NAME.search(alt):
                yield Hint(ACCESS, f"The picture’s text “{alt}” does not say what it shows.", line)
            elif len(alt) > LONGEST_ALTERNATIVE:
                yield Hint(
                    ACCESS, "A picture’s text is long: say the main thing, the rest belongs into the text.", line
                )


def about_tables(tokens: Sequence[Token]) -> Iterator[Hint]:
    """Give hints on tables without heads."""
    for before, token in pairwise(tokens):
        if before.type == "th_open" and not words_of(token).strip():
            line = (token.map or before.map or [0])[0] + 1
            yield Hint(ACCESS, "A column of a table has no head: say in its first row what the column holds.", line)


def about_capitals(passages: Sequence[Passage]) -> Iterator[Hint]:
    """Give hints on words in capitals."""
    for passage in passages:
        found = CAPITALS.search(passage.text)
        if found and any(len(word) > LONGEST_SHORT_FORM for word in re.split(r"[ -]+", found[0])):
            yield Hint(ACCESS, f"All capitals are hard to read: write “{found[0].capitalize()}”.", passage.line)


def about_sentences(passages: Sequence[Passage]) -> Iterator[Hint]:
    """Give hints on sentences that are too long to be read in one go."""
    for passage in passages:
        for sentence in sentences_of(passage.text):
            words = words_in(sentence)
            if len(words) > LONGEST_SENTENCE:
                begin = " ".join(sentence.split()[:5])
                yield Hint(PLAIN, f"A sentence of {len(words)} words can be two: “{begin} …”", passage.line)


def about_grade(passages: Sequence[Passage], kind: str, language: str) -> Iterator[Hint]:
    """Give a hint on how hard the whole is to read, where that can be measured."""
    reading = read("\n".join(one.text for one in passages if one.kind == "paragraph"), language)
    if reading.words < ENOUGH_TO_GRADE:
        return
    target = TARGETS.get(kind, TARGET)
    if language == "en" and reading.grade > target:
        told = f"The text reads at grade {reading.grade:g}; the target is {target:g}: shorter sentences, shorter words."
        yield Hint(PLAIN, told)
    if language == "es" and reading.ease < EASE_IN_SPANISH:
        told = f"The text’s ease is {reading.ease:g} of 100; the target is {EASE_IN_SPANISH:g}: shorter sentences."
        yield Hint(PLAIN, told)


def about_avoided(passages: Sequence[Passage]) -> Iterator[Hint]:
    """Give hints on words the practice does not use of people."""
    for passage in passages:
        for word in AVOIDED_WORD.findall(passage.text):
            yield Hint(WORDS, f"“{word}”: {AVOIDED[word.casefold()]}", passage.line)


def about_terms(
    tokens: Sequence[Token], passages: Sequence[Passage], terms: Mapping[str, Sequence[str]]
) -> Iterator[Hint]:
    """Give hints on words of the glossary that the text does not explain, and on short forms nobody explains."""
    linked = {href.removeprefix("term:") for _, href, _ in links_in(tokens) if href.startswith("term:")}
    prose = [passage for passage in passages if passage.kind == "paragraph"]
    for key, names in terms.items():
        jargon = [name for name in names if is_jargon(name)]
        found = next(((one.line, words) for one in prose for name in jargon if (words := find(one.text, name))), None)
        if found and key not in linked:
            yield Hint(WORDS, f"The glossary explains “{found[1]}”: [{found[1]}](term:{key})", found[0])
    known = EVERYBODY_KNOWS | {name for names in terms.values() for name in names}
    everything = "\n".join(passage.text for passage in passages)
    for passage in passages:
        for short in SHORT_FORM.findall(CAPITALS.sub("", passage.text)):
            if short not in known and short.rstrip("s") not in known and f"({short})" not in everything:
                known.add(short)
                told = f"Nothing explains “{short}”: write it out once, with the short form behind."
                yield Hint(WORDS, told, passage.line)


def is_jargon(name: str) -> bool:
    """Say whether a name of the glossary is likely to be strange to a newcomer; everybody knows “safety”."""
    return name.isupper() or " " in name or "-" in name or len(name) >= SHORTEST_JARGON


def find(text: str, name: str) -> str:
    """Return a name as a text writes it as a whole word, a short form in its capitals only; empty if it does not."""
    if name.casefold() not in text.casefold():
        return ""
    found = re.search(rf"\b{re.escape(name)}\b", text, 0 if name.isupper() else re.IGNORECASE)
    return found[0] if found else ""
