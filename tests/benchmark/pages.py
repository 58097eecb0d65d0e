"""What pages cost at full volume, beside a bare page of the same size; in this process, by its own processor time.

No server stands between, so nothing but the application is measured. Each page is asked for while nothing changes, and
once more right after a change of shared content, when what workers had kept is no longer good.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from statistics import median
from time import thread_time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sqlalchemy import Engine, event, select
from werkzeug.test import run_wsgi_app

from portal.cli.application import application
from portal.cli.database import prepare
from portal.cli.demo import fill_people
from portal.config import Settings
from portal.features.accounts.models import Account
from portal.features.paper.queries import page_codes
from portal.features.paper.routes import FILES
from portal.features.paper.rules import Subject, key_of
from portal.features.toolkits.queries import case_address
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from tests.benchmark.bare import app as bare
from tests.benchmark.volumes import FOLLOWED, READER, fill_everything
from tests.clients import TOKEN, PortalClient
from tests.features.authoring.writing import fields_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask
    from werkzeug.test import TestResponse

TIMES, COLD_TIMES, BARE_TIMES = 15, 3, 200
STRANGER, EDITOR, ADMINISTRATOR = "", "pia@statewide.example", "fay@statewide.example"
TOOL = f"/toolkit/direct-practice/{FOLLOWED}"
DESK = f"/admin/toolkit/pages/{FOLLOWED}"
NOTE = f"/admin/upkeep/notes/northern/{FOLLOWED}/after-summary"
PAGES = (
    ("Tool page, kept ready", STRANGER, TOOL),
    ("Finder with filters", STRANGER, "/toolkit/find?phase=investigation&audience=worker"),
    ("Case line", STRANGER, "{case}"),
    ("Shelf of quick guides with filters", STRANGER, "/toolkit/quick-guides/?phase=investigation"),
    ("Family page", STRANGER, "/family/what-to-expect/es"),
    ("Code page", STRANGER, "/c/{code}"),
    ("PDF, kept", STRANGER, f"{TOOL}.pdf"),
    ("Regional home with news", READER, "/regions/northern/"),
    ("Tool page with local notes", READER, TOOL),
    ("Finder", READER, "/toolkit/find"),
    ("Tools of a region", READER, "/regions/northern/tools/"),
    ("A region's tool", READER, "/regions/northern/tools/copy-7"),
    ("Saved pages", READER, "/saved/"),
    ("Editor's pages", EDITOR, "/admin/toolkit/"),
    ("Editor's form", EDITOR, f"{DESK}/edit"),
    ("Preview", EDITOR, f"{DESK}/preview?of=live"),
    ("Versions", EDITOR, f"{DESK}/versions/"),
    ("Differences of two versions", EDITOR, f"{DESK}/versions/9"),
    ("Links", EDITOR, "/admin/toolkit/links"),
    ("A region's notes", ADMINISTRATOR, "/admin/upkeep/notes/northern/"),
    ("A note beside a newer text", ADMINISTRATOR, NOTE),
    ("Board of upkeep", ADMINISTRATOR, "/admin/upkeep/"),
    ("Recall: the form", ADMINISTRATOR, "/admin/recalls/new"),
    ("What readers say", ADMINISTRATOR, "/admin/answers/"),
    ("The audit", ADMINISTRATOR, "/admin/audit"),
    ("List of people", ADMINISTRATOR, "/admin/people/?role=worker&status=active"),
)


@dataclass(frozen=True)
class Cost:
    """What a page costs: milliseconds of processor while nothing changes and after a change; a bare page; questions."""

    name: str
    reader: str
    size: int
    warm: float
    cold: float
    bare: float
    questions: int

    @property
    def ratio(self) -> float:
        """How many bare pages it costs."""
        return self.warm / self.bare


@contextmanager
def portal_at(folder: Path, url: str = "") -> Iterator[Flask]:
    """Give a portal with everything in it, on SQLite in a folder or at another database's address."""
    given: dict[str, Any] = {"database_url": url} if url else {}
    given |= {"instance": folder, "environment": "demo", "secret_key": "known to this benchmark alone, and to all"}
    settings = Settings(require_second_factor=False, **given)
    folder.mkdir(parents=True, exist_ok=True)
    prepare(settings)
    with application(settings) as app:
        fill_people()
        if not db.session.scalar(select(Account.id).where(Account.email == "person1@crowd.example")):
            fill_everything()
    yield app  # with no context around it: each request has its own, as on a server


class Visitor:
    """Somebody who asks an application for pages without a server between."""

    def __init__(self, app: Flask, email: str = "") -> None:
        self._app, self.client = app, PortalClient(app)
        self._cookie = ""
        if email:
            with app.app_context():
                self.client.sign_in(db.session.scalars(select(Account).where(Account.email == email)).one())
            self.open("/privacy")

    def open(self, address: str) -> TestResponse:
        """Open a page as a browser does: its cookie is the one given from now on, and proves the forms on the page."""
        answer = self.client.get(address)
        kept = self.client.http.get_cookie(self._app.config["SESSION_COOKIE_NAME"])
        self._cookie = f"{kept.key}={kept.value}" if kept else ""
        return answer

    def ask(self, address: str, fields: dict[str, Any] | None = None) -> bytes:
        """Ask for a page, or send a form; return what is answered."""
        path, _, query = address.partition("?")
        sent = urlencode(fields, doseq=True).encode() if fields else b""
        environ = {
            "REQUEST_METHOD": "POST" if fields else "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "HTTP_HOST": "localhost:8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(sent),
            "wsgi.errors": BytesIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            "CONTENT_LENGTH": str(len(sent)),
            "CONTENT_TYPE": "application/x-www-form-urlencoded" if fields else "",
        } | ({"HTTP_COOKIE": self._cookie} if self._cookie else {})
        parts, status, _ = run_wsgi_app(self._app.wsgi_app, environ)
        body = b"".join(parts)
        if not status.startswith("303" if fields and "do" in fields else "200"):
            raise SystemExit(f"{address} answers {status}")
        return body


def page_costs(app: Flask) -> Iterator[Cost]:
    """Ask for every kind of page."""
    visitors = {email: Visitor(app, email) for email in (STRANGER, READER, EDITOR, ADMINISTRATOR)}
    with app.app_context():
        code, case = page_codes()[FOLLOWED], case_address()
    for name, email, address in PAGES:
        at = address.format(code=code, case=case)
        yield cost_of(app, name, email, lambda at=at, email=email: visitors[email].ask(at))  # type: ignore[misc]  # bound now
    yield from file_costs(app, visitors[STRANGER])
    yield from form_costs(app, visitors)


def file_costs(app: Flask, stranger: Visitor) -> Iterator[Cost]:
    """Let files be made anew, as when somebody asks for one first."""
    for name, ending in (("PDF, first", "pdf"), ("Word file, first", "docx")):

        def ask(at: str = f"{TOOL}.{ending}") -> bytes:
            app.extensions.pop(f"portal.kept.{FILES}", None)
            return stranger.ask(at)

        yield cost_of(app, name, STRANGER, ask)


def form_costs(app: Flask, visitors: dict[str, Visitor]) -> Iterator[Cost]:
    """Send the forms that editors and administrators send."""
    editor, administrator = visitors[EDITOR], visitors[ADMINISTRATOR]
    form = fields_of(editor.open(f"{DESK}/edit"))
    yield cost_of(app, "Typing is kept", EDITOR, lambda: editor.ask(f"{DESK}/typing", form))
    yield cost_of(app, "Preview of what is typed", EDITOR, lambda: editor.ask(f"{DESK}/edit", form | {"do": "preview"}))
    found = TOKEN.search(administrator.open("/admin/recalls/new").get_data(as_text=True))
    assert found is not None
    subject = {"subject": key_of(Subject(FOLLOWED)), "replacement": "", "reason": "It is out of date."}
    recall, at = {"csrf_token": found[1]} | subject, "/admin/recalls/new"
    yield cost_of(app, "Recall: whom it reaches", ADMINISTRATOR, lambda: administrator.ask(at, recall))


def cost_of(app: Flask, name: str, reader: str, ask: Callable[[], bytes]) -> Cost:
    """Measure one kind of page: right after a change, then while nothing changes, then a bare page of its size."""
    cold = []
    for _ in range(COLD_TIMES):
        with app.app_context(), transaction():
            advance_epoch()
        cold.append(milliseconds(ask, 1))
    size, stranger = len(ask()), Visitor(bare)
    with counted() as questions:
        ask()
    warm = median(milliseconds(ask, 1) for _ in range(TIMES))
    stranger.ask(f"/page/{size}")
    against = milliseconds(lambda: stranger.ask(f"/page/{size}"), BARE_TIMES)
    return Cost(name, reader, size, warm, median(cold), against, len(questions))


def milliseconds(ask: Callable[[], bytes], times: int) -> float:
    """Return the processor time of asking, on average."""
    begun = thread_time()
    for _ in range(times):
        ask()
    return (thread_time() - begun) * 1000 / times


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect what is asked of the database."""
    asked: list[str] = []

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)
