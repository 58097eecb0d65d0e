"""What the demo shows of writing: something of each state, and nothing changed for readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.cli.demo_writing import IS_WITHDRAWN_LATER, OTHER, WRITER, fill_writing
from portal.features.authoring.models import PageChange
from portal.features.toolkits.queries import pages_by_slug
from portal.foundation.database import db
from tests.factories import make_person

if TYPE_CHECKING:
    from flask import Flask


def test_something_waits_is_sent_back_and_is_planned_once_however_often_the_demo_begins(app: Flask) -> None:
    with app.app_context():
        make_person("statewide-editor", email=WRITER)
        make_person("statewide-administrator", email=OTHER)

        fill_writing()
        fill_writing()

        found = db.session.execute(select(PageChange.deed, PageChange.state).order_by(PageChange.id)).all()
        assert [tuple(row) for row in found] == [
            ("publish", "review"),
            ("publish", "review"),
            ("publish", "sent back"),
            ("publish", "planned"),
            ("withdraw", "planned"),
        ]
        assert IS_WITHDRAWN_LATER in pages_by_slug()


def test_without_its_people_the_demo_shows_none_of_it(app: Flask) -> None:
    with app.app_context():
        fill_writing()

        assert db.session.scalars(select(PageChange)).all() == []
