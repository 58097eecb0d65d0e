"""The Markdown texts of a pack: what would not be shown as it is written, and links to nowhere inside the pack."""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from portal.foundation.errors import Fault
from portal.foundation.slugs import nearest
from portal.infrastructure.markup.markdown import build_parser, find_problems
from portal.infrastructure.markup.pictures import picture_problems
from portal.plugin_host.content import is_web_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from portal.infrastructure.markup.front_matter import Document

NAMED = ("page:", "term:", "mailto:", "tel:", "#")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
UNSAFE = re.compile(
    r"(?:\]\(|\]:|<)[\s<]*+((?:javascript|vbscript|file|data):)?", re.IGNORECASE
)  # reads no letter twice
PLACES = {"tools": "tool", "posts": "post", "worksheets": "worksheet", "files": "file"}
LONGEST_QUOTE = 60
BREAKS = ("softbreak", "hardbreak")


@dataclass(frozen=True, slots=True)
class Inside:
    """What a link inside a pack may name: its regions, and what lies in tools/, posts/, worksheets/ and files/."""

    regions: frozenset[str]
    names: dict[str, frozenset[str]]

    def against(self, href: str, document: Document) -> str:
        """Return what speaks against a link of a document, if anything.

        A tool or post is reached as in the region's addresses: `../tools/<id>`, `../posts/<id>`, `../files/<name>`.
        """
        if href.startswith(NAMED) or is_web_address(href):
            return ""
        if SCHEME.match(href):
            return f"“{quoted(href)}” cannot be linked to; use https://, mailto:, tel:, page: or term:"
        region = next(iter(sorted(self.regions)), "")
        where = urljoin(f"/regions/{region}/{document.file.removesuffix('.md')}", href)
        _, first, region, place, name = (unquote(urlsplit(where).path).split("/", 4) + [""] * 4)[:5]
        if first != "regions" or region not in self.regions | {""} or place not in PLACES:
            return f"“{quoted(href)}” leads nowhere; name a tool as ../tools/<id>, a page of the toolkit as page:<id>"
        if name and name not in self.names[place]:
            known = nearest(name.removesuffix(".md"), self.names[place])
            return f"a link to nowhere: there is no {PLACES[place]} “{quoted(name)}”{known}"
        return ""


def inspecting_parser() -> MarkdownIt:
    """Return the portal's parser, but one that takes raw HTML for what it is, to tell of it."""
    parser = build_parser()
    parser.options["html"] = True
    return parser


def faults_of_body(document: Document, inside: Inside, parser: MarkdownIt) -> Iterator[Fault]:
    """Give what is wrong with the text of a document, each at its line of the file."""
    tokens = parser.parse(document.body)
    found = [*find_problems(tokens), *picture_problems(tokens, {}), *find_html(tokens), *find_unsafe(tokens)]
    for line, href in find_addresses(tokens):
        if reason := inside.against(href, document):
            found.append((line, reason))
    for line, reason in found:
        yield Fault(document.file, document.body_line - 1 + max(line, 1), reason)


def inner_tokens(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """Give what stands inside lines of text, each with its line in the text (from 1)."""
    line = 1
    for token in tokens:
        line = token.map[0] + 1 if token.map else line
        at = line
        for child in token.children or ():
            at += child.type in BREAKS
            yield at, child


def find_html(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Give the lines with raw HTML: the portal shows it as letters, and never does what it says."""
    blocks = ((token.map[0] + 1 if token.map else 1, token) for token in tokens)
    for line, token in [*blocks, *inner_tokens(tokens)]:
        if token.type in {"html_block", "html_inline"} and not token.content.startswith("</"):
            yield line, f"HTML is not taken: “{quoted(token.content)}”; write it as Markdown, or in `backticks`"


def find_unsafe(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Give the lines with a link that the parser left as text, for it would act."""
    for line, child in inner_tokens(tokens):
        if child.type == "text":
            for found in filter(itemgetter(1), UNSAFE.finditer(child.content)):
                yield line, f"“{found[1]}” cannot be linked to; use https://, mailto:, tel:, page: or term:"


def find_addresses(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Give every link's address with its line."""
    for line, child in inner_tokens(tokens):
        if child.type == "link_open":
            yield line, str(child.attrs.get("href", ""))


def quoted(text: str) -> str:
    """Return the beginning of a text on one line."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_QUOTE else f"{words[:LONGEST_QUOTE]}…"
