"""Ways round the second person: a page withdrawn meanwhile, and a writer whose state of a draft was forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import func, select

from portal.features.accounts.models import Account
from portal.features.authoring import posting, queries
from portal.features.authoring.models import PageChange, PageDraft
from portal.features.authoring.services import changes
from portal.features.authoring.services.drafts import KEPT_BEHIND
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from tests.clients import PortalClient, text_of
from tests.features.authoring.test_second_person import LIVE, SLUG, decide, first_words, last_url, states
from tests.features.authoring.writing import Editor

if TYPE_CHECKING:
    from flask import Flask


def planned_correction(app: Flask, editor: Editor) -> datetime:
    """Let an editor plan a small correction for another day; return a moment behind it."""
    moment = datetime.now(UTC) + timedelta(days=3)
    word = first_words(editor, 1)[0]
    editor.save(SLUG, body=str(editor.open(SLUG)["body"]).replace(word, f"{word}y", 1))
    editor.publish(SLUG, day=moment.date().isoformat(), clock="12:00")
    assert states(app) == [("publish", "planned")]
    return moment + timedelta(days=1)


def test_what_was_planned_before_a_page_was_withdrawn_does_not_bring_it_back(app: Flask) -> None:
    editor = Editor(app)
    later = planned_correction(app, editor)
    editor.post(SLUG, "withdraw", note="Names a child.", do="at-once")

    with time_machine.travel(later, tick=False), app.app_context():
        posting.do_planned()

    assert states(app) == [("publish", "held"), ("withdraw", "done")]
    assert "The page was withdrawn after this was asked for" in text_of(editor.client.get(editor.url(SLUG)))
    assert PortalClient(app).get(LIVE).status_code == 404


def test_no_yes_to_a_text_brings_back_what_was_withdrawn_after_it_was_asked_for(app: Flask) -> None:
    editor, reviewer = Editor(app), Editor(app, "statewide-administrator")
    editor.save(SLUG, body=str(editor.open(SLUG)["body"]) + "\n\nA worry is written down as the zebra told it.")
    editor.publish(SLUG)
    asked = last_url(app)
    editor.post(SLUG, "withdraw", note="Names a child.", do="at-once")

    answer = reviewer.client.post(asked, {"do": "approve"}, on=asked)

    assert answer.status_code == 409
    assert "The page was withdrawn after this was asked for, and this would bring it back." in text_of(answer)
    assert states(app) == [("publish", "review"), ("withdraw", "done")]
    assert PortalClient(app).get(LIVE).status_code == 404


def test_who_wrote_of_a_draft_cannot_approve_it_however_often_somebody_else_saved_it(app: Flask) -> None:
    editor, writer = Editor(app), Editor(app, "statewide-administrator")
    writer.save(SLUG, body=str(writer.open(SLUG)["body"]) + "\n\nA worry is written down as the zebra told it.")
    with app.app_context(), transaction():
        mine = db.session.scalars(select(PageDraft)).one()
        other = db.session.scalars(select(Account.id).where(Account.id != mine.author_id)).first()
        assert other is not None
        for number in range(2, KEPT_BEHIND + 1):
            db.session.add(
                PageDraft(
                    page_id=mine.page_id, number=number, content=mine.content, based_on=1, author_id=other,
                    saved_at=now(),
                )
            )  # fmt: skip
    for title in ("Three houses one", "Three houses two"):
        editor.save(SLUG, title=title)
    editor.publish(SLUG)

    assert decide(app, writer) == 403
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PageDraft)) == KEPT_BEHIND + 1


def test_a_plan_that_fails_stops_none_behind_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = Editor(app)
    later = planned_correction(app, editor)
    run_due, tried = changes.run_due, list[int]()

    def fail_first(change_id: int) -> PageChange:
        tried.append(change_id)
        if len(tried) == 1:
            raise RuntimeError("a fault")
        return run_due(change_id)

    with time_machine.travel(later, tick=False), app.app_context():
        due = queries.list_due()[0]
        monkeypatch.setattr(queries, "list_due", lambda: [0, due])
        monkeypatch.setattr(changes, "run_due", fail_first)
        with pytest.raises(RuntimeError):
            posting.do_planned()

    assert states(app) == [("publish", "done")]
