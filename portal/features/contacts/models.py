"""Table of contacts."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.database import Model
from portal.plugin_host.models import Contributed


class Contact(Contributed, Model):
    """Somebody to ask, by role; `counties` are FIPS codes, none for every county of the region."""

    __tablename__ = "contact"

    name: Mapped[str]
    organisation: Mapped[str]
    what_for: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str]
    url: Mapped[str]
    address: Mapped[str]
    hours: Mapped[str]
    counties: Mapped[list[str]]
    confirmed_on: Mapped[date | None] = mapped_column()
