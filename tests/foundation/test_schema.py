"""Migrations: up, down, in step with the models, and never past what this portal knows."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

import portal.app  # noqa: F401 - every model is loaded with it
from portal.foundation import schema
from portal.foundation.database import Base
from portal.foundation.schema import (
    VERSION_TABLE,
    NewerDatabase,
    current,
    head,
    is_down,
    migrations_folder,
    move,
    pending_steps,
    revise,
    script,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {VERSION_TABLE}


def test_an_empty_database_is_brought_to_the_newest_schema(own_engine: Engine) -> None:
    moved = move(own_engine, "head")

    assert moved == ("", head())
    assert tables(own_engine) == set(Base.metadata.tables)
    assert pending_steps(own_engine) == []


def test_the_schema_goes_down_to_nothing_and_up_again(own_engine: Engine) -> None:
    move(own_engine, "head")

    down = move(own_engine, "base")
    left = tables(own_engine)
    up = move(own_engine, "head")

    assert (down, left, up) == ((head(), ""), set(), ("", head()))
    assert tables(own_engine) == set(Base.metadata.tables)


def test_every_migration_can_be_undone_and_done_again(own_engine: Engine) -> None:
    for step in reversed(list(script().walk_revisions())):
        move(own_engine, step.revision)
        move(own_engine, "-1")
        with own_engine.connect() as connection:
            below = current(connection)
        again = move(own_engine, step.revision)

        assert (below, again[1]) == (step.down_revision or "", step.revision)


def test_a_new_step_is_written_from_the_models(
    own_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "migrations"
    shutil.copytree(migrations_folder(), copy)
    move(own_engine, "head")
    with own_engine.begin() as connection:
        connection.execute(text("DROP TABLE audit_entry"))
    monkeypatch.setattr(schema, "migrations_folder", lambda: copy)

    written = revise(own_engine, "Keep what was done.")

    step = written.read_text(encoding="utf-8")
    highest = max(file.name[:4] for file in migrations_folder().glob("versions/0*.py"))
    assert written.name == f"{int(highest) + 1:04}_keep_what_was_done.py"
    assert step.startswith('"""Keep what was done."""')
    assert f'down_revision = "{head()}"' in step or f"down_revision = '{head()}'" in step
    assert "op.create_table('audit_entry'" in step
    assert "import portal" not in step


def test_the_models_agree_with_the_migrations(own_engine: Engine) -> None:
    move(own_engine, "head")

    with own_engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True, "target_metadata": Base.metadata}
        )
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_moving_to_where_the_database_is_changes_nothing(own_engine: Engine) -> None:
    move(own_engine, "head")

    assert move(own_engine, "head") == (head(), head())


def test_an_empty_database_lacks_every_migration_oldest_first(own_engine: Engine) -> None:
    steps = [step.revision for step in script().walk_revisions()]

    assert pending_steps(own_engine) == list(reversed(steps))


def test_a_database_of_a_newer_portal_is_refused_and_left_alone(own_engine: Engine) -> None:
    move(own_engine, "head")
    with own_engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version_core SET version_num = '9999'"))

    with pytest.raises(NewerDatabase):
        move(own_engine, "head")
    with pytest.raises(NewerDatabase):
        move(own_engine, "base")

    assert tables(own_engine) == set(Base.metadata.tables)


def test_two_that_migrate_at_once_wait_for_each_other(own_url: str) -> None:
    both_ready = Barrier(2, timeout=30)

    def migrate(_: int) -> tuple[str, str]:
        engine = create_engine(own_url)
        both_ready.wait()
        try:
            return move(engine, "head")
        finally:
            engine.dispose()

    with ThreadPoolExecutor(2) as pool:
        moved = sorted(pool.map(migrate, range(2)))

    assert moved == [("", head()), (head(), head())]


@pytest.mark.parametrize(
    ("before", "target", "down"),
    [
        ("", "head", False),
        ("", "base", True),
        ("0001", "base", True),
        ("0001", "-1", True),
        ("0001", "head", False),
        ("0001", "0001", False),
    ],
)
def test_a_target_below_the_database_is_a_way_down(before: str, target: str, down: bool) -> None:  # noqa: FBT001 - given by parametrize
    assert is_down(before, target) is down
