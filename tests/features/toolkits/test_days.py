"""Days of checking: a page's own, moved by a pack that is later, and never a version."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portal.features.toolkits import queries
from portal.features.toolkits.models import Page
from portal.features.toolkits.packs import read_pack
from portal.features.toolkits.services import import_pack
from portal.features.toolkits.services.revisions import publish
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from tests.features.toolkits.packing import write, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask


@pytest.fixture
def folder(context: Flask, tmp_path: Path) -> Path:
    """Give the folder of a small pack that was brought in."""
    made = write_pack(tmp_path / "pack")
    ship(made, "toolkit.toml", '"small"', '"sop"')
    return made


def ship(folder: Path, name: str, old: str, new: str) -> None:
    """Let the pack say something else, and bring it in."""
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    write(folder, name, text.replace(old, new))
    with transaction():
        import_pack(read_pack(folder))


def stands() -> tuple[date, date, int]:
    """Return the days of a page, and its version."""
    view = queries.get_page("two")
    return view.last_checked, view.next_check, view.version


def check_on(day: date) -> None:
    """Let somebody have found the page right on a day."""
    with transaction():
        values = {"last_checked": day, "next_check": day.replace(year=day.year + 1)}
        db.session.execute(update(Page).where(Page.slug == "two").values(**values))
        advance_epoch()


def test_later_days_of_a_pack_are_taken_and_make_no_version(folder: Path) -> None:
    ship(folder, "more/two.md", "2026-11-01\nnext_check: 2027-11-01", "2026-12-01\nnext_check: 2027-12-01")

    assert stands() == (date(2026, 12, 1), date(2027, 12, 1), 1)


def test_what_was_checked_here_since_stays_checked_when_the_pack_comes_again(folder: Path) -> None:
    check_on(date(2027, 3, 1))

    ship(folder, "more/two.md", "Back to", "Go back to")

    assert stands() == (date(2027, 3, 1), date(2028, 3, 1), 2)


def test_a_pack_that_was_checked_later_than_the_page_here_is_followed(folder: Path) -> None:
    check_on(date(2026, 11, 20))

    ship(folder, "more/two.md", "2026-11-01\nnext_check: 2027-11-01", "2026-12-01\nnext_check: 2027-12-01")

    assert stands() == (date(2026, 12, 1), date(2027, 12, 1), 1)


def test_days_that_are_published_here_are_taken_when_they_are_later(folder: Path) -> None:
    with transaction():
        page = db.session.scalars(select(Page).where(Page.slug == "two")).one()
        facts = some_facts() | {"last_checked": "2027-01-01", "next_check": "2027-06-01"}
        publish(page, title="Two", summary="S", kind="page", facts=facts, body="New.", note="", author_id=None)

    assert stands() == (date(2027, 1, 1), date(2027, 6, 1), 2)


def some_facts() -> dict[str, object]:
    """Return the facts every revision needs."""
    return {
        "audience": ["all"], "element": None, "phases": [], "owner": "The committee", "credits": [], "rights": None,
        "related": [],
    }  # fmt: skip
