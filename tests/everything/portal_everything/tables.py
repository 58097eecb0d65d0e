"""The plugin's own table, and the step that makes it."""

from __future__ import annotations

from sqlalchemy import Column, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.plugin_api import Migration, PluginModel, Steps


class Visit(PluginModel, plugin="everything", table="visit"):
    """Somebody came by."""

    words: Mapped[str] = mapped_column(String(80))


def make_visits(steps: Steps) -> None:
    """Make the table of visits."""
    steps.create_table("plg_everything__visit", Column("words", String(80), nullable=False))


def drop_visits(steps: Steps) -> None:
    """Take it away again."""
    steps.drop_table("plg_everything__visit")


STEPS = (Migration(id="0001-visits", up=make_visits, down=drop_visits),)
