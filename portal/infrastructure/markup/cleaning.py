"""Clean what was pasted: HTML becomes Markdown, what acts, hides or follows readers goes, and the author is told.

What was cleaned once stays as it is when it is cleaned again. Code between fences is shown to readers as it stands,
and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from markdown_it import MarkdownIt

from portal.infrastructure.markup.addresses import clean_address
from portal.infrastructure.markup.from_html import markdown_of
from portal.infrastructure.markup.sources import NEVER_STORED

HIDDEN = re.compile(
    "[\u200b\u200e\u200f\u2060\u2061-\u2064\ufeff\u00ad\u202a-\u202e\u2066-\u2069\x01-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
NAMES = (
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br "
    "button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em "
    "embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i "
    "iframe img input ins kbd label legend li link main map mark marquee math menu meta meter nav noframes noscript "
    "object ol optgroup option output p param picture plaintext pre progress q rp rt ruby s samp script search "
    "section select slot small source span strike strong style sub summary sup svg table tbody td template textarea "
    "tfoot th thead time title tr track tt u ul var video wbr xml"
)
KNOWN = rf"(?:(?:{NAMES.replace(' ', '|')})(?=[\s/>])|[a-z]\d?[a-z]*\d?:[a-z])"
NO_TAG = re.compile(rf"<(?!/?{KNOWN}|!--|!\[|!doctype|\?xml)", re.IGNORECASE)
OPENS = re.compile(r"<(table|ul|ol|div|section|article|html|body|blockquote|form|head)\b", re.IGNORECASE)
CLOSES = re.compile(r"</(?:table|ul|ol|div|section|article|html|body|blockquote|form|head)\s*>", re.IGNORECASE)
ANY = re.compile(rf"</?{KNOWN}|<!--|<!\[", re.IGNORECASE)
WORD = re.compile(r"mso-|\bmso[a-z]|<o:p|<!--\[if|<!\[if|urn:schemas-microsoft", re.IGNORECASE)
TINY = re.compile(
    r"<img\b(?=[^<>]*(?:"
    r"\b(?:width|height)\s*[=:]\s*(?:[\"']\s*)?[012](?:px)?\s*[\"';\s/>]|display\s*:\s*none|visibility\s*:"
    r"\s*hidden))[^<>]*>",
    re.IGNORECASE,
)
GONE = (
    (re.compile(r"<script\b", re.IGNORECASE), "a script", "scripts"),
    (TINY, "a hidden picture that tells others who reads", "hidden pictures that tell others who reads"),
    (re.compile(r"<(?:iframe|frame|object|embed|applet)\b", re.IGNORECASE), "a frame", "frames"),
    (re.compile(r"<(?:video|audio)\b", re.IGNORECASE), "a player", "players"),
    (re.compile(r"<(?:input|select|textarea|button)\b", re.IGNORECASE), "a field of a form", "fields of a form"),
    (re.compile(r"\son[a-z]{3,}\s*=", re.IGNORECASE), "a piece that acts when touched", "pieces that act when touched"),
    (re.compile(r"<svg\b", re.IGNORECASE), "a drawing", "drawings"),
)
LOOKS = re.compile(r"\b(?:style|class|color|face|bgcolor|align)\s*=|<style\b|<font\b", re.IGNORECASE)
TARGET = r"\(\s*+<?([^()\s>]*+(?:\([^()\s]*\)[^()\s>]*+)*+)>?([^)\n]{0,300})\)"
IMAGE = re.compile(rf"!\[((?:\\.|[^\]\\\n]){{0,300}})\](?:{TARGET}|\[([^\]\n]{{0,100}})\])")
LINK = re.compile(rf"(?<!!)\[((?:\\.|!\[[^\]\n]{{0,300}}\]\([^)\n]{{0,300}}\)|[^\[\]\\\n]){{1,500}})\]{TARGET}")
DEFINITION = re.compile(r"^( {0,3}\[[^\]\n]{1,100}\]:[ \t]*)<?([^\s>]+)>?(.*)$", re.MULTILINE)
BARE = re.compile(r"<(https?://[^\s<>]+)>")
CUT_OUT = tuple(
    (re.compile(rf"<{name}\b[^<>]*>", re.IGNORECASE), re.compile(rf"</{name}\s*>", re.IGNORECASE))
    for name in ("script", "style")
)
OURS = "picture:"
FURTHEST_END = 200  # blocks with HTML from the one that opens a box to the one that closes it


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text as it may be kept, and in sentences what was changed in it."""

    text: str
    told: tuple[str, ...] = ()


def clean(text: str) -> Cleaned:
    """Return a Markdown text without what must not be in one."""
    told: list[str] = []
    text = clean_letters(text, told)
    if "<" in text:
        text = turn_html(text, told)
    return Cleaned(clean_sources(text, told), tuple(dict.fromkeys(told)))


def clean_html(html: str) -> Cleaned:
    """Return as Markdown what the clipboard holds as HTML."""
    told: list[str] = []
    html = clean_letters(html, told)
    tell_gone(html, told)
    return Cleaned(clean_sources(markdown_of(TINY.sub("", html)), told), tuple(dict.fromkeys(told)))


def clean_letters(text: str, told: list[str]) -> str:
    """Return the text with plain line ends and blanks, and no letters that nobody sees."""
    text = re.sub("\r\n?|\u2028|\u2029|\x85", "\n", text)
    text = NEVER_STORED.sub("", re.sub("[\u00a0\u202f\u2007]", " ", text))
    plain, count = HIDDEN.subn("", text)
    if count:
        told.append("Letters that nobody sees were taken out.")
    return plain


def turn_html(text: str, told: list[str]) -> str:
    """Return the text with its HTML turned into Markdown; the rest of it stays as it was written."""
    text = cut_out(text, told)
    lines, done, parts = text.split("\n"), 0, list[str]()
    for start, end in html_regions(text, lines):
        parts += lines[done:start]
        piece = "\n".join(lines[start:end])
        tell_gone(piece, told)
        parts.append(markdown_of(NO_TAG.sub("&lt;", TINY.sub("", piece)), is_mixed=True))
        done = end
    return "\n".join([*parts, *lines[done:]])


def cut_out(text: str, told: list[str]) -> str:
    """Return the text without scripts and style sheets, however many paragraphs they go through; code stays."""
    for opens, closes in CUT_OUT:
        starts = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
        shown = [(starts[start], starts[end]) for start, end in code_lines(text)]
        kept, done = list[str](), 0
        for found in opens.finditer(text):
            end = closes.search(text, found.end())
            if end is None:
                break
            if found.start() >= done and not any(start <= found.start() < stop for start, stop in shown):
                tell_gone(text[found.start() : end.end()], told)
                kept.append(text[done : found.start()])
                done = end.end()
        text = "".join([*kept, text[done:]])
    return text


def html_regions(text: str, lines: list[str]) -> Iterator[tuple[int, int]]:
    """Give the lines, from and up to, that hold HTML; a box that is opened in them reaches to its end."""
    found = sorted(html_lines(text, lines))
    balances = [balance(lines[start:end]) for start, end in found]
    place = 0
    while place < len(found):
        start, end = found[place]
        opened = balances[place]
        reach, ahead = end, place
        while opened > 0 and ahead + 1 < min(len(found), place + FURTHEST_END):
            ahead += 1
            opened += balances[ahead]
            reach = max(reach, found[ahead][1])
        if opened <= 0:
            end, place = reach, ahead
        place += 1
        while place < len(found) and found[place][0] < end:
            end = max(end, found[place][1])
            place += 1
        yield start, end


def html_lines(text: str, lines: list[str]) -> Iterator[tuple[int, int]]:
    """Give the lines of each block that holds HTML, as the Markdown parser reads them."""
    last = (0, 0)
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        start, end = token.map or last
        last = (start, end)
        is_html = token.type == "html_block" or any(child.type == "html_inline" for child in token.children or ())
        if is_html and ANY.search("\n".join(lines[start:end])):
            yield start, end


def balance(lines: list[str]) -> int:
    """Return how many boxes are opened in some lines and not closed."""
    piece = "\n".join(lines)
    return len(OPENS.findall(piece)) - len(CLOSES.findall(piece))


def tell_gone(html: str, told: list[str]) -> None:
    """Say what of a piece of HTML is not taken."""
    for pattern, one, many in GONE:
        count = len(pattern.findall(html))
        if count:
            told.append(f"{one.capitalize()} was taken out." if count == 1 else f"{count} {many} were taken out.")
    if WORD.search(html):
        told.append("Word’s hidden formatting was taken out.")
    elif LOOKS.search(html):
        told.append("Colours, fonts and sizes were taken out: the portal has its own.")
    if "<!--" in html and not WORD.search(html):
        told.append("A hidden comment was taken out.")
    told.append("HTML was turned into Markdown: look it over.")


def clean_sources(text: str, told: list[str]) -> str:
    """Return the text with pictures only from the library, and links that neither act nor follow; code stays."""

    def picture(found: re.Match[str]) -> str:
        alt, source = found[1].strip(), found[2] or ""
        if source.startswith(OURS):
            return found[0]
        words = f"The picture “{alt}”" if alt else "A picture without a text"
        told.append(f"{words} was taken out: pictures come from the picture library, where you can upload it.")
        return alt

    def link(found: re.Match[str]) -> str:
        address = clean_address(found[2], told)
        return f"[{found[1]}]({address}{found[3]})" if address else found[1]

    def definition(found: re.Match[str]) -> str:
        address = clean_address(found[2], told)
        return f"{found[1]}{address}{found[3]}" if address else ""

    def rewrite(piece: str) -> str:
        piece = LINK.sub(link, IMAGE.sub(picture, piece))
        piece = BARE.sub(lambda found: f"<{clean_address(found[1], told) or found[1]}>", piece)
        return DEFINITION.sub(definition, piece)

    lines, done, parts = text.split("\n"), 0, list[str]()
    for start, end in code_lines(text):
        parts += [rewrite("\n".join(lines[done:start]))] if start > done else []
        parts += lines[start:end]
        done = end
    return "\n".join([*parts, rewrite("\n".join(lines[done:]))] if done < len(lines) else parts)


def code_lines(text: str) -> Iterator[tuple[int, int]]:
    """Give the lines of the fences of a text."""
    if "```" not in text and "~~~" not in text:
        return
    for token in MarkdownIt("commonmark", {"html": False}).parse(text):
        if token.type == "fence" and token.map and token.level == 0:
            yield token.map[0], token.map[1]
