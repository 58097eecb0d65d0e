"""Notes of regions on pages, days of checking beside pages, and who was told what is due."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0016"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)
BEFORE_ALL = "2000-01-01"


def upgrade() -> None:
    """Let regions add notes, and let a page be checked without a new revision."""
    op.add_column("page", sa.Column("last_checked", sa.Date(), server_default=BEFORE_ALL, nullable=False))
    op.add_column("page", sa.Column("next_check", sa.Date(), server_default=BEFORE_ALL, nullable=False))
    op.add_column("page", sa.Column("owner_id", sa.Integer(), nullable=True))
    take_days()
    op.create_table(
        "local_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.String(length=80), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("kept_under", sa.Integer(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("leads_kind", sa.String(length=40), nullable=False),
        sa.Column("leads_key", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["account.id"], name=op.f("fk_local_note_changed_by_id")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_local_note_page_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_local_note_region_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_local_note")),
        sa.UniqueConstraint("page_id", "region_id", "place", name=op.f("uq_local_note_page_id_region_id_place")),
    )
    op.create_index(op.f("ix_local_note_region_id"), "local_note", ["region_id"])
    make_checks()


def take_days() -> None:
    """Take each page's days from what its revision says."""
    page = sa.table(
        "page", sa.column("id"), sa.column("revision_number"),
        sa.column("last_checked", sa.Date()), sa.column("next_check", sa.Date()),
    )  # fmt: skip
    revision = sa.table("page_revision", sa.column("page_id"), sa.column("number"), sa.column("facts", sa.JSON()))
    bind = op.get_bind()
    known = sa.select(page.c.id, revision.c.facts).where(
        revision.c.page_id == page.c.id, revision.c.number == page.c.revision_number
    )
    for page_id, facts in bind.execute(known).all():
        days = {name: date.fromisoformat(facts[name]) for name in ("last_checked", "next_check")}
        bind.execute(page.update().where(page.c.id == page_id).values(days))


def make_checks() -> None:
    """Make the tables of checks, and of who was told."""
    op.create_table(
        "page_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("next_check", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["checked_by_id"], ["account.id"], name=op.f("fk_page_check_checked_by_id")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_check_page_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_check")),
    )
    op.create_index(op.f("ix_page_check_page_id"), "page_check", ["page_id"])
    op.create_table(
        "upkeep_told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("thing", sa.String(length=200), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_upkeep_told_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upkeep_told")),
        sa.UniqueConstraint(
            "account_id", "thing", "step", "due_on", name=op.f("uq_upkeep_told_account_id_thing_step_due_on")
        ),
    )


def downgrade() -> None:
    """Forget notes, checks and who was told; a page's days are again those its revision says."""
    op.drop_table("upkeep_told")
    op.drop_table("page_check")
    op.drop_table("local_note")
    for column in ("owner_id", "next_check", "last_checked"):
        op.drop_column("page", column)
