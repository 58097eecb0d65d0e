"""In the whole run tests of pages are drawn to one database; what is close to the database runs on both."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.databases import DATABASES, drawn_for, is_wanted

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass
class CallSpec:
    params: dict[str, object]


@dataclass
class Item:
    """As much of a test as the draw looks at."""

    nodeid: str
    fixturenames: Iterable[str] = ("app", "client", "database_url")
    marks: tuple[str, ...] = ()
    callspec: CallSpec = field(default_factory=lambda: CallSpec({}))

    def get_closest_marker(self, name: str) -> str | None:
        return name if name in self.marks else None


def twins(name: str = "tests/test_x.py::test_it", *, given: str = "", **more: object) -> list[Item]:
    """Return a test as it stands in the list: once for each database."""
    ids = [f"{database}-{given}" if given else database for database in DATABASES]
    return [
        Item(f"{name}[{one}]", callspec=CallSpec({"database_url": database}), **more)  # type: ignore[arg-type]
        for one, database in zip(ids, DATABASES, strict=True)
    ]


def wanted(items: list[Item], choice: str) -> list[str]:
    return [str(item.callspec.params["database_url"]) for item in items if is_wanted(item, choice)]  # type: ignore[arg-type]


def test_by_hand_every_test_runs_on_both() -> None:
    assert wanted(twins(), "both") == ["sqlite", "postgresql"]


@pytest.mark.parametrize("database", DATABASES)
def test_one_database_can_be_asked_for(database: str) -> None:
    assert wanted(twins(fixturenames=("context",)), database) == [database]


@pytest.mark.parametrize("number", range(20))
def test_a_test_of_pages_runs_on_exactly_one_and_always_the_same(number: int) -> None:
    name = f"tests/web/test_x.py::test_{number}"

    first, second = wanted(twins(name), "drawn"), wanted(twins(name), "drawn")

    assert first == second == [drawn_for(name)]


def test_the_draw_is_even() -> None:
    drawn = Counter(drawn_for(f"tests/web/test_x.py::test_page[sqlite-/address/{number}]") for number in range(1000))

    assert min(drawn[database] for database in DATABASES) > 430


def test_what_else_a_test_is_given_has_a_draw_of_its_own() -> None:
    drawn = {wanted(twins(given=f"/address-{number}"), "drawn")[0] for number in range(20)}

    assert drawn == {*DATABASES}


@pytest.mark.parametrize("fixture", ["context", "connection"])
def test_what_asks_for_the_context_or_the_connection_runs_on_both(fixture: str) -> None:
    assert wanted(twins(fixturenames=("app", fixture)), "drawn") == ["sqlite", "postgresql"]


def test_what_is_marked_runs_on_both() -> None:
    assert wanted(twins(marks=("both_databases",)), "drawn") == ["sqlite", "postgresql"]


@pytest.mark.parametrize("choice", ["drawn", "sqlite", "postgresql"])
def test_what_uses_no_database_of_the_portal_always_runs(choice: str) -> None:
    with_others = Item("tests/test_x.py::test_it[sqlite]", callspec=CallSpec({"own_url": "sqlite"}))

    assert is_wanted(with_others, choice)  # type: ignore[arg-type]


def test_the_walks_over_every_address_are_marked() -> None:
    """What one database alone would refuse on a page is seen there, whatever the draw says."""
    from tests.features import test_access, test_region_privacy  # noqa: PLC0415 - only looked at

    marks = [module.pytestmark.name for module in (test_access, test_region_privacy)]

    assert marks == ["both_databases", "both_databases"]
