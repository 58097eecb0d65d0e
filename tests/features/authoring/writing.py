"""An editor at work: the form read as a browser would, changed, and sent."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from tests.clients import PortalClient

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

Fields = dict[str, str | list[str]]


class FormReader(HTMLParser):
    """Gathers what the form with the page's text would send."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.fields: Fields = {}
        self._inside = False
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._inside = "data-autosave" in given
        if not self._inside:
            return
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "textarea":
            self._area, self.fields[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in given or self._select not in self.fields):
            self.fields[self._select] = value
        elif tag == "input" and given.get("type") == "checkbox":
            if "checked" in given:
                self.fields.setdefault(name, []).append(value)  # type: ignore[union-attr]
        elif tag == "input":
            self.fields[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.fields[self._area] = str(self.fields[self._area]).replace("\r\n", "\n").removeprefix("\n")
            self._area = ""
        if tag == "form":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] = str(self.fields[self._area]) + data


class Editor:
    """Somebody who writes the toolkit."""

    def __init__(self, app: Flask, role: str = "statewide-editor") -> None:
        self.client = PortalClient(app).sign_in_as(role)

    def url(self, slug: str, part: str = "") -> str:
        return f"/admin/toolkit/pages/{slug}/{part}"

    def open(self, slug: str) -> Fields:
        """Open the form of a page."""
        return fields_of(self.client.get(self.url(slug, "edit")))

    def send(self, slug: str, fields: Fields, part: str = "edit", **more: str) -> TestResponse:
        """Send the form as it was opened, with some fields otherwise."""
        return self.client.http.post(self.url(slug, part), data=fields | more)

    def save(self, slug: str, **changed: str) -> None:
        """Open the form, change some fields, and save the draft."""
        response = self.send(slug, self.open(slug), **changed)
        assert response.status_code == 303, response.get_data(as_text=True)

    def post(self, slug: str, part: str, **fields: str) -> TestResponse:
        """Send another form about a page."""
        return self.client.post(self.url(slug, part), fields, on=self.url(slug))

    def publish(self, slug: str, **fields: str) -> TestResponse:
        """Publish the draft as it is now, or ask for that."""
        stamp = str(self.open(slug)["stamp"])
        return self.post(slug, "publish", **({"stamp": stamp, "note": "To try it."} | fields))


def fields_of(response: TestResponse) -> Fields:
    """Return what the form of an answer would send."""
    reader = FormReader()
    reader.feed(response.get_data(as_text=True))
    reader.close()
    return reader.fields
