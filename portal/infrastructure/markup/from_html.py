"""HTML, as Word, mail and web pages give it to whoever copies from them, turned into the toolkit's Markdown.

The sanitizer reads it first, so that what comes here is whole and holds nothing that acts. One walk, no recursion:
whoever nests ten thousand boxes gets a text all the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from textwrap import dedent

import nh3

HEADINGS = {"h1": "## ", "h2": "## ", "h3": "### ", "h4": "#### ", "h5": "#### ", "h6": "#### "}
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "strike": "~~", "code": "`"}
BLOCKS = {
    "p", "div", "section", "article", "header", "footer", "main", "aside", "figure", "figcaption", "dl", "dt", "dd",
    "address", "details", "summary", "center",
}  # fmt: skip
STRUCTURE = {"ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "pre", "hr", "br"}
KEPT = {"a", "img"} | set(HEADINGS) | set(MARKS) | BLOCKS | STRUCTURE
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}}
GONE_WITH_CONTENT = {
    "script",
    "style",
    "head",
    "title",
    "noscript",
    "template",
    "svg",
    "math",
    "iframe",
    "object",
    "xml",
}
SCHEMES = {"http", "https", "mailto", "tel", "page", "term", "picture", "data", "cid", "file"}  # judged by the cleaner
BULLET = re.compile(r"^[·•▪◦‣●○§]\s*")
MARKED = re.compile(r"([\\`*\[\]]|(?<!\w)_|_(?!\w))")
AT_START = re.compile(r"^(#{1,6}\s|[-+>]\s|:::|~~~|={3,}|-{3,})")
TAG_LIKE = re.compile(r"<(?=[A-Za-z/!?])")
MOST_COLUMNS, DEEPEST = 12, 6
ANY_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)[^<>]*>")
ENDS_BY_ITSELF = {
    "p",
    "li",
    "td",
    "th",
    "tr",
    "dt",
    "dd",
    "option",
    "br",
    "hr",
    "img",
    "input",
    "meta",
    "link",
    "wbr",
    "col",
}
MOST_NESTED = 400  # the sanitizer's time grows with the square of it


def markdown_of(html: str, *, is_mixed: bool = False) -> str:
    """Return HTML as Markdown. In a `mixed` text Markdown stands between the tags and keeps its meaning and lines."""
    if depth_of(html) > MOST_NESTED:
        html = ANY_TAG.sub(" ", html)
    walker = Walker(is_mixed=is_mixed)
    walker.feed(
        nh3.clean(
            html,
            tags=KEPT,
            attributes=ATTRIBUTES,
            clean_content_tags=GONE_WITH_CONTENT,
            url_schemes=SCHEMES,
            link_rel=None,
            strip_comments=True,
        )
    )
    walker.close()
    return walker.result()


def depth_of(html: str) -> int:
    """Return how deep the tags of a text are nested, at most."""
    depth = deepest = 0
    for closes, name in ANY_TAG.findall(html):
        if name.lower() not in ENDS_BY_ITSELF:
            depth = max(depth - 1, 0) if closes else depth + 1
            deepest = max(deepest, depth)
    return deepest


@dataclass(slots=True)
class Table:
    """A table on the way: its finished rows, and the one that is being read."""

    rows: list[list[str]] = field(default_factory=list)
    inner: int = 0

    def as_markdown(self) -> str:
        """Return the table, its first row as its head."""
        width = min(max((len(row) for row in self.rows), default=0), MOST_COLUMNS)
        if not width:
            return ""
        rows = [(row + [""] * width)[:width] for row in self.rows]
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


class Walker(HTMLParser):
    """Walks through sanitized HTML once and writes down its blocks."""

    def __init__(self, *, is_mixed: bool) -> None:
        super().__init__()
        self._is_mixed = is_mixed
        self._blocks: list[tuple[bool, str]] = []  # whether it is a point of a list, and its text
        self._line: list[str] = []
        self._open: list[tuple[str, int, str]] = []  # tag, where its words begin, its address
        self._lists: list[int] = []  # the number of the next point; 0 in a list without numbers
        self._lead = ""
        self._is_point = False
        self._quotes = 0
        self._table: Table | None = None
        self._is_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin what a tag begins."""
        given = {name: value or "" for name, value in attrs}
        if tag in MARKS or tag == "a":
            self._open.append((tag, len(self._line), given.get("href", "")))
        elif tag == "img":
            alt = " ".join(given.get("alt", "").split()).replace("[", "(").replace("]", ")")
            source = given.get("src", "")
            self._line.append(f"![{alt}]({source})" if source else alt)
        elif tag == "br":
            self._line.append(" " if self._table or self._is_mixed else "\\\n")
        elif self._table is not None:
            self._in_table(tag)
        else:
            self._begin(tag)

    def _begin(self, tag: str) -> None:
        self._flush()
        if tag in {"ul", "ol"}:
            self._lists.append(1 if tag == "ol" else 0)
        elif tag == "li":
            self._begin_point()
        elif tag in HEADINGS:
            self._lead = HEADINGS[tag]
        elif tag == "blockquote":
            self._quotes += 1
        elif tag == "pre":
            self._is_code = True
        elif tag == "table":
            self._table = Table()
        elif tag == "hr":
            self._blocks.append((False, "---"))

    def _begin_point(self) -> None:
        number = self._lists[-1] if self._lists else 0
        self._lead, self._is_point = (f"{number}. " if number else "- "), True
        if number:
            self._lists[-1] += 1

    def _in_table(self, tag: str) -> None:
        table = self._table
        if table is None:
            return
        if tag == "table":
            table.inner += 1
        elif tag == "tr" and not table.inner:
            self._take_line()
            table.rows.append([])
        elif tag in {"td", "th"} and not table.inner:
            self._take_line()
        else:
            self._line.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """End what a tag ends."""
        if tag in MARKS or tag == "a":
            self._close_mark(tag)
        elif self._table is not None:
            self._end_in_table(self._table, tag)
        elif tag in KEPT:
            self._flush()
            if tag in {"ul", "ol"} and self._lists:
                self._lists.pop()
            elif tag == "blockquote":
                self._quotes = max(self._quotes - 1, 0)
            elif tag == "pre":
                self._is_code = False
            self._lead, self._is_point = "", False

    def _end_in_table(self, table: Table, tag: str) -> None:
        if tag in {"td", "th"} and not table.inner:
            text = " ".join(self._take_line().replace("|", "\\|").split())
            if not table.rows:
                table.rows.append([])
            table.rows[-1].append(text)
        elif tag == "table" and table.inner:
            table.inner -= 1
        elif tag == "table":
            self._table = None
            table.rows = [row for row in table.rows if any(row)]
            self._blocks.append((False, table.as_markdown()))

    def _close_mark(self, tag: str) -> None:
        if not any(opened == tag for opened, _, _ in self._open):
            return
        while self._open:
            opened, start, href = self._open.pop()
            words = "".join(self._line[start:])
            is_bold_twice = self._lead.startswith("#") and MARKS.get(opened) == "**"  # headings are bold already
            self._line[start:] = [words if is_bold_twice else marked(words, opened, href)]
            if opened == tag:
                return

    def handle_data(self, data: str) -> None:
        """Take words down."""
        if self._is_code:
            self._line.append(data)
            return
        text = data if self._is_mixed else re.sub(r"\s+", " ", data)
        text = text if self._is_mixed else MARKED.sub(r"\\\1", text)
        self._line.append(TAG_LIKE.sub(r"\\<", text))

    def _take_line(self) -> str:
        while self._open:
            self._close_mark(self._open[-1][0])
        text = "".join(self._line)
        self._line.clear()
        return text

    def _flush(self) -> None:
        text = self._take_line()
        if self._is_code:
            if text.strip():
                self._blocks.append((False, "```\n" + text.strip("\n").replace("```", "'''") + "\n```"))
            return
        text = dedent(text).strip().strip("\\").strip()
        if not text:
            return
        is_point, lead = self._is_point, self._lead
        if BULLET.match(text) and not lead:
            text, is_point, lead = BULLET.sub("", text), True, "- "
        elif not self._is_mixed:
            text = AT_START.sub(r"\\\1", text)
        depth = min(max(len(self._lists) - 1, 0), DEEPEST)
        indent = "   " * depth + ("" if lead or not self._lists else "   ")
        quote = "> " * min(self._quotes, DEEPEST)
        below = quote + indent + " " * (len(lead) if is_point else 0)
        lines = text.split("\n") if self._is_mixed else [line.strip() for line in text.split("\n")]
        self._blocks.append((is_point, quote + indent + lead + f"\n{below}".join(lines)))
        self._lead = ""

    def result(self) -> str:
        """Return the Markdown: points of a list line by line, all else with a blank line between."""
        self._flush()
        parts: list[str] = []
        was_point = False
        for is_point, text in self._blocks:
            if parts and text:
                parts.append("\n" if is_point and was_point else "\n\n")
            parts.append(text)
            was_point = is_point
        return "".join(parts)


def marked(words: str, tag: str, href: str) -> str:
    """Return words with the marks of a tag around them; blanks at their ends stay outside."""
    core = words.strip()
    if not core:
        return words
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    if tag == "a":
        return f"{before}[{core}]({href}){after}" if href and "](" not in core else words
    mark = MARKS[tag]
    if mark == "`":
        core = core.replace("\\", "").replace("`", "'")
    return words if core.startswith(mark) and core.endswith(mark) else f"{before}{mark}{core}{mark}{after}"
