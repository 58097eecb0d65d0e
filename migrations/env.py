"""How Alembic runs the portal's migrations: on the connection it is given, in the transaction around it."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from portal.foundation.database import Base, UtcDateTime
from portal.foundation.schema import VERSION_TABLE


def render_item(kind: str, item: object, autogenerate: AutogenContext) -> str | Literal[False]:
    """Write our own column type as what it is in the database: migrations import nothing of the portal."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
