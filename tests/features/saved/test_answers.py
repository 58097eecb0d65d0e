"""“Was this page helpful?”: words are looked at before they are kept, and seen by the region's editors alone."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.saved import posting
from portal.features.saved.models import PageAnswer
from portal.foundation import clock
from portal.foundation.database import db
from tests.clients import PortalClient, text_of

if TYPE_CHECKING:
    from flask import Flask

pytestmark = pytest.mark.both_databases

PAGE = "/toolkit/direct-practice/scaling"
ANSWER = "/saved/toolkit/scaling/helpful"
MARKER = "marmalade words of one region"


@pytest.fixture
def ben(app: Flask) -> PortalClient:
    """Give a worker of a county of the central region."""
    return PortalClient(app).sign_in_as("worker", county="Fresno")


def say(client: PortalClient, words: str, helpful: str = "no") -> int:
    return client.post(ANSWER, {"helpful": helpful, "words": words}, on=PAGE).status_code


def kept(app: Flask) -> list[tuple[bool, str, str]]:
    with app.app_context():
        return [(row.is_helpful, row.words, row.reader_region_id) for row in db.session.scalars(select(PageAnswer))]


def test_an_answer_is_kept_with_the_region_and_the_day_and_nothing_of_the_person(app: Flask, ben: PortalClient) -> None:
    answer = ben.post(ANSWER, {"helpful": "yes", "words": "  The two ends help.  "}, on=PAGE)

    assert (answer.status_code, answer.location) == (303, PAGE)
    assert kept(app) == [(True, "The two ends help.", "central")]
    assert set(PageAnswer.__table__.columns.keys()) == {
        "id", "region_id", "key", "is_helpful", "words", "reader_region_id", "answered_on",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("It helped Jayden Ortiz on Tuesday.", "may be a person’s name"),
        ("Ask me at 559-555-0123.", "looks like a phone number"),
        ("DOB: 3/4/2019", "looks like a date of birth"),
        ("case number AB-12345", "looks like a case number"),
    ],
)
def test_words_that_may_say_who_somebody_is_are_shown_again_and_kept_nowhere(
    app: Flask, ben: PortalClient, caplog: pytest.LogCaptureFixture, words: str, kind: str
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = ben.post(ANSWER, {"helpful": "no", "words": words}, on=PAGE)

    said = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert kind in said
    assert f">\n{words}</textarea>" in said.replace("\r", "")
    assert 'value="no" checked' in said.replace("checked ", "") or "checked" in said
    assert kept(app) == []
    assert words not in caplog.text


def test_words_of_the_toolkit_and_names_of_counties_are_no_names(app: Flask, ben: PortalClient) -> None:
    answers = [
        say(ben, "The Three Houses sheet in San Mateo County needs Hmong."),
        say(ben, "Diego needs Hmong."),
        say(ben, "Department rules of Fresno differ."),
    ]

    assert answers == [303, 422, 303]
    assert len(kept(app)) == 2


def test_without_yes_or_no_nothing_is_kept_and_the_words_stay(app: Flask, ben: PortalClient) -> None:
    answer = ben.post(ANSWER, {"words": "more pictures"}, on=PAGE)

    assert answer.status_code == 422
    assert "Choose yes or no." in text_of(answer)
    assert "more pictures" in answer.get_data(as_text=True)
    assert kept(app) == []


def test_a_stranger_is_not_asked_and_cannot_answer(app: Flask) -> None:
    client = PortalClient(app)

    page, answer = client.get(PAGE), client.http.post(ANSWER, data={"helpful": "yes"})

    assert "Was this page helpful?" not in text_of(page)
    assert "Set-Cookie" not in page.headers
    assert answer.status_code in {303, 400}
    assert kept(app) == []


def test_editors_of_the_region_and_of_the_state_read_it_and_no_other_region_by_any_road(
    app: Flask, ben: PortalClient
) -> None:
    say(ben, MARKER)
    roads = ("/admin/answers/", "/admin/answers/toolkit/scaling", "/admin/answers/export.csv")
    editors = {
        "own": PortalClient(app).sign_in_as("regional-editor", region="central"),
        "state": PortalClient(app).sign_in_as("statewide-editor"),
        "other": PortalClient(app).sign_in_as("regional-editor", region="southern"),
    }

    seen = {
        who: [(client.get(road).status_code, MARKER in client.get(road).get_data(as_text=True)) for road in roads]
        for who, client in editors.items()
    }

    assert seen["own"] == seen["state"] == [(200, False), (200, True), (200, True)]
    assert seen["other"] == [(200, False), (404, False), (200, False)]
    assert "Scaling" not in text_of(editors["other"].get("/admin/answers/"))
    assert ben.get("/admin/answers/").status_code == 403


def test_the_file_runs_nothing_in_a_spreadsheet(app: Flask, ben: PortalClient) -> None:
    say(ben, "=1+1 is what it adds")
    editor = PortalClient(app).sign_in_as("statewide-editor")

    lines = editor.get("/admin/answers/export.csv").get_data(as_text=True).splitlines()

    assert lines[0] == "\ufeffPage,Address,Helpful,Day,Region of the reader,Words"
    assert lines[1].endswith(",'=1+1 is what it adds")


def test_words_are_deleted_after_a_year_and_the_count_stays(
    app: Flask, ben: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "moment", lambda: datetime(2031, 6, 1, 19, tzinfo=UTC))
    with app.app_context():
        db.session.add(
            PageAnswer(
                region_id="", key="scaling", is_helpful=False, words="old", reader_region_id="central",
                answered_on=clock.today(),
            )
        )  # fmt: skip
        db.session.commit()

        monkeypatch.setattr(clock, "moment", lambda: datetime(2032, 5, 30, 19, tzinfo=UTC))
        posting.clear_away()
        young = db.session.scalars(select(PageAnswer.words)).all()
        monkeypatch.setattr(clock, "moment", lambda: datetime(2032, 6, 1, 19, tzinfo=UTC))
        posting.clear_away()

        assert (young, db.session.scalars(select(PageAnswer.words)).all()) == (["old"], [""])
