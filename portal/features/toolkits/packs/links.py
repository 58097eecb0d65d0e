"""Links in a pack's texts, and those of them that lead nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.foundation.errors import Fault, FaultyContent
from portal.foundation.slugs import nearest
from portal.infrastructure.markup.front_matter import read_document
from portal.infrastructure.markup.markdown import render
from portal.infrastructure.markup.sources import is_file, read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from portal.infrastructure.markup.markdown import Link

GLOSSARY = "glossary"  # the page whose parts are the words
OPEN_SCHEMES = ("https://", "mailto:", "tel:", "#")


@dataclass(frozen=True, slots=True)
class Targets:
    """What a link may name. A page that cannot be read may have any part; `terms` is None when nobody knows them."""

    addresses: Mapping[str, str]
    anchors: Mapping[str, frozenset[str]]
    terms: frozenset[str] | None

    def faults(self, name: str, links: Iterable[Link]) -> Iterator[Fault]:
        """Give a file's links to nowhere; their lines are those of the file."""
        for link in links:
            reason = self.against(link)
            if reason:
                yield Fault(name, link.line, reason)

    def against(self, link: Link) -> str:
        """Return what speaks against a link, if anything."""
        if link.kind == "page":
            return self.against_page(*link.target.partition("#")[::2])
        if link.kind == "term" and self.terms is not None and link.target not in self.terms:
            return f"there is no word “{link.target}” in the glossary{nearest(link.target, self.terms)}"
        if link.kind == "web" and not link.target.startswith(OPEN_SCHEMES):
            return f"“{link.target}” is neither page:, term: nor https://"
        return ""

    def against_page(self, slug: str, anchor: str) -> str:
        """Return what speaks against a link to a page or a part of it."""
        if slug not in self.addresses:
            return f"a link to nowhere: there is no page “{slug}”{nearest(slug, self.addresses)}"
        if anchor and slug == GLOSSARY:
            is_there = self.terms is None or anchor in self.terms
            return "" if is_there else f"a link to nowhere: the glossary has no word “{anchor}”"
        if anchor and anchor not in self.anchors.get(slug, {anchor}):
            return f"a link to nowhere: the page “{slug}” has no part “{anchor}”"
        return ""


def faults_in_posts(folder: Path, targets: Targets) -> Iterator[Fault]:
    """Give the links to nowhere in the posts beside the pages. What else is wrong with a post, the blog tells."""
    for file in sorted(filter(is_file, folder.glob("*.md"))):
        name = f"{folder.name}/{file.name}"
        try:
            document = read_document(name, read_text(file, name))
        except FaultyContent:
            continue
        rendered = render(document.body, pages=targets.addresses)
        yield from targets.faults(name, rendered.links_from(document.body_line))
