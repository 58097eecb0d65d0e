"""One walk over the tokens of a text: what each of them is on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from markdown_it.tree import SyntaxTreeNode

from portal.infrastructure.papers.parts import (
    Box,
    Code,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Picture,
    Quote,
    Room,
    Rule,
    Run,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markdown_it.token import Token

    from portal.infrastructure.papers.parts import Part, Runs

    Resolve = Callable[[str], str]
    Draw = Callable[[str], str]
    Show = Callable[[str, str], Picture | None]

CONTAINER, FIGURE, TICK = "container_", "figure", "tick"
SET_APART = {"example", "note", "caution", "ask"}
LOOKS: dict[str, Callable[[Run], Run]] = {
    "strong": lambda run: replace(run, is_strong=True),
    "em": lambda run: replace(run, is_em=True),
    "s": lambda run: replace(run, is_struck=True),
}
BREAKS = {"hardbreak": "\n", "softbreak": " "}
DEEPEST = 4
DEEPEST_BOX = 8  # quotations and points within one another; writers of files give up not far below
LONGEST_ADDRESS = 2_000  # of a link: a file with a longer one cannot be written


class Walk:
    """Reads the parts of one text. `resolve` gives the address a link leads to on paper, empty for words alone."""

    def __init__(self, resolve: Resolve, draw: Draw, show: Show) -> None:
        self._resolve, self._draw, self._show = resolve, draw, show
        self._level = 1
        self._readers: dict[str, Callable[[SyntaxTreeNode], Part | None]] = {
            "heading": self.heading,
            "blockquote": lambda node: Quote(self.parts(node.children)),
            "table": self.table,
            "fence": lambda node: Code(node.content.rstrip("\n")),
            "code_block": lambda node: Code(node.content.rstrip("\n")),
            "hr": lambda _: Rule(),
            CONTAINER: self.container,
        }

    def parts(self, nodes: Iterable[SyntaxTreeNode], *, is_ticked: bool = False) -> tuple[Part, ...]:
        """Return the parts that nodes stand for."""
        found: list[Part] = []
        for node in nodes:
            if node.children and node.level >= DEEPEST_BOX and node.type not in {"heading", "paragraph", "table"}:
                found.extend(self.parts(node.children))
            elif node.type == "paragraph":
                found.extend(self.paragraphs(node))
            elif part := self.part(node, is_ticked=is_ticked):
                found.append(part)
        return tuple(found)

    def part(self, node: SyntaxTreeNode, *, is_ticked: bool) -> Part | None:
        """Return the part a node stands for; what no text of ours holds is left out."""
        if node.type in {"bullet_list", "ordered_list"}:
            return self.listing(node, is_ticked=is_ticked)
        read = self._readers.get(CONTAINER if node.type.startswith(CONTAINER) else node.type)
        return read(node) if read else None

    def paragraphs(self, node: SyntaxTreeNode) -> Iterator[Paragraph | Picture]:
        """Give a paragraph; pictures of the library that stand in it stand between what is before and behind them."""
        runs: list[Run] = []
        for found in (*self.gathered(node), None):
            if isinstance(found, Run):
                runs.append(found)
                continue
            if has_words(runs):
                yield Paragraph(tuple(runs))
            runs = []
            if found is not None:
                yield found

    def heading(self, node: SyntaxTreeNode) -> Heading | None:
        """Return a heading, never more than one level below the one before: readers of a file count on that.

        One without words is none.
        """
        runs = self.runs(node)
        if not has_words(runs):
            return None
        self._level = max(2, min(int(node.tag[1:]), self._level + 1, DEEPEST))
        return Heading(self._level, runs)

    def listing(self, node: SyntaxTreeNode, *, is_ticked: bool) -> Listing:
        """Return a list."""
        start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
        to_tick = is_ticked or node.attrs.get("class") == "checklist"
        return Listing(
            items=tuple(self.parts(item.children, is_ticked=is_ticked) for item in node.children),
            start=start,
            is_ticked=to_tick and start is None,
        )

    def table(self, node: SyntaxTreeNode) -> Table:
        """Return a table."""
        rows = [tuple(self.runs(cell) for cell in row.children) for part in node.children for row in part.children]
        return Table(head=rows[0], rows=tuple(rows[1:]))

    def container(self, node: SyntaxTreeNode) -> Part | None:
        """Return what a line of three colons opens: a box, a drawing, or room to write in."""
        name, _, title = node.info.strip().partition(" ")
        blank: Any = node.meta.get("blank")
        if name in SET_APART:
            return Box(name, title, self.parts(node.children))
        if name == FIGURE:
            return self.figure(node)
        if blank is None or isinstance(blank, str):
            return None
        return Room(
            kind=blank.kind,
            label=blank.label,
            parts=self.parts(node.children, is_ticked=blank.kind == TICK),
            lines=blank.lines,
            size=blank.size,
            labels=blank.parts,
            steps=blank.steps,
        )

    def figure(self, node: SyntaxTreeNode) -> Part | None:
        """Return a drawing; one that cannot be had is told in its words."""
        named: Any = node.meta.get("figure")
        if named is None or isinstance(named, str):
            return None
        parts = self.parts(node.children)
        svg = self._draw(named.name)
        if not svg:
            return Box(FIGURE, named.caption, parts)
        words = (run.words for part in parts if isinstance(part, Paragraph) for run in part.runs)
        return Figure(svg, "".join(words) or named.caption, named.caption)

    def runs(self, node: SyntaxTreeNode) -> Runs:
        """Return the words of a node that has no room for pictures: theirs among them."""
        return tuple(one if isinstance(one, Run) else Run(one.alternative) for one in self.gathered(node))

    def gathered(self, node: SyntaxTreeNode) -> list[Run | Picture]:
        """Return the words and pictures of a node."""
        found: list[Run | Picture] = []
        for child in node.children:
            self.gather(child, Run(""), found)
        return found

    def gather(self, node: SyntaxTreeNode, look: Run, found: list[Run | Picture]) -> None:
        """Add the words of a node in the look they have, and its pictures."""
        if node.type in LOOKS:
            look = LOOKS[node.type](look)
        elif node.type == "link":
            href = self._resolve(str(node.attrs.get("href", "")))
            look = replace(look, href=href if len(href) <= LONGEST_ADDRESS else "")
        elif node.type in BREAKS:
            found.append(replace(look, words=BREAKS[node.type]))
        elif node.type == "code_inline":
            found.append(replace(look, words=node.content, is_code=True))
        elif node.type == "image":
            shown = self._show(str(node.attrs.get("src", "")), node.content.strip())
            found.append(shown or replace(look, words=node.content))
        elif node.type == "text" and node.content:
            found.append(replace(look, words=node.content))
        for child in node.children if node.type != "image" else ():
            self.gather(child, look, found)


def has_words(runs: Iterable[Run]) -> bool:
    """Say whether anything can be read in runs."""
    return any(run.words.strip() for run in runs)


def no_drawing(name: str) -> str:
    """Return no drawing."""
    return ""


def no_picture(source: str, words: str) -> None:
    """Return no picture: its words stand in its place."""


def parts_of(
    tokens: Sequence[Token],
    *,
    resolve: Resolve,
    draw: Draw = no_drawing,
    show: Show = no_picture,
    is_checklist: bool = False,
) -> tuple[Part, ...]:
    """Return the parts of a text that was parsed.

    `resolve` turns what a link names into an address; `draw` gives the drawing of a name as SVG; `show` gives the
    picture of the library that an image names, with the words that its text has for it.
    """
    return Walk(resolve, draw, show).parts(SyntaxTreeNode(tokens).children, is_ticked=is_checklist)
