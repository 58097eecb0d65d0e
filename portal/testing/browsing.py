"""A browser without script: it keeps cookies, sends forms with their proof, and watches for words that leak."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from portal.testing.pages import faults_of_page

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

PROOF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)
FINE = 200


class Browser:
    """Opens pages of one portal as one person. `forbidden` words must never be seen in what it is sent."""

    def __init__(self, app: Flask, *, forbidden: tuple[str, ...] = ()) -> None:
        self.http = app.test_client()
        self.forbidden = forbidden

    def get(self, url: str, **options: Any) -> TestResponse:
        """Open an address; redirects are not followed unless asked for."""
        return self._watched(url, self.http.get(url, **options))

    def post(self, url: str, fields: dict[str, Any] | None = None, *, on: str = "") -> TestResponse:
        """Send a form. Its proof against forgery is taken from the page it stands on (`on`, or the address itself)."""
        page = self.http.get(on or url, follow_redirects=True).get_data(as_text=True)
        found = PROOF.search(page) or PROOF.search(self.http.get("/sign-in").get_data(as_text=True))
        proof = {"csrf_token": found[1]} if found else {}
        return self._watched(url, self.http.post(url, data=proof | (fields or {})))

    def text(self, url: str) -> str:
        """Return what a page says, without its tags and in single blanks."""
        return words_of(self.get(url, follow_redirects=True).get_data(as_text=True))

    def assert_page_ok(self, url: str) -> TestResponse:
        """Open a page that must answer 200 and be in order: tags, one main heading, landmarks, alt texts, labels."""
        response = self.get(url)
        assert response.status_code == FINE, f"{url} answered {response.status_code}"
        faults = faults_of_page(response.get_data(as_text=True))
        assert not faults, f"{url} is not in order: {'; '.join(faults)}"
        return response

    def _watched(self, url: str, response: TestResponse) -> TestResponse:
        seen = response.get_data().decode(errors="replace")
        leaked = [word for word in self.forbidden if word in seen or word in str(response.headers)]
        assert not leaked, f"{url} shows another region's word: {', '.join(leaked)}"
        return response


def words_of(html: str) -> str:
    """Return what a page says, without its tags and in single blanks."""
    return " ".join(unescape(TAG.sub(" ", html)).split())
