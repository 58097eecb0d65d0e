"""When reviewers were last written to about what waits; films that wait for a second person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0022"
branch_labels = None
depends_on = None


MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Let reviewers be told of a change once, and let films wait for a second person."""
    op.add_column("page_change", sa.Column("told_on", sa.Date(), nullable=True))
    op.add_column("film", sa.Column("proposal", sa.JSON(), nullable=True))
    op.add_column("film", sa.Column("asked_by_id", sa.Integer(), nullable=True))
    op.add_column("film", sa.Column("asked_at", MOMENT, nullable=True))
    op.add_column("film", sa.Column("told_on", sa.Date(), nullable=True))
    op.add_column("film", sa.Column("writer_ids", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("film", sa.Column("review_words", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Forget what waits of films, and when reviewers were told."""
    op.drop_column("page_change", "told_on")
    for column in ("proposal", "asked_by_id", "asked_at", "told_on", "writer_ids", "review_words"):
        op.drop_column("film", column)
