"""Moving people between counties, and keeping the lists of people right."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0008"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Keep transfers, what is known of accounts nobody uses, and the yearly checks."""
    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("to_fips", sa.String(length=5), nullable=False),
        sa.Column("is_offer", sa.Boolean(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("from_fips", sa.String(length=5), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_transfer_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["account.id"], name=op.f("fk_transfer_asked_by_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["from_fips"], ["county.fips"], name=op.f("fk_transfer_from_fips")),
        sa.ForeignKeyConstraint(["to_fips"], ["county.fips"], name=op.f("fk_transfer_to_fips")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    for column in ("account_id", "asked_at", "asked_by_id", "from_fips", "to_fips"):
        op.create_index(op.f(f"ix_transfer_{column}"), "transfer", [column])
    op.create_table(
        "dormancy",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("noticed_at", MOMENT, nullable=True),
        sa.Column("kept_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_dormancy_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_dormancy")),
    )
    op.create_index(op.f("ix_dormancy_noticed_at"), "dormancy", ["noticed_at"])
    make_yearly()


def make_yearly() -> None:
    """Make the tables of the yearly check."""
    op.create_table(
        "yearly_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_fips", sa.String(length=5), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["county_fips"], ["county.fips"], name=op.f("fk_yearly_check_county_fips")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_yearly_check")),
        sa.UniqueConstraint("county_fips", "year", name=op.f("uq_yearly_check_county_fips_year")),
    )
    op.create_index(op.f("ix_yearly_check_county_fips"), "yearly_check", ["county_fips"])
    op.create_table(
        "yearly_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_yearly_answer_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["check_id"], ["yearly_check.id"], name=op.f("fk_yearly_answer_check_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_yearly_answer")),
        sa.UniqueConstraint("check_id", "account_id", name=op.f("uq_yearly_answer_check_id_account_id")),
    )
    op.create_index(op.f("ix_yearly_answer_account_id"), "yearly_answer", ["account_id"])
    op.create_index(op.f("ix_yearly_answer_check_id"), "yearly_answer", ["check_id"])


def downgrade() -> None:
    """Forget all of it."""
    for table in ("yearly_answer", "yearly_check", "dormancy", "transfer"):
        op.drop_table(table)
