"""Reading lists, their pages, and who does not want to see somebody else's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let people put pages in lists that others of a place may see."""
    op.create_table(
        "reading_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("reach", sa.String(length=10), nullable=False),
        sa.Column("reach_key", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_reading_list_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_list")),
        sa.UniqueConstraint("key", name=op.f("uq_reading_list_key")),
    )
    op.create_index(op.f("ix_reading_list_account_id"), "reading_list", ["account_id"])
    op.create_index("ix_reading_list_reach", "reading_list", ["reach", "reach_key"])
    op.create_table(
        "list_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["reading_list.id"], name=op.f("fk_list_entry_list_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_entry")),
        sa.UniqueConstraint("list_id", "region_id", "key", name=op.f("uq_list_entry_list_id_region_id_key")),
    )
    op.create_index(op.f("ix_list_entry_key"), "list_entry", ["key"])
    op.create_table(
        "left_list",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_left_list_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["reading_list.id"], name=op.f("fk_left_list_list_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("list_id", "account_id", name=op.f("pk_left_list")),
    )


def downgrade() -> None:
    """Forget the lists."""
    for table in ("left_list", "list_entry", "reading_list"):
        op.drop_table(table)
