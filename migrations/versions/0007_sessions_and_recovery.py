"""Sessions and recovery."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Know shared computers and tokens that were replaced; sessions there are go on as they were."""
    for name in ("is_shared", "is_renewal_due"):
        op.add_column("sign_in_session", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("sign_in_session", sa.Column("former_hash", sa.String(length=64), nullable=True))
    op.add_column("sign_in_session", sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_sign_in_session_former_hash"), "sign_in_session", ["former_hash"], unique=False)
    create_recovery()


def create_recovery() -> None:
    """Make the tables of requests to get back in."""
    op.create_table(
        "recovery_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        belongs_to("recovery_ask", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_ask")),
    )
    op.create_table(
        "recovery_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.String(length=10), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        belongs_to("recovery_request", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_request")),
    )
    op.create_index(op.f("ix_recovery_request_account_id"), "recovery_request", ["account_id"], unique=False)
    op.create_index(op.f("ix_recovery_request_asked_at"), "recovery_request", ["asked_at"], unique=False)
    op.create_table(
        "recovery_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        belongs_to("recovery_confirmation", "recovery_request", "request_id"),
        belongs_to("recovery_confirmation", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_confirmation")),
        sa.UniqueConstraint("request_id", "account_id", name=op.f("uq_recovery_confirmation_request_id_account_id")),
    )
    op.create_index(op.f("ix_recovery_confirmation_account_id"), "recovery_confirmation", ["account_id"], unique=False)
    op.create_table(
        "recovery_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        belongs_to("recovery_link", "recovery_request", "request_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_recovery_link_token_hash")),
    )
    op.create_index(op.f("ix_recovery_link_request_id"), "recovery_link", ["request_id"], unique=False)


def belongs_to(table: str, other: str, column: str = "account_id") -> sa.ForeignKeyConstraint:
    """Return what ties a row to one of another table, with which it is deleted."""
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    """Forget which sessions are on shared computers: those end, for they would last longer."""
    for table in ("recovery_link", "recovery_confirmation", "recovery_request", "recovery_ask"):
        op.drop_table(table)
    op.execute("DELETE FROM sign_in_session WHERE is_shared")
    op.drop_index(op.f("ix_sign_in_session_former_hash"), table_name="sign_in_session")
    for name in ("renewed_at", "former_hash", "is_renewal_due", "is_shared"):
        op.drop_column("sign_in_session", name)
