"""Markdown to safe HTML: headings with anchors, boxes, links by name, words explained in place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import escape
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.container import container_plugin

from portal.foundation.slugs import slugify
from portal.infrastructure.markup.addresses import written_out
from portal.infrastructure.markup.blanks import TICK, blank_problems, is_blank, use_blanks
from portal.infrastructure.markup.figures import draw_figures, figure_problems, use_figures
from portal.infrastructure.markup.pictures import ATTRIBUTES as PICTURE_ATTRIBUTES
from portal.infrastructure.markup.pictures import picture_problems, render_picture

if TYPE_CHECKING:
    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_core import StateCore
    from markdown_it.utils import EnvType, OptionsDict

    from portal.infrastructure.markup.pictures import Shown

BOXES = ("example", "note", "caution", "ask")
NAMED = ("page:", "term:")
TAGS = {
    "a", "aside", "blockquote", "br", "button", "code", "del", "details", "div", "em", "figcaption", "figure", "h2",
    "h3", "h4", "hr", "li", "ol", "p", "pre", "s", "strong", "summary", "table", "tbody", "td", "th", "thead", "tr",
    "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "class"},
    "aside": {"class"},
    "button": {"type", "class", "popovertarget"},
    "details": {"class"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "figure": {"class"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "ol": {"start"},
    "p": {"class"},
    "td": {"class"},
    "th": {"class", "scope"},
    "ul": {"class"},
}
RESERVED = {
    "main",
    "site-menu",
    "use-with",
    "related",
    "county",
    "finder",
    "link",
    "posts",
    "feeds",
    "entries",
    "sections",
    "with-guide",
    "with-form",
    "with-sheet",
    "instead",
}
MOST_HEADINGS, MOST_CELLS = 500, 5_000
TOO_MUCH = "too_much"
RULER = re.compile(r"[\s>|:-]+")  # with a stroke and a hyphen, the line below the head of a table
SCHEMES = {"http", "https", "mailto", "tel"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A second-level heading: its anchor and its words."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link as written: its kind ("page", "term" or "web"), what it names, and its line in the text (from 1)."""

    kind: str
    target: str
    line: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as HTML with what was found on the way."""

    html: str
    headings: tuple[Heading, ...]
    anchors: frozenset[str]
    links: tuple[Link, ...]
    terms: tuple[str, ...]
    problems: tuple[tuple[int, str], ...] = field(default=())

    def links_from(self, line: int) -> tuple[Link, ...]:
        """Return the links with their lines in a file in which the text begins on this one."""
        return tuple(replace(link, line=line - 1 + link.line) for link in self.links)


def render(
    text: str, *, pages: Mapping[str, str], pictures: Mapping[str, Shown] | None = None, as_checklist: bool = False
) -> Rendered:
    """Return the text as HTML. `pages` gives the address of each page a `page:` link may name, `pictures` the library.

    Raw HTML in the text is shown as text; what comes out passes the sanitizer all the same.
    """
    parser = build_parser()
    tokens = parser.parse(text)
    mark_lists(tokens, as_checklist=as_checklist)
    links = tuple(find_links(tokens))
    library = pictures or {}
    env: dict[str, Any] = {"pages": pages, "pictures": library}
    html = parser.renderer.render(tokens, parser.options, env)
    return Rendered(
        html=draw_figures(sanitize(html, pictures=frozenset(shown.address for shown in library.values()))),
        headings=tuple(find_headings(tokens)),
        anchors=frozenset(str(token.attrs["id"]) for token in tokens if "id" in token.attrs),
        links=links,
        terms=tuple(dict.fromkeys(link.target for link in links if link.kind == "term")),
        problems=tuple(find_problems(tokens) + picture_problems(tokens, library)),
    )


def sanitize(html: str, *, pictures: frozenset[str] = frozenset()) -> str:
    """Return the HTML with nothing left but what the portal itself uses, and no pictures but these addresses."""

    def keep(tag: str, attribute: str, value: str) -> str | None:
        return None if (tag, attribute) == ("img", "src") and value not in pictures else value

    return nh3.clean(
        html,
        tags=TAGS | {"img"} if pictures else TAGS,
        attributes=ATTRIBUTES | {"img": PICTURE_ATTRIBUTES},
        attribute_filter=keep,
        url_schemes=SCHEMES,
        link_rel="noopener",
        strip_comments=True,
    )


def build_parser() -> MarkdownIt:
    """Return the parser with the portal's additions."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.core.ruler.before("block", "cells", bound_cells)
    parser.core.ruler.after("block", "headings", bound_headings)
    parser.use(anchors_plugin, min_level=2, max_level=3, slug_func=anchor_of)
    for name in BOXES:
        parser.use(container_plugin, name, render=render_box)
    use_blanks(parser)
    use_figures(parser)
    parser.core.ruler.push("whole_addresses", write_addresses_out)
    parser.core.ruler.push("table_names", name_tables)
    parser.add_render_rule(TOO_MUCH, tell_too_much)
    parser.add_render_rule("table_open", open_table)
    parser.add_render_rule("table_close", close_table)
    parser.add_render_rule("th_open", open_header_cell)
    parser.add_render_rule("link_open", open_link)
    parser.add_render_rule("link_close", close_link)
    parser.add_render_rule("image", render_picture)
    return parser


def bound_cells(state: StateCore) -> None:
    """Leave a text out whose tables could have too many cells: a short one can ask for very many, all of them empty."""
    cells = columns = 0
    for number, row in enumerate(state.src.split("\n")):
        if "|" in row and "-" in row and RULER.fullmatch(row):
            columns = row.count("|") + 1
        columns = columns if row.strip() else 0
        cells += columns
        if cells > MOST_CELLS:
            leave_out(state, number, f"the tables have more than {MOST_CELLS:,} cells; divide the text")
            return


def bound_headings(state: StateCore) -> None:
    """Leave a text out with too many headings, each of which needs an anchor unlike all others."""
    headings = [token for token in state.tokens if token.type == "heading_open"]
    if len(headings) > MOST_HEADINGS:
        line = (headings[MOST_HEADINGS].map or [0])[0]
        leave_out(state, line, f"there are more than {MOST_HEADINGS:,} headings; divide the text")


def write_addresses_out(state: StateCore) -> None:
    """Let no link to another site look like one of ours."""
    for token in state.tokens:
        for child in token.children or ():
            for name in ("href", "src"):
                if name in child.attrs:
                    child.attrs[name] = written_out(str(child.attrs[name]))


def leave_out(state: StateCore, line: int, reason: str) -> None:
    """Put the reason in the place of a text."""
    state.src = ""
    state.tokens = [Token(TOO_MUCH, "", 0, content=reason, map=[line, line + 1])]


def tell_too_much(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Say why a text is not shown."""
    return f"<p>This text is not shown: {escape(tokens[index].content)}.</p>\n"


def anchor_of(words: str) -> str:
    """Return a heading's anchor; those the page itself uses are left to it."""
    anchor = slugify(words)
    return f"{anchor}-part" if anchor in RESERVED or not anchor else anchor


def render_box(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Open or close a box; words behind its name are its title."""
    token = tokens[index]
    if token.nesting < 0:
        return "</aside>\n"
    name, _, title = token.info.strip().partition(" ")
    heading = f'<p class="box-title">{escape(title)}</p>\n' if title else ""
    return f'<aside class="box box-{name}">\n{heading}'


def open_table(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Put the table in a box of its own that scrolls sideways on a narrow screen."""
    label = escape(tokens[index].meta["name"])
    return f'<div class="table-scroll" tabindex="0" role="region" aria-label="{label}">\n<table>\n'


def name_tables(state: StateCore) -> None:
    """Give each table a name that tells it from the others: the heading it stands under, and which it is there."""
    under, number = "", 0
    for token, following in pairwise(state.tokens):
        if token.type == "heading_open":
            under, number = f": {words_of(following)}", 0
        if token.type == "table_open":
            number += 1
            token.meta["name"] = ("Table" if number == 1 else f"Table {number}") + under


def close_table(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Close the table and its box."""
    return "</table>\n</div>\n"


def open_header_cell(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Say that a head cell speaks for its column."""
    return '<th scope="col">'


def open_link(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Turn a page's name into its address, and a glossary word into a button that explains it."""
    href = str(tokens[index].attrs.get("href", ""))
    if href.startswith("term:"):
        key = escape(href.removeprefix("term:"))
        return f'<button type="button" class="term" popovertarget="term-{key}">'
    if href.startswith("page:"):
        slug, _, anchor = href.removeprefix("page:").partition("#")
        address = env["pages"].get(slug, "#")
        return f'<a href="{escape(address + (f"#{anchor}" if anchor else ""))}">'
    return f'<a href="{escape(href)}">'


def close_link(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Close what the link was opened as."""
    depth = 0
    for token in (tokens[n] for n in range(index - 1, -1, -1)):
        if token.type == "link_close":
            depth += 1
        elif token.type == "link_open":
            if depth == 0:
                return "</button>" if str(token.attrs.get("href", "")).startswith("term:") else "</a>"
            depth -= 1
    return "</a>"


def mark_lists(tokens: Sequence[Token], *, as_checklist: bool) -> None:
    """Give bullet lists of a checklist, and those to be ticked off in any text, their empty boxes."""
    to_tick = False
    for token in tokens:
        if is_blank(token) and TICK in token.type:
            to_tick = token.nesting > 0
        if (as_checklist or to_tick) and token.type == "bullet_list_open":
            token.attrSet("class", "checklist")


def find_headings(tokens: Sequence[Token]) -> list[Heading]:
    """Return the second-level headings in order."""
    return [
        Heading(str(token.attrs["id"]), words_of(tokens[n + 1]))
        for n, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2"
    ]


def words_of(inline: Token) -> str:
    """Return the words of a line without its marks."""
    return "".join(child.content for child in inline.children or () if child.type in {"text", "code_inline"})


def find_links(tokens: Sequence[Token]) -> list[Link]:
    """Return every link with the line it stands on."""
    links = []
    for token in tokens:
        line = token.map[0] + 1 if token.map else 0
        for child in token.children or ():
            if child.type == "link_open":
                href = str(child.attrs.get("href", ""))
                kind = next((name.rstrip(":") for name in NAMED if href.startswith(name)), "web")
                links.append(Link(kind, href.partition(":")[2] if kind != "web" else href, line))
    return links


def find_excess(tokens: Sequence[Token]) -> list[tuple[int, str]]:
    """Return why a text was left out, with the line."""
    return [((token.map or [0])[0] + 1, token.content) for token in tokens if token.type == TOO_MUCH]


def find_problems(tokens: Sequence[Token]) -> list[tuple[int, str]]:
    """Return what the house does not allow in a text: titles repeated, boxes left open."""
    problems = find_excess(tokens) + blank_problems(tokens) + figure_problems(tokens)
    boxes: list[int] = []
    for token in tokens:
        line = token.map[0] + 1 if token.map else 0
        if token.type.startswith("container_") and token.nesting > 0:
            boxes.append(line)
        elif token.type.startswith("container_"):
            opened = boxes.pop()
            if not token.markup:
                problems.append((opened, "a box is not closed or has an unknown name"))
        if token.type == "heading_open" and token.tag == "h1":
            problems.append((line, "headings begin with ##; the title stands in the facts"))
        for child in token.children or ():
            if child.type == "text" and ":::" in child.content:
                problems.append((line, "a box is not closed or has an unknown name"))
    return problems
