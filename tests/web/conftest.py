"""A portal of one's own over the filled database, for settings that differ from the usual ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.app import create_app
from portal.foundation.database import db
from tests.conftest import make_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask

    MakeApp = Callable[..., Flask]


@pytest.fixture
def own_app(filled_app: Flask, tmp_path: Path) -> Iterator[MakeApp]:
    """Make portals with given settings; they read the filled database unless told otherwise."""
    made: list[Flask] = []
    database: str = filled_app.extensions["portal.settings"].database

    def make(**given: object) -> Flask:
        made.append(create_app(make_settings(tmp_path, **({"database_url": database} | given))))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
