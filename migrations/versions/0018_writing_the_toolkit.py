"""Writing the toolkit: drafts, changes on their way, addresses chosen here, and what packs offer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0014"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Let pages be written, moved and withdrawn here, and keep what packs ship for those that were."""
    op.add_column("page_revision", sa.Column("note", sa.String(), nullable=False, server_default=""))
    op.add_column("old_address", sa.Column("source", sa.String(length=10), nullable=False, server_default="pack"))
    op.add_column("page", sa.Column("address", sa.String(length=80), nullable=True))
    op.add_column("page", sa.Column("is_placed_here", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("page", sa.Column("is_withdrawn_here", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(op.f("ix_page_address"), "page", ["address"], unique=True)
    op.create_table(
        "pack_offer",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("came_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_pack_offer_page_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_pack_offer")),
    )
    make_drafts()
    make_changes()


def make_drafts() -> None:
    """Make the tables of what is being written."""
    op.create_table(
        "page_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_page_draft_author_id")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_draft_page_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_draft")),
        sa.UniqueConstraint("page_id", "number", name=op.f("uq_page_draft_page_id_number")),
    )
    op.create_index(op.f("ix_page_draft_author_id"), "page_draft", ["author_id"])
    op.create_table(
        "page_typing",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(length=40), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("typed_at", MOMENT, nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_page_typing_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_typing_page_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("page_id", "account_id", name=op.f("pk_page_typing")),
    )


def make_changes() -> None:
    """Make the table of changes on their way to the readers."""
    op.create_table(
        "page_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(length=10), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_page_change_author_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_page_change_decided_by_id")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_change_page_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_change")),
    )
    op.create_index(op.f("ix_page_change_author_id"), "page_change", ["author_id"])
    op.create_index(op.f("ix_page_change_page_id"), "page_change", ["page_id"])
    op.create_index(op.f("ix_page_change_state"), "page_change", ["state"])


def downgrade() -> None:
    """Forget what is being written; pages go back to the addresses of their names, and unpublished ones are gone."""
    for table in ("page_change", "page_typing", "page_draft", "pack_offer"):
        op.drop_table(table)
    op.execute("DELETE FROM page WHERE revision_number = 0")
    op.drop_index(op.f("ix_page_address"), table_name="page")
    for column in ("is_withdrawn_here", "is_placed_here", "address"):
        op.drop_column("page", column)
    op.execute("DELETE FROM old_address WHERE source = 'site'")
    op.drop_column("old_address", "source")
    op.drop_column("page_revision", "note")
