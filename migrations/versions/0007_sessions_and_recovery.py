"""Sessions and recovery."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Know shared computers and tokens that were replaced; sessions there are go on as they were."""
    for name in ("is_shared", "is_renewal_due"):
        op.add_column("sign_in_session", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("sign_in_session", sa.Column("former_hash", sa.String(length=64), nullable=True))
    op.add_column("sign_in_session", sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_sign_in_session_former_hash"), "sign_in_session", ["former_hash"], unique=False)


def downgrade() -> None:
    """Forget which sessions are on shared computers: those end, for they would last longer."""
    op.execute("DELETE FROM sign_in_session WHERE is_shared")
    op.drop_index(op.f("ix_sign_in_session_former_hash"), table_name="sign_in_session")
    for name in ("renewed_at", "former_hash", "is_renewal_due", "is_shared"):
        op.drop_column("sign_in_session", name)
