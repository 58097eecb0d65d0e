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
    Quote,
    Room,
    Rule,
    Run,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markdown_it.token import Token

    from portal.infrastructure.papers.parts import Part, Runs

    Resolve = Callable[[str], str]
    Draw = Callable[[str], str]

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

    def __init__(self, resolve: Resolve, draw: Draw) -> None:
        self._resolve, self._draw = resolve, draw
        self._level = 1
        self._readers: dict[str, Callable[[SyntaxTreeNode], Part | None]] = {
            "heading": self.heading,
            "paragraph": lambda node: Paragraph(self.runs(node)),
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
            elif part := self.part(node, is_ticked=is_ticked):
                found.append(part)
        return tuple(found)

    def part(self, node: SyntaxTreeNode, *, is_ticked: bool) -> Part | None:
        """Return the part a node stands for; what no text of ours holds is left out."""
        if node.type in {"bullet_list", "ordered_list"}:
            return self.listing(node, is_ticked=is_ticked)
        read = self._readers.get(CONTAINER if node.type.startswith(CONTAINER) else node.type)
        return read(node) if read else None

    def heading(self, node: SyntaxTreeNode) -> Heading | None:
        """Return a heading, never more than one level below the one before: readers of a file count on that.

        One without words is none.
        """
        runs = self.runs(node)
        if not "".join(run.words for run in runs).strip():
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
        """Return the words of a node."""
        found: list[Run] = []
        for child in node.children:
            self.gather(child, Run(""), found)
        return tuple(found)

    def gather(self, node: SyntaxTreeNode, look: Run, found: list[Run]) -> None:
        """Add the words of a node in the look they have."""
        if node.type in LOOKS:
            look = LOOKS[node.type](look)
        elif node.type == "link":
            href = self._resolve(str(node.attrs.get("href", "")))
            look = replace(look, href=href if len(href) <= LONGEST_ADDRESS else "")
        elif node.type in BREAKS:
            found.append(replace(look, words=BREAKS[node.type]))
        elif node.type == "code_inline":
            found.append(replace(look, words=node.content, is_code=True))
        elif node.type in {"text", "image"} and node.content:
            found.append(replace(look, words=node.content))
        for child in node.children if node.type != "image" else ():
            self.gather(child, look, found)


def no_drawing(name: str) -> str:
    """Return no drawing."""
    return ""


def parts_of(
    tokens: Sequence[Token], *, resolve: Resolve, draw: Draw = no_drawing, is_checklist: bool = False
) -> tuple[Part, ...]:
    """Return the parts of a text that was parsed.

    `resolve` turns what a link names into an address; `draw` gives the drawing of a name as SVG.
    """
    return Walk(resolve, draw).parts(SyntaxTreeNode(tokens).children, is_ticked=is_checklist)
