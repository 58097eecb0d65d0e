"""The figures of the toolkit, drawn for it, put into a text by name.

    ::: figure houses The three houses
    What the picture shows, in words, for who does not see it.
    :::

The drawings lie in `drawings/`. They take their colours from the page's style, in the dark and in grey too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape
from mdit_py_plugins.container import container_plugin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

DRAWINGS = Path(__file__).parent / "drawings"
FIGURES = {
    "umbrella": "The umbrella of Safety Organized Practice",
    "timeline": "Timeline",
    "continuum": "The line of a case",
    "fit": "How the parts fit",
    "houses": "The three houses",
    "circles": "Circles around a family",
    "columns": "The three-column map",
}
OPENS, CLOSES = "container_figure_open", "container_figure_close"
PLACE = re.compile(r'<p class="figure-place">([a-z]+)</p>')


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as its first line names it."""

    name: str
    caption: str


def read_figure(info: str) -> Figure | str:
    """Return the figure that a first line names, or what is wrong with the line."""
    _, _, rest = info.strip().partition(" ")
    name, _, caption = rest.strip().partition(" ")
    if name not in FIGURES:
        return f"“{name}” is no figure; there are {', '.join(FIGURES)}"
    return Figure(name, caption.strip() or FIGURES[name])


def use_figures(parser: MarkdownIt) -> None:
    """Let a parser know the figures. `token.meta["figure"]` of the opening and closing tokens holds the Figure."""
    parser.use(container_plugin, "figure", render=render_figure)
    parser.core.ruler.push("figures", name_figures)


def name_figures(state: StateCore) -> None:
    """Give both ends of each figure what its first line says."""
    opened: list[Figure | str] = []
    for token in state.tokens:
        if token.type == OPENS:
            opened.append(read_figure(token.info))
            token.meta["figure"] = opened[-1]
        elif token.type == CLOSES:
            token.meta["figure"] = opened.pop()


def figure_problems(tokens: Sequence[Token]) -> list[tuple[int, str]]:
    """Return what is wrong with the figures of a text, with the line of each: no such figure, or none in words."""
    problems = []
    for place, token in enumerate(tokens):
        if token.type != OPENS:
            continue
        line = (token.map or [0])[0] + 1
        if isinstance(token.meta["figure"], str):
            problems.append((line, token.meta["figure"]))
        elif tokens[place + 1].type == CLOSES:
            problems.append((line, "a figure needs what it shows in words, for who does not see it"))
    return problems


def render_figure(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Open or close a figure: the place of its drawing, its caption, and the words inside."""
    token = tokens[index]
    figure: Any = token.meta["figure"]
    if not isinstance(figure, Figure):
        return "" if token.nesting < 0 else f"<p>{escape(figure)}</p>\n"
    if token.nesting < 0:
        return "</details>\n</figure>\n"
    return Markup(
        '<figure class="figure">\n<p class="figure-place">{}</p>\n<figcaption>{}</figcaption>\n'
        '<details class="fold">\n<summary>The picture in words</summary>\n'
    ).format(figure.name, figure.caption)


def draw_figures(html: str) -> str:
    """Put the drawings in their places; each has ids of its own."""
    numbers = count(1)
    return PLACE.sub(lambda place: drawing_of(place[1]).replace("figure-", f"figure-{next(numbers)}-"), html)


@cache
def drawing_of(name: str) -> str:
    """Return a drawing as SVG."""
    return (DRAWINGS / f"{name}.svg").read_text(encoding="utf-8").strip()
