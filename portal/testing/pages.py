"""What every page must keep to: said by a reader of HTML that needs nothing beside Python."""

from __future__ import annotations

from portal.infrastructure.markup.tags import TagReader

FIELDS = frozenset({"input", "select", "textarea"})
NAMED_OTHERWISE = frozenset({"hidden", "submit", "button", "reset", "image"})
FOREIGN = frozenset({"svg", "math"})


class PageReader(TagReader):
    """Reads a page once; `faults` holds a sentence for everything that is not in order."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: set[str] = set()
        self.fields: list[dict[str, str]] = []
        self.counts = {"h1": 0, "main": 0, "title": 0}
        self.language = ""

    def note(self, tag: str, given: dict[str, str]) -> None:
        """Count landmarks, and gather fields and labels."""
        if tag in self.counts and not FOREIGN & set(self.open):
            self.counts[tag] += 1
        if tag == "html":
            self.language = given.get("lang", "")
        if tag == "label":
            self.labels.add(given.get("for", ""))
        if tag in FIELDS and given.get("type") not in NAMED_OTHERWISE and "label" not in self.open:
            self.fields.append(given)
        for name in given:
            if name.startswith("on") or name == "style":
                self.faults.append(f"<{tag}> carries “{name}”, which the portal's content policy stops")

    def finish(self) -> list[str]:
        """Return every fault of the page."""
        faults = super().finish()
        wanted = {"h1": "one main heading", "main": "one main landmark", "title": "one title"}
        faults += [
            f"a page has {words}; this one has {self.counts[tag]}"
            for tag, words in wanted.items()
            if self.counts[tag] != 1
        ]
        if not self.language:
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
