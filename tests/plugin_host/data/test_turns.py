"""Whose turn it is to write: it comes with the first change, and who keeps it for too long loses it."""

from __future__ import annotations

from threading import Event, Thread
from time import sleep
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import SQLAlchemyError

from portal.foundation.errors import Conflict
from portal.plugin_host.context import WORK, Context, RegionRef, Surroundings
from portal.plugin_host.data import session as turns
from portal.plugin_host.data.session import RegionFault, RegionSession, open_session
from portal.plugin_host.data.store import Store
from portal.plugin_host.models import PluginItem
from tests.plugin_host.data.trial import Visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session


def writing(engine: Engine, region_id: str) -> RegionSession:
    return open_session(engine, "trial", region_id, writing=True)


@pytest.fixture
def kept(filled: Engine) -> Iterator[Engine]:
    """Give the database with a visit in each region, and a value kept for east."""
    put(filled, 1)
    yield filled
    with filled.begin() as connection:
        connection.execute(delete(PluginItem))


def put(engine: Engine, value: int, region_id: str = "east") -> None:
    with writing(engine, region_id) as session:
        Store(session, "trial", region_id).put("runs", value)
        session.commit()


def work_in(engine: Engine) -> Context:
    """Return the context of a job in the region east."""
    east = RegionRef("east", "East")
    return Context(
        Surroundings(plugin_id="trial", version="1", api="1", phase=WORK, region=east, engine=engine, is_writing=True)
    )


def kept_in(engine: Engine, region_id: str) -> Any:
    with open_session(engine, "trial", region_id, writing=False) as session:
        return Store(session, "trial", region_id).get("runs")


TAKES_THE_TURN: dict[str, Callable[[Session], Any]] = {
    "a new row": lambda s: (s.add(Visit(topic="new")), s.flush()),
    "an update": lambda s: s.execute(update(Visit).values(minutes=1)),
    "a deletion": lambda s: s.execute(delete(Visit).where(Visit.id < 0)),
    "a part of the work": lambda s: s.begin_nested(),
    "rows read for a change": lambda s: s.scalars(select(Visit).with_for_update()).all(),
    "a value kept": lambda s: Store(s, "trial", "east").put("runs", 2),
    "a value taken away": lambda s: Store(s, "trial", "east").delete("runs"),
}


@pytest.mark.parametrize("way", TAKES_THE_TURN)
def test_the_first_change_waits_for_the_turn_and_keeps_it(kept: Engine, way: str) -> None:
    done = Event()

    def write_too() -> None:
        put(kept, 5, "west")
        done.set()

    with writing(kept, "east") as session:
        session.scalars(select(Visit)).all()
        TAKES_THE_TURN[way](session)
        second = Thread(target=write_too)
        second.start()
        waited = not done.wait(0.3)
    second.join()

    assert (waited, done.is_set()) == (True, True)


def test_who_only_reads_so_far_keeps_nobody_from_writing(kept: Engine) -> None:
    with writing(kept, "east") as session:
        visit = session.scalars(select(Visit)).one()
        before = Store(session, "trial", "east").get("other", 0)
        put(kept, 7, "west")
        Store(session, "trial", "east").put("other", before + 1)
        visit.minutes = 45
        session.commit()
        after = (visit.minutes, session.scalar(select(Visit.minutes)))

    assert (kept_in(kept, "west"), after) == (7, (45, 45))


def test_a_job_that_reads_and_then_takes_its_time_lets_others_write(kept: Engine) -> None:
    context = work_in(kept)

    with context.opened():
        read = context.store.get("runs")
        context.db.scalars(select(Visit)).all()
        put(kept, 3, "west")
        sleep(0.2)
        context.store.put("runs", read + 1)

    assert (kept_in(kept, "east"), kept_in(kept, "west")) == (2, 3)


def test_a_value_that_somebody_else_changed_meanwhile_is_not_written_over(kept: Engine) -> None:
    with writing(kept, "east") as session:
        store = Store(session, "trial", "east")
        read = store.get("runs")
        put(kept, 10)
        with pytest.raises(Conflict, match="Somebody else changed this meanwhile"):
            store.put("runs", read + 1)

    assert kept_in(kept, "east") == 10


@pytest.mark.parametrize("change", [lambda _, row: setattr(row, "minutes", 31), lambda s, row: s.delete(row)])
def test_a_row_that_somebody_else_changed_meanwhile_is_not_written_over(
    engine: Engine, change: Callable[[Session, Visit], Any]
) -> None:
    with writing(engine, "east") as first:
        first.add(Visit(topic="read by two"))
        first.commit()
    with writing(engine, "east") as session:
        row = session.scalars(select(Visit)).one()
        with writing(engine, "east") as other:
            other.execute(update(Visit).values(topic="changed"))
            other.commit()
        change(session, row)
        with pytest.raises(Conflict, match="Somebody else changed this meanwhile"):
            session.commit()

    with open_session(engine, "trial", "east", writing=False) as reading:
        assert reading.execute(select(Visit.topic, Visit.minutes)).all() == [("changed", 30)]


def test_who_keeps_the_turn_for_too_long_loses_it_and_what_was_written(
    kept: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LONGEST_TURN", 0.2)
    context = work_in(kept)

    with pytest.raises((RegionFault, SQLAlchemyError), match="It kept others from writing"), context.opened():
        context.store.put("runs", 99)
        sleep(0.6)
        put(kept, 3, "west")

    assert (kept_in(kept, "east"), kept_in(kept, "west")) == (1, 3)


def test_a_turn_that_ended_in_time_is_not_taken_away(kept: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST_TURN", 0.2)
    with writing(kept, "east") as session:
        Store(session, "trial", "east").put("runs", 2)
        session.commit()
        Store(session, "trial", "east").get("runs")
        sleep(0.4)
        Store(session, "trial", "east").put("runs", 3)
        session.commit()

    assert kept_in(kept, "east") == 3
