"""Somebody who leaves: drafts are named, and handed to somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.authoring.models import PageDraft
from portal.features.authoring.services.handing import list_unfinished
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from tests.factories import make_person
from tests.features.authoring.writing import Editor

if TYPE_CHECKING:
    from flask import Flask


def test_a_draft_goes_to_whoever_takes_it_over(app: Flask) -> None:
    editor = Editor(app)
    editor.save("glossary", body="Half a thought.")
    with app.app_context():
        author_id = db.session.scalars(select(PageDraft.author_id)).one()
        heir = make_person("statewide-editor")

        works = list_unfinished(author_id)
        with transaction():
            works[0].give_to(heir.id)

        assert [work.label for work in works] == ["The draft of the page “glossary”"]
        assert list_unfinished(author_id) == []
        assert db.session.scalars(select(PageDraft.author_id)).one() == heir.id
