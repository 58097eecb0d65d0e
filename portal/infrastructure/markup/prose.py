"""A text's prose: what a reader reads of it line by line, without its marks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from portal.infrastructure.markup.markdown import build_parser

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

KINDS = {"paragraph_open": "paragraph", "heading_open": "heading", "th_open": "cell", "td_open": "cell"}


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, point, heading or cell: its words, and the line (from 1) it begins on."""

    kind: str
    text: str
    line: int


def passages_of(text: str) -> tuple[Passage, ...]:
    """Return the passages of a Markdown text in order."""
    return tuple(passages_in(build_parser().parse(text)))


def passages_in(tokens: Sequence[Token]) -> Iterator[Passage]:
    """Give the passages of a parsed text."""
    for before, token in pairwise(tokens):
        if token.type == "inline" and before.type in KINDS:
            words = "".join(words_in(token.children or ())).strip()
            if words:
                yield Passage(KINDS[before.type], words, (token.map or before.map or [0])[0] + 1)


def words_in(children: Sequence[Token]) -> Iterator[str]:
    """Give the words of a line; where it breaks, a space."""
    for child in children:
        if child.type in {"softbreak", "hardbreak"}:
            yield " "
        elif child.type in {"text", "code_inline"}:
            yield child.content
