"""What a plugin writes is its region's; anything else is refused, and nothing of it is written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.plugin_host.data.session import RegionFault, RegionSession, open_session
from portal.plugin_host.models import PluginItem
from tests.plugin_host.data.trial import Note, Secret, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

EVERYTHING = text("SELECT region_id, topic, minutes FROM plg_trial__visit ORDER BY id")
AS_IT_WAS = [("east", "topic of east", 30), ("west", "topic of west", 30)]


def writing(engine: Engine, region_id: str) -> RegionSession:
    return open_session(engine, "trial", region_id, writing=True)


def everything(engine: Engine) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(EVERYTHING)]


def put_west(session: Session) -> None:
    visit = Visit(topic="new")
    visit.region_id = "west"
    session.add(visit)


def move_west(session: Session) -> None:
    session.scalars(select(Visit).order_by(Visit.id)).first().region_id = "west"


def move_by_an_expression(session: Session) -> None:
    session.scalars(select(Visit).order_by(Visit.id)).first().region_id = func.lower("WEST")


def take_the_region_away(session: Session) -> None:
    del session.scalars(select(Visit).order_by(Visit.id)).first().region_id


def put_west_on_a_visit(session: Session) -> None:
    note = Note(words="new")
    note.region_id = "west"
    visit = session.scalars(select(Visit).order_by(Visit.id)).first()
    visit.notes.append(note)  # type: ignore[union-attr]  # there is one


def compute_from_text(session: Session) -> None:
    session.scalars(select(Visit).order_by(Visit.id)).first().minutes = text("1")  # type: ignore[assignment]  # a mistake


BEYOND_THE_REGION: dict[str, Callable[[Session], Any]] = {
    "a row for another region": put_west,
    "a row moved to another region": move_west,
    "a row moved by an expression": move_by_an_expression,
    "a row without a region": take_the_region_away,
    "another region's row behind a relationship": put_west_on_a_visit,
    "rows moved by an update": lambda s: s.execute(update(Visit).values(region_id="west")),
    "rows moved by an update of a column": lambda s: s.execute(update(Visit).values({Visit.region_id: "west"})),
    "rows moved by an update in order": lambda s: s.execute(update(Visit).ordered_values((Visit.region_id, "west"))),
    "rows moved by given values": lambda s: s.execute(update(Visit), {"region_id": "west"}),
    "rows moved by a query": lambda s: s.query(Visit).update({"region_id": "west"}),
    "rows changed by their keys": lambda s: s.execute(update(Visit), [{"id": 2, "minutes": 1}]),
    "rows written past the session": lambda s: s.execute(insert(Visit).values(region_id="west", topic="new")),
    "rows written in bulk": lambda s: s.bulk_insert_mappings(Visit, [{"region_id": "west", "topic": "new"}]),
    "objects written in bulk": lambda s: s.bulk_save_objects([Visit(topic="new")]),
    "rows changed in bulk": lambda s: s.bulk_update_mappings(Visit, [{"id": 2, "minutes": 1}]),
    "a change inside a question": lambda s: s.execute(
        select(delete(Visit).returning(Visit.id).cte(), Note.id).select_from(Note)
    ),
    "a value from text": compute_from_text,
    "the portal's row": lambda s: s.add(PluginItem(plugin_id="other", region_id="west", key="key", held={})),
    "another plugin's row": lambda s: s.add(Secret(words="new")),
}
CHANGES: dict[str, Callable[[Session], Any]] = {
    "a new row": lambda s: s.add(Visit(topic="new")),
    "a row taken away": lambda s: s.delete(s.scalars(select(Note)).first()),
    "an update": lambda s: s.execute(update(Visit).values(minutes=1)),
    "a deletion": lambda s: s.execute(delete(Note)),
    "a changed row": lambda s: setattr(s.scalars(select(Visit).order_by(Visit.id)).first(), "minutes", 1),
}


def test_a_new_row_gets_the_region_and_what_hangs_on_it_too(engine: Engine) -> None:
    with writing(engine, "west") as session:
        session.add(Visit(topic="new", notes=[Note(words="one"), Note(words="two")]))
        session.commit()

    with open_session(engine, "trial", "west", writing=False) as session:
        assert session.scalars(select(Visit.region_id)).all() == ["west"]
        assert session.scalars(select(Note.region_id)).all() == ["west", "west"]


def test_moments_and_facts_come_back_as_they_were(engine: Engine) -> None:
    moment = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
    with writing(engine, "east") as session:
        session.add(Visit(topic="new", held_at=moment, facts={"people": [1, "two"]}))
        session.commit()

    with open_session(engine, "trial", "east", writing=False) as session:
        visit = session.scalars(select(Visit)).one()
        assert (visit.held_at, visit.facts) == (moment, {"people": [1, "two"]})


@pytest.mark.parametrize("way", BEYOND_THE_REGION)
def test_c65_what_goes_beyond_the_region_is_refused_and_nothing_is_written(filled: Engine, way: str) -> None:
    with writing(filled, "east") as session:
        session.add(Visit(topic="good by itself"))
        with pytest.raises(RegionFault):
            BEYOND_THE_REGION[way](session)
            session.commit()

    assert everything(filled) == AS_IT_WAS


def test_c65_a_refused_row_is_refused_again_at_the_next_commit(filled: Engine) -> None:
    with writing(filled, "east") as session:
        put_west(session)
        for _ in range(2):
            with pytest.raises(RegionFault, match="writes rows of east only"):
                session.commit()

    assert everything(filled) == AS_IT_WAS


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (update(Visit).values(minutes=5), [("east", "topic of east", 5), AS_IT_WAS[1]]),
        (update(Visit).values(minutes=Visit.minutes + 1), [("east", "topic of east", 31), AS_IT_WAS[1]]),
        (
            update(Visit).values(minutes=select(func.count(Note.id)).scalar_subquery()),
            [("east", "topic of east", 1), AS_IT_WAS[1]],
        ),
        (update(Visit).where(Visit.id == Note.visit_id, Note.words.contains("west")).values(minutes=5), AS_IT_WAS),
        (
            update(Visit).values(minutes=5).execution_options(dml_strategy="core_only"),
            [("east", "topic of east", 5), AS_IT_WAS[1]],
        ),
        (delete(Visit).where(Visit.topic.contains("west")), AS_IT_WAS),
    ],
)
def test_c65_updates_and_deletions_reach_the_regions_own_rows_only(filled: Engine, change: Any, after: Any) -> None:
    with writing(filled, "east") as session:
        session.execute(change)
        session.commit()

    assert everything(filled) == after


def test_a_value_computed_while_writing_is_the_regions_own(filled: Engine) -> None:
    with writing(filled, "east") as session:
        session.scalars(select(Visit)).one().minutes = select(func.count(Note.id)).scalar_subquery()  # type: ignore[assignment]  # computed by the database
        session.commit()

    assert everything(filled) == [("east", "topic of east", 1), AS_IT_WAS[1]]


def test_deleting_leaves_other_regions_rows(filled: Engine) -> None:
    with writing(filled, "west") as session:
        session.execute(delete(Note))
        session.execute(delete(Visit))
        session.commit()

    assert everything(filled) == AS_IT_WAS[:1]


def test_a_row_read_in_one_region_cannot_be_put_into_another(filled: Engine) -> None:
    with writing(filled, "west") as west:
        visit = west.scalars(select(Visit)).one()
    visit.minutes = 1

    with writing(filled, "east") as east, pytest.raises(RegionFault, match="read elsewhere"):
        east.add(visit)

    assert everything(filled) == AS_IT_WAS


def test_a_row_merged_from_another_region_does_not_reach_it(filled: Engine) -> None:
    with writing(filled, "west") as west:
        visit = west.scalars(select(Visit)).one()
    visit.minutes = 1

    with writing(filled, "east") as east, pytest.raises((RegionFault, DBAPIError)):
        east.merge(visit)
        east.commit()

    assert everything(filled) == AS_IT_WAS


@pytest.mark.parametrize("way", CHANGES)
def test_a_session_that_only_reads_writes_nothing(filled: Engine, way: str) -> None:
    with open_session(filled, "trial", "east", writing=False) as session:
        with pytest.raises(RegionFault, match="Nothing can be written"):
            CHANGES[way](session)
            session.commit()

    assert everything(filled) == AS_IT_WAS


@pytest.mark.parametrize("way", CHANGES)
def test_a_session_that_writes_does_so(filled: Engine, way: str) -> None:
    with writing(filled, "west") as session:
        CHANGES[way](session)
        session.commit()

    with open_session(filled, "trial", "west", writing=False) as session:
        assert (everything(filled), session.scalar(select(func.count(Note.id)))) != (AS_IT_WAS, 2)
    assert everything(filled)[0] == AS_IT_WAS[0]


def test_a_part_of_the_work_can_be_undone(filled: Engine) -> None:
    with writing(filled, "east") as session:
        session.execute(update(Visit).values(minutes=5))
        part = session.begin_nested()
        session.execute(update(Visit).values(minutes=6))
        part.rollback()
        session.commit()

    assert everything(filled)[0] == ("east", "topic of east", 5)


def test_who_writes_takes_the_turn_again_after_a_commit(engine: Engine) -> None:
    with writing(engine, "east") as session:
        session.add(Visit(topic="first"))
        session.commit()
        with writing(engine, "west") as other:
            other.add(Visit(topic="second"))
            other.commit()
        session.add(Visit(topic="third"))
        session.commit()

    assert [row[1] for row in everything(engine)] == ["first", "second", "third"]


def test_on_a_connection_of_somebody_elses_the_work_is_undone_with_theirs(filled: Engine) -> None:
    with filled.connect() as connection:
        outer = connection.begin()
        with open_session(connection, "trial", "east", writing=True) as session:
            session.add(Visit(topic="new"))
            session.commit()
        seen = connection.execute(EVERYTHING).all()
        outer.rollback()

    assert (len(seen), everything(filled)) == (3, AS_IT_WAS)
