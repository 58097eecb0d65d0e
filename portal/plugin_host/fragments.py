"""What a piece of HTML from a plugin may not hold before it is put into a page."""

from __future__ import annotations

from html.parser import HTMLParser

from markupsafe import Markup, escape

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
FORBIDDEN = frozenset(
    {"script", "style", "link", "meta", "base", "iframe", "object", "embed", "html", "head", "body", "title", "main"}
)
ADDRESSES = frozenset({"href", "src", "action", "formaction", "poster", "data", "xlink:href"})
SAFE_SCHEMES = ("https:", "mailto:", "tel:")
OPTIONAL_END = frozenset({"li", "p", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "tfoot"})


class Reader(HTMLParser):
    """Reads a fragment once; `faults` holds a sentence for each rule it breaks, `ids` what it names."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.ids: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check a tag and what it carries."""
        if tag in FORBIDDEN:
            self.faults.append(f"it holds <{tag}>, which a piece of a page may not")
        given = {name: value or "" for name, value in attrs}
        for name, value in given.items():
            if name.startswith("on") or name in {"style", "srcdoc"}:
                self.faults.append(f"<{tag}> carries “{name}”, which a piece of a page may not")
            if name in ADDRESSES and is_unsafe(value):
                self.faults.append(f"<{tag}> leads to “{value[:80]}”, which is no safe address")
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "img" and "alt" not in given:
            self.faults.append("an image has no alt text")
        if tag == "h1":
            self.faults.append("it holds <h1>, which belongs to the page")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check a tag that closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened; a stray end would close something of the page."""
        if tag in VOID:
            return
        while self._open and self._open[-1] != tag and self._open[-1] in OPTIONAL_END:
            self._open.pop()
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> closes what it did not open")
        else:
            self._open.pop()

    def finish(self) -> list[str]:
        """Return every fault of the fragment."""
        self.close()
        left = [tag for tag in self._open if tag not in OPTIONAL_END]
        self.faults += [f"<{tag}> is not closed" for tag in left]
        doubles = sorted({one for one in self.ids if self.ids.count(one) > 1})
        self.faults += [f"the id “{one}” is there twice" for one in doubles]
        return self.faults


def as_html(given: str) -> Markup:
    """Return a text of a plugin's as HTML: markup as it stands, every other text escaped.

    Only the letters are taken: a text of a class of its own could say one thing when it is checked and another when it
    is shown.
    """
    letters = str.__str__(given)
    return Markup(letters) if isinstance(given, Markup) else escape(letters)  # noqa: S704 - checked by who asks


def is_unsafe(address: str) -> bool:
    """Say whether an address is neither ours nor a safe one elsewhere."""
    text = "".join(letter for letter in address if letter > " ").lower()
    head = text.partition("/")[0].partition("?")[0].partition("#")[0]
    if text.startswith(("//", "\\", "/\\")):
        return True
    return ":" in head and not text.startswith(SAFE_SCHEMES)


def faults_of_fragment(html: str, *, is_page: bool = False) -> list[str]:
    """Return why a fragment cannot be put into a page; `is_page` allows it the heading of the page."""
    reader = Reader()
    reader.feed(html)
    faults = reader.finish()
    return [fault for fault in faults if not (is_page and fault.startswith("it holds <h1>"))]
