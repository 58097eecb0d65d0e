"""A client that reads pages, fills forms and signs people in."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from portal.features.accounts.rules import Strength
from portal.features.accounts.services import begin_session
from portal.foundation.transaction import transaction
from tests.factories import make_person

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

    from portal.features.accounts.models import Account

UNSEEN = {"script", "style", "svg"}
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class PortalClient:
    """A browser without script: keeps cookies and sends forms with the proof found on their page."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http = app.test_client()

    def get(self, url: str, **options: object) -> TestResponse:
        """Open an address; redirects are not followed."""
        return self.http.get(url, **options)  # type: ignore[arg-type]

    def post(self, url: str, fields: dict[str, str] | None = None, *, on: str | None = None) -> TestResponse:
        """Send a form with a valid proof, taken from the page it stands on (or the sign-in page)."""
        page = self.http.get(on or "/sign-in", follow_redirects=True).get_data(as_text=True)
        found = TOKEN.search(page)
        proof = {"csrf_token": found[1]} if found else {}
        return self.http.post(url, data=proof | (fields or {}))

    def sign_in(self, account: Account) -> PortalClient:
        """Be this person from now on, without typing a password."""
        with self.app.app_context(), transaction():
            token = begin_session(account, device="test", strength=Strength.TWO_FACTORS)
        with self.http.session_transaction() as session:
            session["_user_id"] = token
        return self

    def sign_in_as(self, role: str, *, county: str | None = None, region: str | None = None) -> PortalClient:
        """Be a new person with a role, of a county (by name) or for a region (by key)."""
        with self.app.app_context():
            account = make_person(role, county=county, region=region)
        return self.sign_in(account)


class Words(HTMLParser):
    """Gathers what a page says, quickly: tests read thousands of pages. Strict is tests/web/test_markup.py."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note that what follows is not shown."""
        if tag in UNSEEN:
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note that what follows is shown again."""
        if self._within and self._within[-1] == tag:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        """Keep what is shown."""
        if not self._within:
            self.said.append(data)


def text_of(response: TestResponse) -> str:
    """Return what a page says, without its marks and in single blanks."""
    words = Words()
    words.feed(response.get_data(as_text=True))
    words.close()
    return " ".join(" ".join(words.said).split())
