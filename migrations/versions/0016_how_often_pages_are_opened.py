"""How often pages are opened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a count for each page and day, of nobody in particular."""
    op.create_table(
        "page_use",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_use_page_id_page"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("page_id", "day", name=op.f("pk_page_use")),
    )
    op.create_index(op.f("ix_page_use_day"), "page_use", ["day"], unique=False)


def downgrade() -> None:
    """Take the counts away."""
    op.drop_index(op.f("ix_page_use_day"), table_name="page_use")
    op.drop_table("page_use")
