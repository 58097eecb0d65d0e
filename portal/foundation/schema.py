"""The database's schema: where its migrations lie, how far it is, and how to move it.

Every process asks how far the database is, and few move it: Alembic is loaded by those alone.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import column, inspect, select, table, text

from portal.foundation.database import WRITING

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from sqlalchemy import Connection, Engine

VERSION_TABLE = "alembic_version_core"
LOCK = 58_000_001
PACKAGE = Path(__file__).parents[1]
STEP = re.compile(r"""^(revision|down_revision) = ["']([^"']+)["']""", re.MULTILINE)


class NewerDatabase(Exception):
    """The database was made by a newer portal than this one."""


def migrations_folder() -> Path:
    """Return the migrations: inside an installed package, or beside it in a checkout."""
    inside = PACKAGE / "migrations"
    return inside if inside.is_dir() else PACKAGE.parent / "migrations"


@cache
def script() -> ScriptDirectory:
    """Return the migrations as Alembic reads them."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - 8 MB that few processes need

    return ScriptDirectory.from_config(config())


def config() -> Config:
    """Return Alembic's configuration, made here: there is no alembic.ini."""
    from alembic.config import Config  # noqa: PLC0415 - as above

    made = Config()
    made.set_main_option("script_location", str(migrations_folder()))
    return made


@cache
def head() -> str:
    """Return the newest migration this portal knows: the one that no other comes after."""
    named: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for file in (migrations_folder() / "versions").glob("*.py"):
        for name, revision in STEP.findall(file.read_text(encoding="utf-8")):
            named[name].add(revision)
    last = named["revision"] - named["down_revision"]
    return last.pop() if len(last) == 1 else script().get_current_head() or ""  # which says what is wrong


def current(connection: Connection) -> str:
    """Return the migration the database is at; empty before the first."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return ""
    return connection.scalar(select(column("version_num")).select_from(table(VERSION_TABLE))) or ""


def pending_steps(engine: Engine) -> list[str]:
    """Return the migrations the database lacks, oldest first; raise NewerDatabase when it is ahead of us."""
    with engine.connect() as connection:
        at = current(connection)
    if at == head():
        return []
    if at and at not in {step.revision for step in script().walk_revisions()}:
        raise NewerDatabase
    steps = [step.revision for step in script().iterate_revisions("head", at or "base")]
    return list(reversed(steps))


def move(engine: Engine, target: str) -> tuple[str, str]:
    """Migrate up or down to a target ("head", "base", "-1" or a revision); return where it was and is.

    Everything happens in one transaction under a lock: two that migrate at once wait for each other.
    """
    from alembic import command  # noqa: PLC0415 - as above

    pending_steps(engine)
    with engine.execution_options(**{WRITING: True}).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))  # a migration may take its time
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        before = current(connection)
        settings = config()
        settings.attributes["connection"] = connection
        if is_down(before, target):
            command.downgrade(settings, target)
        else:
            command.upgrade(settings, target)
        return before, current(connection)


def revise(engine: Engine, sentence: str) -> Path:
    """Write the step from the newest migration to the models as they are now; return its file.

    `sentence` becomes the step's docstring and, in small letters, its file's name. The database must be up to date:
    Alembic compares it with the models.
    """
    from alembic import command  # noqa: PLC0415 - as above
    from alembic.script import Script  # noqa: PLC0415 - as above

    settings = config()
    settings.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    number = f"{max((int(step.revision) for step in script().walk_revisions()), default=0) + 1:04}"
    with engine.connect() as connection:
        settings.attributes["connection"] = connection
        step = command.revision(settings, sentence.rstrip("."), autogenerate=True, rev_id=number)
    if not isinstance(step, Script):
        raise TypeError(step)
    return Path(step.path)


def is_down(before: str, target: str) -> bool:
    """Say whether a target lies below where the database is."""
    if target == "base" or target.startswith("-"):
        return True
    known = {step.revision for step in script().walk_revisions()}
    if target not in known or before not in known:
        return False
    older = {step.revision for step in script().iterate_revisions(before, "base")}
    return target in older and target != before
