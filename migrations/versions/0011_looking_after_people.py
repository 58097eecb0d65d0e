"""Looking after many people: when they were last here, roles they held, and actions that can be undone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0005"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Keep when people were last here, how they are credited, which roles they held, and what was done to many."""
    op.add_column("account", sa.Column("seen_at", MOMENT, nullable=True))
    op.add_column("account", sa.Column("credit", sa.String(length=10), nullable=False, server_default="name"))
    op.create_index(op.f("ix_account_seen_at"), "account", ["seen_at"])
    op.execute(
        "UPDATE account SET seen_at = (SELECT max(sign_in_session.seen_at) FROM sign_in_session "
        "WHERE sign_in_session.account_id = account.id)"
    )
    op.create_index("ix_account_counted", "account", ["county_fips", "closed_at", "seen_at", "password_hash"])
    op.create_index("ix_role_grant_counted", "role_grant", ["role", "account_id", "key"])
    op.create_index("ix_role_grant_key", "role_grant", ["key"])
    op.create_table(
        "former_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("granted_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=False),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_former_grant_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_grant")),
    )
    op.create_index(op.f("ix_former_grant_account_id"), "former_grant", ["account_id"])
    make_deeds()


def make_deeds() -> None:
    """Make the tables of actions on several people."""
    op.create_table(
        "people_deed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("role", sa.JSON(), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_people_deed_actor_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_deed")),
    )
    op.create_index(op.f("ix_people_deed_actor_id"), "people_deed", ["actor_id"])
    op.create_index(op.f("ix_people_deed_asked_at"), "people_deed", ["asked_at"])
    op.create_table(
        "people_deed_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deed_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_people_deed_part_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["deed_id"], ["people_deed.id"], name=op.f("fk_people_deed_part_deed_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_deed_part")),
    )
    op.create_index(op.f("ix_people_deed_part_account_id"), "people_deed_part", ["account_id"])
    op.create_index(op.f("ix_people_deed_part_deed_id"), "people_deed_part", ["deed_id"])


def downgrade() -> None:
    """Forget all of it."""
    op.drop_table("people_deed_part")
    op.drop_table("people_deed")
    op.drop_table("former_grant")
    op.drop_index("ix_role_grant_key", table_name="role_grant")
    op.drop_index("ix_role_grant_counted", table_name="role_grant")
    op.drop_index("ix_account_counted", table_name="account")
    op.drop_index(op.f("ix_account_seen_at"), table_name="account")
    op.drop_column("account", "credit")
    op.drop_column("account", "seen_at")
