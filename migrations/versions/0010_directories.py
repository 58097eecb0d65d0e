"""Directories of counties."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let counties' directories in by tokens, and keep what they say of people."""
    op.create_table(
        "directory_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_fips", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["county_fips"], ["county.fips"], name=op.f("fk_directory_token_county_fips_county")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_directory_token_made_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_directory_token_token_hash")),
    )
    op.create_index(op.f("ix_directory_token_county_fips"), "directory_token", ["county_fips"], unique=False)
    op.create_table(
        "directory_person",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("county_fips", sa.String(length=5), nullable=False),
        sa.Column("user_name", sa.String(length=254), nullable=False),
        sa.Column("user_key", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("external_id", sa.String(length=254), nullable=True),
        sa.Column("display_name", sa.String(length=254), nullable=True),
        sa.Column("given_name", sa.String(length=254), nullable=True),
        sa.Column("family_name", sa.String(length=254), nullable=True),
        sa.Column("formatted_name", sa.String(length=254), nullable=True),
        sa.Column("is_primary", sa.Boolean(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_directory_person_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["county_fips"], ["county.fips"], name=op.f("fk_directory_person_county_fips_county")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_directory_person")),
    )
    op.create_index(op.f("ix_directory_person_external_id"), "directory_person", ["external_id"], unique=False)
    op.create_index(op.f("ix_directory_person_user_key"), "directory_person", ["user_key"], unique=False)


def downgrade() -> None:
    """Take the tokens away, and what directories said."""
    op.drop_table("directory_person")
    op.drop_table("directory_token")
