"""Days of roles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a role start and end on a day; those there are hold from ever and for good."""
    op.add_column("role_grant", sa.Column("starts_on", sa.Date(), nullable=True))
    op.add_column("role_grant", sa.Column("ends_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take the days away: what has ended holds again, so it is taken away first."""
    op.execute("DELETE FROM role_grant WHERE ends_on < CURRENT_DATE OR starts_on > CURRENT_DATE")
    op.drop_column("role_grant", "ends_on")
    op.drop_column("role_grant", "starts_on")
