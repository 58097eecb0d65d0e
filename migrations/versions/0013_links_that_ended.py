"""Links to join that ended before they were used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the hashes of links that were replaced or taken back, so that who follows one is told so."""
    op.create_table(
        "ended_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_ended_link_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_ended_link")),
    )
    op.create_index(op.f("ix_ended_link_account_id"), "ended_link", ["account_id"])


def downgrade() -> None:
    """Forget which links were ended; they are unknown again."""
    op.drop_table("ended_link")
