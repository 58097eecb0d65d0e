"""Joining."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep counties' mail domains and own sign-ins, and who asked for an account."""
    op.create_table(
        "county_domain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.Column("county_fips", sa.String(length=5), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["county_fips"], ["county.fips"], name=op.f("fk_county_domain_county_fips")),
        sa.ForeignKeyConstraint(["added_by_id"], ["account.id"], name=op.f("fk_county_domain_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_county_domain")),
        sa.UniqueConstraint("domain", name=op.f("uq_county_domain_domain")),
    )
    op.create_index(op.f("ix_county_domain_county_fips"), "county_domain", ["county_fips"], unique=False)
    op.create_table(
        "account_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("county_fips", sa.String(length=5), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["county_fips"], ["county.fips"], name=op.f("fk_account_request_county_fips")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_account_request_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_request")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_request_token_hash")),
    )
    op.create_index(op.f("ix_account_request_email"), "account_request", ["email"], unique=False)
    op.create_index(op.f("ix_account_request_changed_at"), "account_request", ["changed_at"], unique=False)
    op.create_index("ix_account_request_county_fips_state", "account_request", ["county_fips", "state"], unique=False)
    op.create_table(
        "joining_switch",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("switched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("switched_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["switched_by_id"], ["account.id"], name=op.f("fk_joining_switch_switched_by_id")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_joining_switch")),
    )
    op.create_table(
        "county_sign_in",
        sa.Column("county_fips", sa.String(length=5), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("client_secret", sa.String(length=500), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("lets_in", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["county_fips"], ["county.fips"], name=op.f("fk_county_sign_in_county_fips")),
        sa.PrimaryKeyConstraint("county_fips", name=op.f("pk_county_sign_in")),
    )
    op.create_table(
        "county_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_county_identity_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_county_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_county_identity_issuer_subject")),
    )
    op.create_index(op.f("ix_county_identity_account_id"), "county_identity", ["account_id"], unique=False)


def downgrade() -> None:
    """Take away who asked, counties' own sign-ins and their mail domains."""
    op.drop_index(op.f("ix_county_identity_account_id"), table_name="county_identity")
    op.drop_table("county_identity")
    op.drop_table("county_sign_in")
    op.drop_table("joining_switch")
    op.drop_index("ix_account_request_county_fips_state", table_name="account_request")
    op.drop_index(op.f("ix_account_request_changed_at"), table_name="account_request")
    op.drop_index(op.f("ix_account_request_email"), table_name="account_request")
    op.drop_table("account_request")
    op.drop_index(op.f("ix_county_domain_county_fips"), table_name="county_domain")
    op.drop_table("county_domain")
