"""What the database is asked when the list of people is narrowed: columns, for it knows how many rows those have."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from portal.features.people.queries.listing import Wanted, select_people

MAY = datetime(2026, 5, 1, tzinfo=UTC)
NARROWED = [{"status": "active"}, {"status": "invited"}, {"status": "closed"}, {"here": "lately"}, {"here": "dormant"}]
NARROWED += [{"here": "never"}, {"factor": "with"}, {"factor": "without"}, {"role": "worker", "status": "active"}]


@pytest.mark.parametrize("given", NARROWED, ids=str)
def test_people_are_narrowed_by_columns_and_not_by_what_is_worked_out_of_them(given: dict[str, str]) -> None:
    asked = str(select_people(Wanted(dormant_before=MAY, **given), None).whereclause)

    assert "CASE" not in asked
    assert "account." in asked
