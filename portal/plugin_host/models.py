"""Table of plugins, and the columns of everything they contribute."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, MappedAsDataclass, declared_attr, mapped_column

from portal.foundation.database import Model


class PluginRecord(Model):
    """One plugin as it was found; `state` is on, failed, rejected, incompatible or missing."""

    __tablename__ = "plugin"

    id: Mapped[str] = mapped_column(String(31), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str]
    remedy: Mapped[str]
    regions: Mapped[list[str]]
    counts: Mapped[dict[str, Any]]
    synchronised_at: Mapped[datetime]


class Contributed(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """Columns of every row that a plugin contributed to a region; `key` is the record's id inside its plugin.

    A statewide row, shipped with the portal itself, has neither plugin nor region.
    """

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plugin_id: Mapped[str] = mapped_column(String(31), index=True)
    region_id: Mapped[str | None] = mapped_column(ForeignKey("region.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(80))
    order: Mapped[int]
    for_everyone: Mapped[bool]

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[UniqueConstraint, ...]:
        return (UniqueConstraint("plugin_id", "region_id", "key"),)
