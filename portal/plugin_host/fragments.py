"""What a piece of HTML from a plugin may not hold before it is put into a page."""

from __future__ import annotations

from markupsafe import Markup, escape

from portal.infrastructure.markup.tags import TagReader

FORBIDDEN = frozenset(
    {"script", "style", "link", "meta", "base", "iframe", "object", "embed", "html", "head", "body", "title", "main"}
)
ADDRESSES = frozenset({"href", "src", "action", "formaction", "poster", "data", "xlink:href"})
SAFE_SCHEMES = ("https:", "mailto:", "tel:")


class FragmentReader(TagReader):
    """Reads a fragment once; `faults` holds a sentence for each rule it breaks."""

    def note(self, tag: str, given: dict[str, str]) -> None:
        """Look for what a piece of a page may not hold, carry or lead to."""
        if tag in FORBIDDEN:
            self.faults.append(f"it holds <{tag}>, which a piece of a page may not")
        for name, value in given.items():
            if name.startswith("on") or name in {"style", "srcdoc"}:
                self.faults.append(f"<{tag}> carries “{name}”, which a piece of a page may not")
            if name in ADDRESSES and is_unsafe(value):
                self.faults.append(f"<{tag}> leads to “{value[:80]}”, which is no safe address")
        if tag == "h1":
            self.faults.append("it holds <h1>, which belongs to the page")


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
    reader = FragmentReader()
    reader.feed(html)
    faults = reader.finish()
    return [fault for fault in faults if not (is_page and fault.startswith("it holds <h1>"))]
