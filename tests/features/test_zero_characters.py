"""A zero character, which PostgreSQL takes neither for keeping nor for looking up, makes no page fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.authoring.models import PageChange
from portal.foundation.database import db
from tests.clients import PortalClient
from tests.features.authoring.test_second_person import SLUG, last_url
from tests.features.authoring.writing import Editor
from tests.features.families.test_film_reviews import answer, ask
from tests.features.families.test_films import film_row
from tests.features.saved.lists import add_page, start_list

if TYPE_CHECKING:
    from flask import Flask


def test_a_reviewers_words_are_kept_without_it(app: Flask) -> None:
    reviewer = PortalClient(app).sign_in_as("reviewer")
    Editor(app).post(SLUG, "withdraw", note="Is replaced.")

    status = reviewer.post(last_url(app), {"do": "back", "words": "Not\0 yet."}, on=last_url(app)).status_code

    assert status == 303
    with app.app_context():
        assert db.session.scalars(select(PageChange.words)).one() == "Not yet."


def test_words_and_a_reason_about_a_film_are_kept_without_it(app: Flask) -> None:
    editor, reviewer = PortalClient(app).sign_in_as("statewide-editor"), PortalClient(app).sign_in_as("reviewer")
    form = ask(editor)

    statuses = [answer(reviewer, form, do="back", words="Not\0 yet."), answer(reviewer, form)]
    words = film_row(app).review_words
    editor.post(f"{form}/publish", on=form)
    statuses.append(answer(reviewer, form))
    statuses.append(editor.post(f"{form}/take-back", {"reason": "Is\0 wrong."}, on=form).status_code)

    assert statuses == [303, 409, 303, 303]
    assert words == "Not yet."


def test_a_list_of_such_a_name_is_not_there(app: Flask) -> None:
    worker = PortalClient(app).sign_in_as("worker", county="Fresno")
    start_list(worker)

    assert add_page(worker, "/saved/lists/\0") == 404
