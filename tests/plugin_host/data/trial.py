"""Two plugins with tables, for tests: `trial` has visits with notes, `other` has a table of its own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Column, DateTime, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.plugin_host.data.models import PluginModel
from portal.plugin_host.data.session import open_session
from portal.plugin_host.data.steps import Migration, Steps

if TYPE_CHECKING:
    from sqlalchemy import Engine


class Visit(PluginModel, plugin="trial", table="visit"):
    topic: Mapped[str]
    minutes: Mapped[int] = mapped_column(default=30)
    held_at: Mapped[datetime | None] = mapped_column(default=None)
    facts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    notes: Mapped[list[Note]] = relationship(back_populates="visit", default_factory=list)


class Note(PluginModel, plugin="trial", table="note"):
    words: Mapped[str]
    visit_id: Mapped[int] = mapped_column(ForeignKey("plg_trial__visit.id"), init=False)
    visit: Mapped[Visit] = relationship(back_populates="notes", default=None)


class Secret(PluginModel, plugin="other", table="secret"):
    words: Mapped[str]


def make_visits(steps: Steps) -> None:
    steps.create_table(
        "plg_trial__visit",
        Column("topic", String, nullable=False),
        Column("minutes", Integer, nullable=False),
        Column("held_at", DateTime(timezone=True)),
        Column("facts", JSON, nullable=False),
    )


def make_notes(steps: Steps) -> None:
    steps.create_table(
        "plg_trial__note",
        Column("words", String, nullable=False),
        Column("visit_id", Integer, ForeignKey("plg_trial__visit.id"), nullable=False),
    )


def drop_notes(steps: Steps) -> None:
    steps.drop_table("plg_trial__note")


def make_secrets(steps: Steps) -> None:
    steps.create_table("plg_other__secret", Column("words", String, nullable=False))


STEPS = [Migration("0001_visits", make_visits, irreversible=True), Migration("0002_notes", make_notes, drop_notes)]
OTHER_STEPS = [Migration("0001_secrets", make_secrets)]


def add_visit(engine: Engine, region_id: str) -> int:
    """Write a visit with a note in a region, each named for it; return the visit's id."""
    with open_session(engine, "trial", region_id, writing=True) as session:
        visit = Visit(topic=f"topic of {region_id}", notes=[Note(words=f"words of {region_id}")])
        session.add(visit)
        session.commit()
        return visit.id
