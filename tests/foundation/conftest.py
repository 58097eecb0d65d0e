"""Databases of a test's own: empty, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from portal.app import create_app
from portal.foundation.database import db
from portal.foundation.schema import move
from tests.conftest import make_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from sqlalchemy import Engine


@pytest.fixture(params=["sqlite", "postgresql"])
def own_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of an empty database that is this test's own."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'own.sqlite'}"
        return
    server = make_url(str(request.getfixturevalue("postgres_url")))
    name = f"own_{uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def own_engine(own_url: str) -> Iterator[Engine]:
    """Give an engine on an empty database that is this test's own."""
    engine = create_engine(own_url)
    yield engine
    engine.dispose()


@pytest.fixture
def own_sqlite_app(tmp_path: Path) -> Iterator[Flask]:
    """Give the portal, its context open, on an empty but migrated SQLite file of this test's own."""
    app = create_app(make_settings(tmp_path, database_url=f"sqlite:///{tmp_path / 'portal.sqlite'}", pack_folders=()))
    with app.app_context():
        move(db.engine, "head")
        yield app
        db.session.remove()
        db.engine.dispose()
