"""Table of the regions' worksheets. What people type into one has no table, on purpose."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.database import Model
from portal.plugin_host.models import Contributed


class RegionWorksheet(Contributed, Model):
    """A worksheet of a region; `parts` are the records' parts as plain rows."""

    __tablename__ = "region_worksheet"

    title: Mapped[str]
    summary: Mapped[str]
    owner: Mapped[str]
    last_checked: Mapped[date]
    next_check: Mapped[date]
    parts: Mapped[list[dict[str, Any]]]
    audience: Mapped[list[str]]
    language: Mapped[str] = mapped_column(String(20))
