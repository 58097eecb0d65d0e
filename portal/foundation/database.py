"""The database: one session, typed models, moments kept in UTC, and how SQLite is opened."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Date, DateTime, Engine, MetaData, String, event
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, registry
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import Connection, Dialect
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
WRITING = "portal_writing"


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always aware and in UTC; SQLite forgets time zones, so they are put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment; store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What Flask-SQLAlchemy is given; models inherit from Model instead."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            str: String(),
            datetime: UtcDateTime(),
            date: Date(),
            dict[str, Any]: JSON(),
            list[str]: JSON(),
            list[dict[str, Any]]: JSON(),
        },
    )


class Model(MappedAsDataclass, Base, kw_only=True, eq=False, repr=False):
    """A table of the portal; built with keywords only."""

    __abstract__ = True


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False, "autoflush": True})


@event.listens_for(Engine, "connect")
def open_sqlite(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    """Give every SQLite connection a write-ahead log, patience, foreign keys and durable commits."""
    if type(connection).__module__.split(".")[0] != "sqlite3":
        return
    connection.isolation_level = None  # begin_sqlite opens transactions itself
    cursor = connection.cursor()
    for pragma in ("busy_timeout=5000", "foreign_keys=ON", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    with suppress(sqlite3.OperationalError):  # for this SQLite does not wait; who holds the new file is switching it
        cursor.execute("PRAGMA journal_mode=WAL")
    cursor.close()


@event.listens_for(Engine, "begin")
def begin_sqlite(connection: Connection) -> None:
    """Open the transaction: immediate when it will write, so that it waits for its turn instead of failing later."""
    if connection.dialect.name == "sqlite":
        writing = connection.get_execution_options().get(WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
