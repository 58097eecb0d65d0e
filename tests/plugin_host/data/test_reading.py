"""What a plugin reads is its region's, in whichever way it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import column, exists, func, literal_column, select, table, text, true, union_all
from sqlalchemy.exc import InvalidRequestError, StatementError
from sqlalchemy.orm import Session, aliased, joinedload, selectinload, subqueryload

from portal.features.accounts.models import Account
from portal.plugin_host.data.session import RegionFault, RegionSession, open_session
from portal.plugin_host.models import PluginItem
from tests.plugin_host.data.trial import Note, Secret, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine, Select

VISIT = aliased(Visit)
TABLE = Note.__table__
REFERRED = TABLE.metadata.tables["account"]


def reading(engine: Engine, region_id: str) -> RegionSession:
    return open_session(engine, "trial", region_id, writing=False)


def notes_of(session: Session, *options: Any) -> list[str]:
    return [note.words for visit in session.scalars(select(Visit).options(*options)).unique() for note in visit.notes]


def refreshed(session: Session) -> list[str]:
    visit = session.scalars(select(Visit)).one()
    session.expire(visit)
    return [visit.topic]


WAYS: dict[str, Callable[[Session], Any]] = {
    "objects": lambda s: [visit.topic for visit in s.scalars(select(Visit))],
    "columns": lambda s: s.execute(select(Visit.topic, Visit.id)).all(),
    "an alias": lambda s: s.scalars(select(VISIT.topic)).all(),
    "a join": lambda s: s.execute(select(Visit.topic, Note.words).join(Visit.notes)).all(),
    "a join of everything": lambda s: s.execute(select(Visit.topic, Note.words).join(Note, true())).all(),
    "an outer join": lambda s: s.execute(select(Visit.topic, Note.words).outerjoin(Note, true())).all(),
    "a lazy relationship": notes_of,
    "a joined relationship": lambda s: notes_of(s, joinedload(Visit.notes)),
    "a selected relationship": lambda s: notes_of(s, selectinload(Visit.notes)),
    "a relationship by a subquery": lambda s: notes_of(s, subqueryload(Visit.notes)),
    "an object read again": refreshed,
    "a subquery": lambda s: s.execute(select(select(Note.words).subquery())).all(),
    "a table expression": lambda s: s.execute(select(select(Note.words).cte())).all(),
    "a value by itself": lambda s: s.execute(select(Visit.topic, select(func.max(Note.words)).scalar_subquery())).all(),
    "a union": lambda s: s.scalars(union_all(select(Visit.topic), select(Note.words))).all(),
    "a table inside": lambda s: s.scalars(select(Note.words).where(Note.id.in_(select(TABLE.c.id)))).all(),
    "a table's column": lambda s: s.scalars(select(TABLE.c.words).join(Visit, true())).all(),
    "an alias of a table": lambda s: s.scalars(select(TABLE.alias().c.words).join(Visit, true())).all(),
    "a query of the older kind": lambda s: s.query(Note.words).filter(Note.words.contains("words")).all(),
    "rows to be changed": lambda s: [note.words for note in s.scalars(select(Note).with_for_update(of=Note))],
}


REACHING_OUT: dict[str, Callable[[Session], Any]] = {
    "text": lambda s: s.execute(text("SELECT * FROM plg_trial__visit")),
    "text as objects": lambda s: s.scalars(select(Visit).from_statement(text("SELECT * FROM plg_trial__visit"))),
    "text as a condition": lambda s: s.scalars(select(Visit).where(text("1 = 1"))),
    "text as a column": lambda s: s.execute(select(Visit.id, literal_column("(SELECT max(email) FROM account)"))),
    "text with columns": lambda s: s.execute(text("SELECT id FROM plg_trial__visit").columns(Visit.id)),
    "a table": lambda s: s.execute(select(TABLE)),
    "a column of a table": lambda s: s.execute(select(TABLE.c.words)),
    "a table by its name": lambda s: s.execute(select(table("account", column("email")))),
    "a table of the portal's inside": lambda s: s.scalars(select(Visit).where(exists(select(Account.id)))),
    "a condition on the portal's table": lambda s: s.scalars(select(Visit).where(Account.id == Visit.id)),
    "the portal's model": lambda s: s.scalars(select(Account)),
    "the portal's model by its key": lambda s: s.get(PluginItem, ("trial", "east", "key")),
    "what the portal's model is referred to by": lambda s: s.scalars(select(Visit).join(REFERRED, true())),
    "another plugin's model": lambda s: s.scalars(select(Secret)),
    "another plugin's model inside": lambda s: s.scalars(select(Visit).where(Visit.id.in_(select(Secret.id)))),
    "a function": lambda s: s.scalar(func.count()),
    "a connection": lambda s: s.connection(),
    "an engine": lambda s: s.get_bind(),
}


@pytest.mark.parametrize("way", WAYS)
def test_c67_only_the_regions_own_rows_are_read(filled: Engine, way: str) -> None:
    with reading(filled, "east") as east, reading(filled, "west") as west:
        seen_in_east, seen_in_west, seen_again = (repr(WAYS[way](session)) for session in (east, west, east))

    assert ["of east" in seen_in_east, "of west" in seen_in_west, "of east" in seen_again] == [True, True, True]
    assert ["of west" in seen_in_east, "of east" in seen_in_west, "of west" in seen_again] == [False, False, False]


@pytest.mark.parametrize(
    "count",
    [
        select(func.count()).select_from(Note),
        select(func.count(Note.id)),
        select(func.count()).select_from(select(Note).subquery()),
        select(func.count(Note.id)).select_from(Visit).outerjoin(TABLE, true()),
    ],
)
def test_only_the_regions_own_rows_are_counted(filled: Engine, count: Select[tuple[int]]) -> None:
    with reading(filled, "east") as east, reading(filled, "west") as west:
        counted = east.scalar(count), west.scalar(count)

    assert counted == (1, 2)


def test_another_regions_row_is_not_there_by_its_key(filled: Engine) -> None:
    with reading(filled, "west") as west:
        theirs = west.scalars(select(Visit.id)).one()

    with reading(filled, "east") as east:
        assert east.get(Visit, theirs) is None


@pytest.mark.parametrize("way", REACHING_OUT)
def test_c64_what_does_not_go_through_the_plugins_models_is_refused(filled: Engine, way: str) -> None:
    with reading(filled, "east") as east, pytest.raises(RegionFault, match="through their own PluginModel classes"):
        REACHING_OUT[way](east)


@pytest.mark.parametrize("region_id", ["", None])
def test_without_a_region_there_is_no_session(engine: Engine, region_id: Any) -> None:
    with pytest.raises(RegionFault, match="none was named"):
        open_session(engine, "trial", region_id, writing=False)


def test_without_a_region_nothing_is_read_even_by_the_portal(filled: Engine) -> None:
    with Session(filled) as session, pytest.raises(StatementError, match="read for one region"):
        session.scalars(select(Visit))


def test_a_session_is_done_for_once_it_is_closed(filled: Engine) -> None:
    session = reading(filled, "east")
    session.close()

    with pytest.raises(InvalidRequestError, match="closed"):
        session.scalars(select(Visit))
