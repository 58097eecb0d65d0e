"""Read HTML tag by tag: what is open, what is closed without being open, and which names are given twice."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
OPTIONAL_END = frozenset({"li", "p", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "tfoot"})


class TagReader(HTMLParser):
    """Reads HTML once; `faults` says in sentences what is not in order. What `note` adds is up to who reads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []

    def note(self, tag: str, given: dict[str, str]) -> None:
        """Look at a tag that begins, and at what it carries; what it lies in is `open`."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at a tag, and open it."""
        given = {name: value or "" for name, value in attrs}
        self.note(tag, given)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "img" and "alt" not in given:
            self.faults.append("an image has no alt text")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at a tag that closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened; a stray end would close something around it."""
        if tag in VOID:
            return
        while self.open and self.open[-1] != tag and self.open[-1] in OPTIONAL_END:
            self.open.pop()
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes what it did not open")
        else:
            self.open.pop()

    def finish(self) -> list[str]:
        """Return every fault, also of what was never closed and of names that are there twice."""
        self.close()
        left = [tag for tag in self.open if tag not in OPTIONAL_END]
        doubles = sorted({one for one in self.ids if self.ids.count(one) > 1})
        return [
            *self.faults,
            *(f"<{tag}> is not closed" for tag in left),
            *(f"the id “{one}” is there twice" for one in doubles),
        ]
