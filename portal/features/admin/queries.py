"""Read how the plugins are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.foundation.database import db
from portal.plugin_host.models import PluginRecord

if TYPE_CHECKING:
    from collections.abc import Sequence


def list_plugins() -> Sequence[PluginRecord]:
    """Return every plugin that was ever found, by name."""
    return db.session.scalars(select(PluginRecord).order_by(PluginRecord.name, PluginRecord.id)).all()
