"""Which tests run on which database when all of them are run: `--databases=drawn`, as `run.py test` does.

(Written with a blank in between, pytest takes the word for a path: it reads the line before it reads this file.)

Everything runs on SQLite and on PostgreSQL when pytest is called by hand. In the whole run a test of pages runs on one
of the two, drawn from its name: always the same one, and of every module about half on each. On both run all tests that

* ask for the portal's `context` or `connection`: services, queries, models, the counting of queries;
* have a database of their own: migrations, locks, tables of plugins;
* carry the mark `both_databases`: those that open every address, and pages that search, sort, count or write in bulk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import pytest

if TYPE_CHECKING:
    from collections.abc import Collection

DATABASES = ("sqlite", "postgresql")
CLOSE_TO_THE_DATABASE = {"context", "connection"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the command line say on which databases tests of the portal run."""
    parser.addoption(
        "--databases",
        choices=("both", "drawn", *DATABASES),
        default="both",
        help="databases for tests of the portal: both, one of them, or drawn (both, but for tests of pages one)",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not to run, and say how many those are."""
    wanted = config.getoption("--databases")
    gone = [item for item in items if not is_wanted(item, wanted)]
    if gone:
        config.hook.pytest_deselected(items=gone)
        left_out = set(gone)
        items[:] = [item for item in items if item not in left_out]


def is_wanted(item: pytest.Item, wanted: str) -> bool:
    """Say whether a test runs; one that does not use the portal's database always does."""
    callspec = getattr(item, "callspec", None)
    database = callspec.params.get("database_url") if callspec else None
    if database is None or wanted == "both":
        return True
    if wanted in DATABASES:
        return bool(database == wanted)
    fixtures: Collection[str] = item.fixturenames  # type: ignore[attr-defined]  # tests that are functions have them
    is_close = bool(CLOSE_TO_THE_DATABASE & {*fixtures}) or item.get_closest_marker("both_databases") is not None
    return is_close or database == drawn_for(item.nodeid)


def drawn_for(name: str) -> str:
    """Return the database drawn for a test, whichever of the two its name tells."""
    test, _, given = name.partition("[")
    others = [part for part in given.rstrip("]").split("-") if part not in {*DATABASES, ""}]
    return DATABASES[crc32("-".join([test, *others]).encode()) % 2]
