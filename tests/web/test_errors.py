"""Every refusal and failure gets a page, and none tells more than it should."""

from __future__ import annotations

import logging
import re
import socket
from typing import TYPE_CHECKING

import pytest
from werkzeug.exceptions import BadGateway

from portal.app import create_app
from portal.foundation import errors as refusals
from portal.foundation.database import db
from portal.web.guards import public
from tests.clients import PortalClient, text_of
from tests.conftest import make_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask

    from tests.web.conftest import MakeApp

SECRET = "a sentence with the word hunter2"
REFERENCE = re.compile(r"reference: ([0-9a-f]{8})")


def failing(app: Flask, error: Callable[[], BaseException]) -> Flask:
    """Give a portal an address at which something goes wrong, even in production."""

    @public
    def fail() -> str:
        raise error()

    app.add_url_rule("/fail", "fail", fail)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.mark.parametrize("environment", ["test", "production"])
def test_a_failure_shows_a_reference_that_stands_in_the_log_and_nothing_else(
    own_app: MakeApp, caplog: pytest.LogCaptureFixture, environment: str
) -> None:
    app = failing(own_app(environment=environment), lambda: ValueError(SECRET))

    with caplog.at_level(logging.ERROR):
        answer = app.test_client().get("/fail")

    found = REFERENCE.search(text_of(answer))
    assert answer.status_code == 500
    assert found is not None
    assert f"Fault {found[1]}" in caplog.text
    assert SECRET in caplog.text
    for inside in (SECRET, "Traceback", "ValueError", "portal/", ".py"):
        assert inside not in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "error", [lambda: BadGateway(SECRET), lambda: KeyError(SECRET), lambda: RecursionError(SECRET)]
)
def test_every_kind_of_failure_is_shown_as_ours(own_app: MakeApp, error: Callable[[], BaseException]) -> None:
    answer = failing(own_app(), error).test_client().get("/fail")

    assert (answer.status_code, SECRET in answer.get_data(as_text=True)) == (500, False)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (refusals.Invalid("Say it otherwise."), 422),
        (refusals.Forbidden("Not you."), 403),
        (refusals.Conflict("Not now."), 409),
        (refusals.NotFound("Nothing of that name."), 404),
        (refusals.Refusal("No."), 422),
        (refusals.TooMany("Slowly.", retry_after=17), 429),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_a_refusal_shows_its_sentence(own_app: MakeApp, error: refusals.Refusal, status: int) -> None:
    answer = failing(own_app(), lambda: error).test_client().get("/fail")

    assert answer.status_code == status
    assert error.sentence in text_of(answer)
    assert answer.headers.get("Retry-After") == ("17" if status == 429 else None)
    assert REFERENCE.search(text_of(answer)) is None


def test_html_in_a_refusal_is_text(own_app: MakeApp) -> None:
    answer = failing(own_app(), lambda: refusals.Invalid("<script>alert(1)</script>")).test_client().get("/fail")

    assert "<script>alert" not in answer.get_data(as_text=True)


def closed_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module", params=["postgresql", "sqlite"])
def cut_off(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Give a portal whose database cannot be had."""
    folder = tmp_path_factory.mktemp("cut-off")
    if request.param == "postgresql":
        url = f"postgresql://nobody:hunter2@127.0.0.1:{closed_port()}/portal"
    else:
        url = f"sqlite:///{folder / 'nowhere' / 'portal.sqlite'}"
    app = create_app(make_settings(folder, database_url=url))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def no_database(cut_off: Flask) -> PortalClient:
    """Give a client of a portal whose database cannot be had."""
    return PortalClient(cut_off)


@pytest.mark.parametrize(
    "url",
    ["/", "/toolkit/direct-practice/scaling", "/regions/northern/", "/sitemap.xml", "/nowhere", "/blog/feed.xml",
     "/toolkit/definitional-tools/glossary?q=x", "/sign-in"],
)  # fmt: skip
def test_without_a_database_a_page_says_to_come_back(no_database: PortalClient, url: str) -> None:
    answer = no_database.get(url)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "Please try again in a minute" in text_of(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    for inside in ("hunter2", "psycopg", "sqlite", "Traceback", "127.0.0.1"):
        assert inside not in answer.get_data(as_text=True)


def test_without_a_database_the_process_is_alive_but_not_ready(no_database: PortalClient) -> None:
    alive, ready, style = (no_database.get(url) for url in ("/healthz", "/readyz", "/static/portal.css"))

    assert (alive.status_code, alive.data) == (200, b"ok\n")
    assert (ready.status_code, ready.data) == (503, b"not ready\n")
    assert style.status_code == 200


def test_without_a_database_a_form_is_told_to_come_back_too(no_database: PortalClient) -> None:
    answer = no_database.post("/sign-in", {"email": "ana@butte.example", "password": "x"})

    assert answer.status_code == 503
    assert "Please try again in a minute" in text_of(answer)


def test_with_its_database_the_portal_is_ready(own_app: MakeApp) -> None:
    answer = own_app().test_client().get("/readyz")

    assert (answer.status_code, answer.data) == (200, b"ready\n")


def test_an_empty_database_is_not_ready(own_app: MakeApp, tmp_path: Path) -> None:
    answer = own_app(database_url=f"sqlite:///{tmp_path / 'empty.sqlite'}").test_client().get("/readyz")

    assert (answer.status_code, answer.data) == (503, b"not ready\n")


@pytest.mark.parametrize(
    "url",
    ["/nowhere", "/toolkit/none", "/toolkit/none/", "/toolkit/none/none", "/regions/atlantis/",
     "/regions/atlantis/tools/", "/blog/none", "/static/none.css", "/blog/?page=99", "/index.php", "/.git/config",
     "/" + "a" * 5000, "/<b>x</b>"],
)  # fmt: skip
def test_an_address_that_is_none_is_not_found_in_the_portals_look(client: PortalClient, url: str) -> None:
    answer = client.get(url)

    body = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert "There is no such page" in text_of(answer)
    assert 'class="site-header"' in body
    assert "<b>x</b>" not in body
    assert answer.headers["Cache-Control"] == "no-store"
