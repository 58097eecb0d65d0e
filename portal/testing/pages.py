"""What every page must keep to: said by a reader of HTML that needs nothing beside Python."""

from __future__ import annotations

from html.parser import HTMLParser

from portal.plugin_host.fragments import OPTIONAL_END, VOID

FIELDS = frozenset({"input", "select", "textarea"})
NAMED_OTHERWISE = frozenset({"hidden", "submit", "button", "reset", "image"})
FOREIGN = frozenset({"svg", "math"})


class PageReader(HTMLParser):
    """Reads a page once; `faults` holds a sentence for everything that is not in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[dict[str, str]] = []
        self.counts = {"h1": 0, "main": 0, "title": 0}
        self._open: list[str] = []
        self._language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and what it carries."""
        given = {name: value or "" for name, value in attrs}
        if tag in self.counts and not FOREIGN & set(self._open):
            self.counts[tag] += 1
        if tag == "html":
            self._language = given.get("lang", "")
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "img" and "alt" not in given:
            self.faults.append("an image has no alt text")
        if tag == "label":
            self.labels.add(given.get("for", ""))
        if tag in FIELDS and given.get("type") not in NAMED_OTHERWISE and "label" not in self._open:
            self.fields.append(given)
        for name in given:
            if name.startswith("on") or name == "style":
                self.faults.append(f"<{tag}> carries “{name}”, which the portal's content policy stops")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened."""
        if tag in VOID:
            return
        while self._open and self._open[-1] != tag and self._open[-1] in OPTIONAL_END:
            self._open.pop()
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> closes what it did not open")
        else:
            self._open.pop()

    def finish(self) -> list[str]:
        """Return every fault of the page."""
        self.close()
        left = [tag for tag in self._open if tag not in OPTIONAL_END]
        faults = [*self.faults, *(f"<{tag}> is not closed" for tag in left)]
        faults += [f"the id “{one}” is there twice" for one in sorted(set(self.ids)) if self.ids.count(one) > 1]
        wanted = {"h1": "one main heading", "main": "one main landmark", "title": "one title"}
        faults += [
            f"a page has {words}; this one has {self.counts[tag]}"
            for tag, words in wanted.items()
            if self.counts[tag] != 1
        ]
        if not self._language:
            faults.append("<html> does not say in which language the page is")
        faults += [
            f"the field “{field.get('name', '')}” has no label"
            for field in self.fields
            if field.get("id") not in self.labels and not {"aria-label", "aria-labelledby"} & set(field)
        ]
        return faults


def faults_of_page(html: str) -> list[str]:
    """Return what is not in order with a whole page: tags, landmarks, headings, images, fields, language."""
    reader = PageReader()
    reader.feed(html)
    return reader.finish()
