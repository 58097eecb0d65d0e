"""Values kept until shared content moves or the day ends."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import create_engine

from portal.foundation.transaction import transaction
from portal.infrastructure import epoch
from portal.infrastructure.epoch import Kept, advance_epoch, current_epoch, kept_per_epoch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

MORNING = datetime(2026, 5, 4, 17, 0, tzinfo=UTC)


@pytest.fixture
def counted(context: Flask) -> Iterator[tuple[Callable[..., str], list[str]]]:
    """Give a reading function on a day that stands still, and the list of what was really read."""
    reads: list[str] = []

    @kept_per_epoch
    def read(name: str, *, loud: bool = False) -> str:
        reads.append(name)
        return name.upper() if loud else name

    with time_machine.travel(MORNING, tick=False):
        yield read, reads


Counted = tuple["Callable[..., str]", list[str]]


def test_a_value_is_read_once(counted: Counted) -> None:
    read, reads = counted

    values = [read("a"), read("a"), read("b")]

    assert (values, reads) == (["a", "a", "b"], ["a", "b"])


def test_values_are_kept_apart_by_their_arguments(counted: Counted) -> None:
    read, reads = counted

    values = [read("a"), read("a", loud=True), read("a", loud=True)]

    assert (values, reads) == (["a", "A", "A"], ["a", "a"])


def test_a_value_is_read_again_once_the_epoch_has_moved(counted: Counted) -> None:
    read, reads = counted
    before = current_epoch()
    read("a")

    with transaction():
        advance_epoch()
    read("a")
    read("a")

    assert (current_epoch() - before, reads) == (1, ["a", "a"])


def test_a_value_is_not_kept_across_midnight(counted: Counted) -> None:
    read, reads = counted
    read("a")

    with time_machine.travel(datetime(2026, 5, 5, 7, 0, tzinfo=UTC), tick=False):
        read("a")

    assert reads == ["a", "a"]


def test_nothing_is_kept_inside_a_move_that_is_not_yet_committed(counted: Counted) -> None:
    read, reads = counted

    with transaction():
        advance_epoch()
        read("a")
        read("a")
    read("a")
    read("a")

    assert reads == ["a", "a", "a"]


def move_and_fail(read: Callable[..., str]) -> None:
    with transaction():
        advance_epoch()
        read("a")
        raise LookupError


def test_a_move_that_is_undone_leaves_what_was_kept(counted: Counted) -> None:
    read, reads = counted
    before = current_epoch()
    read("a")

    with pytest.raises(LookupError):
        move_and_fail(read)
    read("a")

    assert (current_epoch(), reads) == (before, ["a", "a"])


def test_a_request_sees_one_epoch_from_start_to_end(app: Flask) -> None:
    with app.test_request_context("/"):
        before = current_epoch()
        with transaction():
            epoch.db.session.execute(epoch.update(epoch.SiteEpoch).values(number=before + 5))
        seen = current_epoch()
    with app.test_request_context("/"):
        later = current_epoch()

    assert (seen, later) == (before, before + 5)


def test_the_request_that_moved_the_epoch_sees_it_moved(app: Flask) -> None:
    with app.test_request_context("/"):
        before = current_epoch()
        with transaction():
            advance_epoch()
        after = current_epoch()

    assert after == before + 1


def test_a_value_of_another_stamp_is_not_found() -> None:
    store = Kept()
    store.put(("f",), (1,), "one")

    assert (store.find(("f",), (1,)), store.find(("f",), (2,))) == ((True, "one"), (False, None))


def test_a_kept_nothing_is_told_from_nothing_kept() -> None:
    store = Kept()
    store.put(("f",), (1,), None)

    assert store.find(("f",), (1,)) == (True, None)


def test_no_more_is_kept_than_there_is_room_for_and_the_longest_unused_leaves() -> None:
    store = Kept(2)
    store.put(("a",), (1,), "a")
    store.put(("b",), (1,), "b")
    store.find(("a",), (1,))

    store.put(("c",), (1,), "c")

    assert [store.find((name,), (1,))[0] for name in "abc"] == [True, False, True]


def test_what_weighs_more_takes_more_room_and_what_is_replaced_gives_its_own_back() -> None:
    store = Kept(10)
    store.put(("a",), (1,), "a", weight=4)
    store.put(("a",), (2,), "a", weight=6)
    store.put(("b",), (1,), "b", weight=4)

    store.put(("c",), (1,), "c", weight=3)

    assert [store.find((name,), (stamp,))[0] for name, stamp in (("a", 2), ("b", 1), ("c", 1))] == [False, True, True]


def test_the_numbers_are_read_without_a_transaction(
    filled_app: Flask, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = create_engine(database_url)
    opened: list[bool] = []
    real = epoch.ask

    def ask(raw: Any) -> epoch.Numbers:
        numbers = real(raw)
        driver = raw.driver_connection
        opened.append(driver.in_transaction if engine.dialect.name == "sqlite" else driver.info.transaction_status != 0)
        return numbers

    monkeypatch.setattr(epoch, "ask", ask)

    numbers = epoch.read_numbers(engine)

    with engine.connect() as connection:
        assert tuple(connection.exec_driver_sql(epoch.NUMBERS).one()) == numbers
        assert connection.get_transaction() is not None
    assert opened == [False]
    engine.dispose()
