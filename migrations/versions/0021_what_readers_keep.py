"""Bookmarks, and answers on whether a page helped."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0015"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Let people keep pages, and say whether they helped."""
    op.create_table(
        "bookmark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("seen_mark", sa.Integer(), nullable=False),
        sa.Column("notice", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_bookmark_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookmark")),
        sa.UniqueConstraint("account_id", "region_id", "key", name=op.f("uq_bookmark_account_id_region_id_key")),
    )
    op.create_index(op.f("ix_bookmark_key"), "bookmark", ["key"])
    op.create_table(
        "page_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("is_helpful", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("reader_region_id", sa.String(length=80), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_answer")),
    )
    op.create_index(op.f("ix_page_answer_key"), "page_answer", ["key"])
    op.create_index(op.f("ix_page_answer_reader_region_id"), "page_answer", ["reader_region_id"])


def downgrade() -> None:
    """Forget what people kept, and their answers."""
    for table in ("page_answer", "bookmark"):
        op.drop_table(table)
