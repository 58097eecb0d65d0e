"""Films and the second person: nobody alone lets the public watch something, or something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.families.models import Film
from portal.features.families.services import list_waiting
from portal.foundation.database import db
from portal.infrastructure.mail.models import MailMessage
from tests.clients import PortalClient, text_of
from tests.factories import make_person
from tests.features.families.test_films import KEY, WHOLE, deeds, film_row, keep, save

if TYPE_CHECKING:
    from flask import Flask

LIVE, WAITING = f"/films/{KEY}", "/admin/toolkit/changes/"


@pytest.fixture
def editor(app: Flask) -> PortalClient:
    return PortalClient(app).sign_in_as("statewide-editor")


@pytest.fixture
def reviewer(app: Flask) -> PortalClient:
    return PortalClient(app).sign_in_as("reviewer")


def ask(editor: PortalClient) -> str:
    """Bring in a whole film and ask for it to be published; return the address of its form."""
    form = keep(editor)
    editor.post(f"{form}/publish", on=form)
    return form


def answer(client: PortalClient, form: str, do: str = "approve", **fields: str) -> int:
    seen = str(film_row(client.app).version)
    return client.post(f"{form}/review", {"do": do, "seen": seen} | fields, on=f"{form}/review").status_code


def is_watched(app: Flask, says: str = "") -> bool:
    page = PortalClient(app).get(LIVE)
    return page.status_code == 200 and says in text_of(page)


def letters(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        found = db.session.scalars(select(MailMessage).order_by(MailMessage.id))
        return [(one.recipient, one.subject) for one in found]


def test_a_film_is_published_when_somebody_else_says_yes(
    app: Flask, editor: PortalClient, reviewer: PortalClient
) -> None:
    form = ask(editor)

    before = is_watched(app)
    page = text_of(reviewer.get(f"{form}/review"))
    said = answer(reviewer, form)

    assert not before
    assert f"[new: {WHOLE['title']} ]" in page
    assert "One two three four five six." in page
    assert (said, is_watched(app)) == (303, True)
    assert deeds(app) == ["film added", "film sent for review", "film published"]
    assert [subject for _, subject in letters(app)] == ["Your film “The knock on the door” was published"]


def test_nobody_says_yes_to_their_own_film(app: Flask, editor: PortalClient) -> None:
    form = ask(editor)

    assert answer(editor, form) == 403
    assert "It waits for somebody else" in text_of(editor.get(f"{form}/review"))
    assert not is_watched(app)


def test_who_wrote_a_film_is_not_its_second_person_though_another_one_asked(app: Flask, editor: PortalClient) -> None:
    other = PortalClient(app).sign_in_as("statewide-editor")
    form = keep(editor)
    other.post(f"{form}/publish", on=form)

    assert answer(editor, form) == 403
    assert not is_watched(app)


def test_a_change_of_a_film_that_is_watched_waits_and_viewers_see_it_as_it_was(
    app: Flask, editor: PortalClient, reviewer: PortalClient
) -> None:
    form = ask(editor)
    answer(reviewer, form)

    save(editor, form, summary="Something else altogether.")

    assert is_watched(app, WHOLE["summary"])
    assert "Something else altogether." in editor.get(form).get_data(as_text=True)
    assert "[new: Something else altogether. ]" in text_of(reviewer.get(f"{form}/review"))
    assert answer(reviewer, form) == 303
    assert is_watched(app, "Something else altogether.")


def test_what_is_sent_back_is_not_lost(app: Flask, editor: PortalClient, reviewer: PortalClient) -> None:
    form = ask(editor)
    answer(reviewer, form)
    save(editor, form, summary="Something else altogether.")

    silent, said = answer(reviewer, form, "back"), answer(reviewer, form, "back", words="Say what it shows.")

    page = editor.get(form).get_data(as_text=True)
    assert (silent, said) == (422, 303)
    assert "Say what it shows." in page
    assert "Something else altogether." in page
    assert is_watched(app, WHOLE["summary"])
    assert letters(app)[-1][1] == "Your film “The knock on the door” was sent back"


def test_a_change_ends_the_request_it_was_not_part_of(app: Flask, editor: PortalClient, reviewer: PortalClient) -> None:
    form = ask(editor)
    seen = str(film_row(app).version)
    save(editor, form, summary="Something else altogether.")

    said = reviewer.post(f"{form}/review", {"do": "approve", "seen": seen}, on=f"{form}/review").status_code

    assert said == 409
    assert not is_watched(app)


def test_a_change_while_a_reviewer_looks_is_not_let_through_unseen(
    app: Flask, editor: PortalClient, reviewer: PortalClient
) -> None:
    form = ask(editor)
    answer(reviewer, form)
    save(editor, form, summary="Something else altogether.")
    seen = str(film_row(app).version)
    save(editor, form, summary="And else again.")

    said = reviewer.post(f"{form}/review", {"do": "approve", "seen": seen}, on=f"{form}/review").status_code

    assert said == 409
    assert is_watched(app, WHOLE["summary"])


def test_what_waits_can_be_dropped(app: Flask, editor: PortalClient, reviewer: PortalClient) -> None:
    form = ask(editor)
    answer(reviewer, form)
    save(editor, form, summary="Something else altogether.")

    editor.post(f"{form}/drop", on=form)

    assert "Something else altogether." not in editor.get(form).get_data(as_text=True)
    assert answer(reviewer, form) == 409


def test_a_film_that_does_harm_is_taken_back_at_once_and_the_others_get_a_letter(
    app: Flask, editor: PortalClient, reviewer: PortalClient
) -> None:
    form = ask(editor)
    answer(reviewer, form)
    with app.app_context():
        address = make_person("statewide-administrator").email
        make_person("reviewer", region="northern")
        db.session.execute(db.delete(MailMessage))
        db.session.commit()

    editor.post(f"{form}/take-back", {"reason": "Names a child."}, on=form)

    assert not is_watched(app)
    told = letters(app)
    assert {subject for _, subject in told} == {"“The knock on the door” was withdrawn at once"}
    assert address in {recipient for recipient, _ in told}
    assert len(told) == 2  # the administrator and the statewide reviewer


def test_reviewers_find_it_among_all_that_waits(app: Flask, editor: PortalClient, reviewer: PortalClient) -> None:
    form = ask(editor)

    page = reviewer.get(WAITING).get_data(as_text=True)

    assert "The knock on the door" in page
    assert f"{form}/review" in page
    with app.app_context():
        (waiting,) = list_waiting()
        film = db.session.scalars(select(Film)).one()
        assert waiting.hands == frozenset(film.writer_ids)


def test_a_regions_reviewer_finds_no_film(app: Flask, editor: PortalClient) -> None:
    form = ask(editor)
    eli = PortalClient(app).sign_in_as("reviewer", region="northern")

    assert eli.get(f"{form}/review").status_code == 404


def test_a_film_whose_host_is_no_longer_allowed_is_not_let_through(
    app: Flask, editor: PortalClient, reviewer: PortalClient
) -> None:
    form = ask(editor)
    settings = app.extensions["portal.settings"]
    app.extensions["portal.settings"] = settings.model_copy(update={"video_hosts": frozenset({"player.vimeo.com"})})

    said = answer(reviewer, form)

    app.extensions["portal.settings"] = settings
    assert said == 422
    assert not is_watched(app)
