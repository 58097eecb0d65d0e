"""Table of the regions' tools."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.database import Model
from portal.plugin_host.models import Contributed


class RegionTool(Contributed, Model):
    """A tool of a region: a page, a checklist, or a link to one elsewhere. `html` is rendered when it comes in."""

    __tablename__ = "region_tool"

    title: Mapped[str]
    summary: Mapped[str]
    kind: Mapped[str] = mapped_column(String(20))
    target: Mapped[str]
    body: Mapped[str]
    html: Mapped[str]
    terms: Mapped[list[str]]
    audience: Mapped[list[str]]
    topics: Mapped[list[str]]
    phases: Mapped[list[str]]
    language: Mapped[str] = mapped_column(String(20))
    owner: Mapped[str]
    last_checked: Mapped[date]
    next_check: Mapped[date]
