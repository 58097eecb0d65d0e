"""A migrated database with two regions, and in it the tables of plugins for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from portal.foundation.schema import move
from portal.plugin_host.data.steps import apply_steps, erase
from tests.plugin_host.data.trial import OTHER_STEPS, STEPS, add_visit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

COLUMNS = ("plugin_id", "name", "label", "academy", "host", "website", "welcome", "motif", "accent", "accent_dark")
ADD_REGION = f"INSERT INTO region (id, {', '.join(COLUMNS)}) VALUES (:id{', :id' * len(COLUMNS)})"  # noqa: S608 - ours
CROSSING = "INSERT INTO plg_trial__note (words, visit_id, region_id) VALUES ('crossing words of west', :visit, 'west')"


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def migrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Give an engine on a migrated database of these tests' own, with the regions east and west."""
    name = f"plugins_{uuid4().hex}"
    url = make_url(f"sqlite:///{tmp_path_factory.mktemp('plugins') / 'portal.sqlite'}")
    if request.param == "postgresql":
        url = make_url(str(request.getfixturevalue("postgres_url")))
        admin = create_engine(url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        url = url.set(database=name)
    engine = create_engine(url)
    move(engine, "head")
    with engine.begin() as connection:
        connection.execute(text(ADD_REGION), [{"id": "east"}, {"id": "west"}])
    yield engine
    engine.dispose()
    if request.param == "postgresql":
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


@pytest.fixture
def bare(migrated: Engine) -> Iterator[Engine]:
    """Give the database without any tables of plugins; what a test makes of the trial plugins is erased after it."""
    yield migrated
    for plugin_id in ("trial", "other", "trial_more"):
        erase(migrated, plugin_id)


@pytest.fixture
def engine(bare: Engine) -> Engine:
    """Give the database with the tables of both plugins, empty."""
    apply_steps(bare, "trial", STEPS)
    apply_steps(bare, "other", OTHER_STEPS)
    return bare


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """Give the database with a visit and a note in each region; one more note of west's hangs on east's visit."""
    visit_id = add_visit(engine, "east")
    add_visit(engine, "west")
    with engine.begin() as connection:
        connection.execute(text(CROSSING), {"visit": visit_id})
    return engine
