"""How the database would answer what is asked of it, if its tables were large."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


@contextmanager
def explained(connection: Connection) -> Iterator[list[str]]:
    """Collect the questions asked inside; at the end the list holds each one's plan, in its order."""
    asked: list[tuple[str, Any]] = []
    plans: list[str] = []

    def note(conn: Connection, cursor: object, statement: str, parameters: Any, *rest: object) -> None:
        if statement.startswith(("SELECT", "WITH")):
            asked.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield plans
    finally:
        event.remove(connection, "before_cursor_execute", note)
    is_sqlite = connection.dialect.name == "sqlite"
    if not is_sqlite:  # a small table is read whole whatever indexes it has
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    for statement, parameters in asked:
        rows = connection.exec_driver_sql(f"EXPLAIN {'QUERY PLAN ' if is_sqlite else ''}{statement}", parameters)
        plans.append("\n".join(str(row[-1]) for row in rows))


def is_sorted_afterwards(plan: str) -> bool:
    """Say whether a plan sorts what it finds."""
    return "Sort" in plan or "TEMP B-TREE" in plan
