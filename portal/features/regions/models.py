"""Tables of counties, regions, and which serves which."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.database import Model


class County(Model):
    """One of California's 58 counties, by FIPS code; `number` is its place in the alphabet, as the State counts."""

    __tablename__ = "county"

    fips: Mapped[str] = mapped_column(String(5), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    number: Mapped[int] = mapped_column(unique=True)
    on_backbone: Mapped[bool]


class Region(Model):
    """A region as a plugin proposed it."""

    __tablename__ = "region"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    plugin_id: Mapped[str] = mapped_column(String(31), index=True)
    name: Mapped[str]
    label: Mapped[str]
    academy: Mapped[str]
    host: Mapped[str]
    website: Mapped[str]
    welcome: Mapped[str]
    motif: Mapped[str] = mapped_column(String(20))
    accent: Mapped[str] = mapped_column(String(7))
    accent_dark: Mapped[str] = mapped_column(String(7))


class Membership(Model):
    """A county served by a region. A held one waits for a person to decide between two main regions."""

    __tablename__ = "membership"

    region_id: Mapped[str] = mapped_column(ForeignKey("region.id", ondelete="CASCADE"), primary_key=True)
    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"), primary_key=True, index=True)
    is_main: Mapped[bool]
    is_held: Mapped[bool]
    is_confirmed: Mapped[bool]
    note: Mapped[str]


class CountyDecision(Model):
    """What a person decided on a claim that was held; `standing` is main, beside or refused.

    `region_id` is a key, not a reference: a decision outlives a region whose plugin is away.
    """

    __tablename__ = "county_decision"

    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"), primary_key=True)
    region_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    standing: Mapped[str] = mapped_column(String(10))
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(default=None)
