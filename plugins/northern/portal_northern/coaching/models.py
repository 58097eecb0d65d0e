"""The plugin's table, and the step that makes it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, Column, Date, DateTime, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.plugin_api import Migration, PluginModel, Steps


class CoachingRequest(PluginModel, plugin="northern", table="coaching_request"):
    """One request for coaching: who asked for what, and how it stands. When the account goes, so does the request."""

    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    asked_by: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime]
    county: Mapped[str] = mapped_column(String(5))
    topic: Mapped[str] = mapped_column(String(40))
    format: Mapped[str] = mapped_column(String(20))
    weeks: Mapped[list[str]]
    status: Mapped[str] = mapped_column(String(20), index=True)
    moved_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(20), default="")
    session_on: Mapped[date | None] = mapped_column(default=None)


def make_table(steps: Steps) -> None:
    """Make the table of requests."""
    account = ForeignKey("account.id", ondelete="CASCADE")
    steps.create_table(
        "plg_northern__coaching_request",
        Column("asked_by_id", Integer(), account, nullable=False, index=True),
        Column("asked_by", String(200), nullable=False),
        Column("asked_at", DateTime(timezone=True), nullable=False),
        Column("county", String(5), nullable=False),
        Column("topic", String(40), nullable=False),
        Column("format", String(20), nullable=False),
        Column("weeks", JSON(), nullable=False),
        Column("status", String(20), nullable=False, index=True),
        Column("moved_at", DateTime(timezone=True), nullable=False),
        Column("reason", String(20), nullable=False),
        Column("session_on", Date(), nullable=True),
    )


def drop_table(steps: Steps) -> None:
    """Take the table away again."""
    steps.drop_table("plg_northern__coaching_request")


MIGRATIONS = (Migration(id="0001-coaching-requests", up=make_table, down=drop_table),)
