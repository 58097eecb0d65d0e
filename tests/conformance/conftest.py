"""A portal with two regions and an innocent plugin, beside which a plugin misbehaves."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.conformance.site import Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask

    from tests.plugins import Installer


@pytest.fixture
def site(app: Flask, installer: Installer) -> Site:
    """Give the portal with the regions north and south, and the plugin innocent on in both."""
    return Site(app, installer)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database of the test's own, in which there is nothing at all."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'own.sqlite'}"
        return
    url, name = make_url(str(request.getfixturevalue("postgres_url"))), f"own_{uuid4().hex}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield url.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()
