"""The picture library, and what addresses outside the portal answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0020"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Let pictures be kept with their text alternative, and answers of addresses that pages lead to."""
    op.create_table(
        "picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("alternative", sa.String(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["account.id"], name=op.f("fk_picture_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture")),
        sa.UniqueConstraint("key", name=op.f("uq_picture_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_picture_digest")),
    )
    op.create_index(op.f("ix_picture_added_by_id"), "picture", ["added_by_id"])
    op.create_table(
        "outside_address",
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_outside_address")),
    )
    op.create_index(op.f("ix_outside_address_asked_at"), "outside_address", ["asked_at"])


def downgrade() -> None:
    """Forget the pictures and the answers; files in the storage stay there."""
    op.drop_table("outside_address")
    op.drop_table("picture")
