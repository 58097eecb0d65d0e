"""When reviewers were last written to about what waits; films that wait for a second person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let reviewers be told of a change once."""
    op.add_column("page_change", sa.Column("told_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Forget when they were."""
    with op.batch_alter_table("page_change") as batch:
        batch.drop_column("told_on")
