"""The audit as a chain."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INDEXED = ("deed", "region_id", "county_fips")
REFUSED = "a line of the audit is never changed"


def upgrade() -> None:
    """Say whose business each line is and from where it came, bind it to the one before, and let none be changed."""
    op.add_column("audit_entry", sa.Column("address", sa.String(length=45), nullable=False, server_default=""))
    op.add_column("audit_entry", sa.Column("region_id", sa.String(length=80), nullable=False, server_default=""))
    op.add_column("audit_entry", sa.Column("county_fips", sa.String(length=5), nullable=False, server_default=""))
    op.add_column("audit_entry", sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("audit_entry", sa.Column("mark", sa.String(length=64), nullable=False, server_default=""))
    number_lines(op.get_bind())
    with op.batch_alter_table("audit_entry") as batch:
        batch.create_unique_constraint(op.f("uq_audit_entry_number"), ["number"])
    for column in INDEXED:
        op.create_index(op.f(f"ix_audit_entry_{column}"), "audit_entry", [column], unique=False)
    for statement in statements("CREATE"):
        op.execute(statement)


def downgrade() -> None:
    """Take the chain away; the lines stay."""
    for statement in statements("DROP"):
        op.execute(statement)
    for column in INDEXED:
        op.drop_index(op.f(f"ix_audit_entry_{column}"), table_name="audit_entry")
    with op.batch_alter_table("audit_entry") as batch:
        batch.drop_constraint(op.f("uq_audit_entry_number"), type_="unique")
        for column in ("mark", "number", "county_fips", "region_id", "address"):
            batch.drop_column(column)


def number_lines(connection: sa.Connection) -> None:
    """Give the lines there are their numbers and marks, oldest first."""
    table = sa.table(
        "audit_entry",
        sa.column("id", sa.Integer()),
        sa.column("at", sa.DateTime(timezone=True)),
        sa.column("actor_id", sa.Integer()),
        sa.column("deed", sa.String()),
        sa.column("subject", sa.String()),
        sa.column("details", sa.JSON()),
        sa.column("number", sa.Integer()),
        sa.column("mark", sa.String()),
    )
    before = "0" * 64
    for number, line in enumerate(connection.execute(sa.select(table).order_by(table.c.id)).all(), 1):
        before = mark_of(line, number, before)
        connection.execute(table.update().where(table.c.id == line.id).values(number=number, mark=before))


def mark_of(line: Any, number: int, before: str) -> str:
    """Return the mark of a line as it was made when this step was written."""
    moment: datetime = line.at if line.at.tzinfo else line.at.replace(tzinfo=UTC)
    written = {
        "number": number,
        "at": moment.astimezone(UTC).isoformat(),
        "actor": line.actor_id,
        "deed": line.deed,
        "subject": line.subject,
        "details": line.details,
        "address": "",
        "region": "",
        "county": "",
    }
    text = json.dumps(written, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def statements(deed: str) -> list[str]:
    """Return what makes the database refuse to change or delete a line, or what takes that away."""
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        made = {change: f"BEFORE {change} ON audit_entry {refuse}" for change in ("UPDATE", "DELETE")}
        return [
            f"{deed} TRIGGER audit_entry_no_{change.lower()} {rest if deed == 'CREATE' else ''}"
            for change, rest in made.items()
        ]
    if deed == "DROP":
        return ["DROP TRIGGER audit_entry_stays ON audit_entry", "DROP FUNCTION audit_entry_refuse()"]
    body = f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
    when = "BEFORE UPDATE OR DELETE ON audit_entry FOR EACH STATEMENT"
    return [
        f"CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS {body}",
        f"CREATE TRIGGER audit_entry_stays {when} EXECUTE FUNCTION audit_entry_refuse()",
    ]
