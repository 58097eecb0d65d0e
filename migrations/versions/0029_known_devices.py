"""Devices that accounts are signed in on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0024"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Know devices; the first one that each account is signed in on from now on is told to nobody."""
    op.create_table(
        "known_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("used_at", MOMENT, nullable=False),
        sa.Column("forgotten_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_known_device_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_device")),
        sa.UniqueConstraint("mark", name=op.f("uq_known_device_mark")),
    )
    op.create_index(op.f("ix_known_device_account_id"), "known_device", ["account_id"])


def downgrade() -> None:
    """Forget every device."""
    op.drop_table("known_device")
