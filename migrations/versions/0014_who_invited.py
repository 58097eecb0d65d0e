"""Who made a link to join."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep who made a link, so that the page it leads to can name who invites; accounts are never deleted."""
    op.add_column("join_link", sa.Column("made_by_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Forget who made the links."""
    op.drop_column("join_link", "made_by_id")
