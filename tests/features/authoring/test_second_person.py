"""One rule for all: what readers get, or get no longer, waits for somebody who had no hand in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.authoring.models import PageChange
from portal.features.authoring.rules.content import TURNS_A_SENTENCE
from portal.features.toolkits.models import Page
from portal.features.toolkits.queries import get_page
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.epoch import advance_epoch
from portal.infrastructure.mail.models import MailMessage
from tests.clients import PortalClient, text_of
from tests.factories import make_person
from tests.features.authoring.writing import Editor

if TYPE_CHECKING:
    from flask import Flask

SLUG = "three-houses"
LIVE = f"/toolkit/direct-practice/{SLUG}"
CHANGES = "/admin/toolkit/changes/"


def states(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        return [(row.deed, row.state) for row in db.session.scalars(select(PageChange).order_by(PageChange.id))]


def last_url(app: Flask) -> str:
    with app.app_context():
        last = db.session.scalars(select(PageChange.id).order_by(PageChange.id.desc())).first()
        return f"{CHANGES}{last}"


def decide(app: Flask, editor: Editor, do: str = "approve", words: str = "") -> int:
    url = last_url(app)
    return editor.client.post(url, {"do": do, "words": words}, on=url).status_code


def correct(editor: Editor, old: str, new: str) -> None:
    """Put a few words otherwise, and publish that."""
    body = str(editor.open(SLUG)["body"])
    assert old in body
    editor.save(SLUG, body=body.replace(old, new, 1))
    editor.publish(SLUG, note=f"{old} is {new}")


def first_words(editor: Editor, count: int) -> list[str]:
    """Return some plain words of the page's text, each of which stands there once and turns no sentence round."""
    body = str(editor.open(SLUG)["body"])
    words = [
        word
        for word in body.split()
        if word.isalpha() and word.islower() and len(word) > 6 and body.count(word) == 1
        if word not in TURNS_A_SENTENCE
    ]
    return words[:count]


def test_small_corrections_add_up_until_somebody_else_looks(app: Flask) -> None:
    editor, reviewer = Editor(app), Editor(app, "statewide-administrator")
    words = first_words(editor, 6)

    for word in words:
        correct(editor, word, f"{word}y")

    assert states(app) == [*[("publish", "done")] * 5, ("publish", "review")]
    page = text_of(reviewer.client.get(last_url(app)))
    assert "Small corrections were made since version 1, which was looked at last." in page
    assert all(f"{word}y" in page for word in words)


def test_once_somebody_else_has_looked_corrections_are_counted_anew(app: Flask) -> None:
    editor, reviewer = Editor(app), Editor(app, "statewide-administrator")
    words = first_words(editor, 7)
    for word in words[:6]:
        correct(editor, word, f"{word}y")
    decide(app, reviewer)

    correct(editor, words[6], f"{words[6]}y")

    assert states(app)[5:] == [("publish", "done"), ("publish", "done")]


def test_the_page_says_why_a_few_words_wait_this_time(app: Flask) -> None:
    editor = Editor(app)
    words = first_words(editor, 6)
    for word in words[:5]:
        correct(editor, word, f"{word}y")
    editor.save(SLUG, body=str(editor.open(SLUG)["body"]).replace(words[5], f"{words[5]}y"))

    page = text_of(editor.client.get(editor.url(SLUG, "publish")))

    assert "with the corrections before them they are more than a few since somebody last looked" in page
    assert "Send for review" in page


def test_an_older_version_comes_back_only_with_a_second_person(app: Flask) -> None:
    editor, reviewer = Editor(app), Editor(app, "statewide-administrator")
    editor.save(SLUG, body=str(editor.open(SLUG)["body"]) + "\n\nA worry is written down as the zebra told it.")
    editor.publish(SLUG)
    decide(app, reviewer)

    editor.post(SLUG, "versions/1/restore")
    editor.publish(SLUG)

    assert states(app) == [("publish", "done"), ("publish", "review")]


def test_withdrawing_waits_for_somebody_else(app: Flask) -> None:
    editor, reviewer, reader = Editor(app), Editor(app, "statewide-administrator"), PortalClient(app)

    editor.post(SLUG, "withdraw", note="Is replaced.")

    assert states(app) == [("withdraw", "review")]
    assert reader.get(LIVE).status_code == 200
    assert decide(app, editor) == 403
    assert decide(app, reviewer) == 303
    assert reader.get(LIVE).status_code == 404
    assert states(app) == [("withdraw", "done")]


def test_a_withdrawal_that_is_sent_back_changes_nothing_and_its_author_hears_why(app: Flask) -> None:
    editor, reviewer = Editor(app), Editor(app, "statewide-administrator")
    editor.post(SLUG, "withdraw", note="Is replaced.")

    decide(app, reviewer, "back", "By what?")

    assert states(app) == [("withdraw", "sent back")]
    assert PortalClient(app).get(LIVE).status_code == 200
    with app.app_context():
        letter = db.session.scalars(select(MailMessage)).one()
        assert letter.subject == "Your wish to withdraw the page: “Three Houses” was sent back"
        assert "By what?" in letter.text


def test_a_planned_withdrawal_waits_for_a_person_and_then_for_its_day(app: Flask) -> None:
    editor, reviewer = Editor(app), Editor(app, "statewide-administrator")
    day = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()

    editor.post(SLUG, "withdraw", note="Is replaced.", day=day, clock="12:00")
    decide(app, reviewer)

    assert states(app) == [("withdraw", "planned")]
    assert PortalClient(app).get(LIVE).status_code == 200


def test_at_once_one_person_withdraws_and_the_other_reviewers_get_a_letter(app: Flask) -> None:
    editor = Editor(app)
    other = PortalClient(app)
    with app.app_context():
        reviewer = make_person("statewide-administrator").email
        make_person("reviewer", region="northern")
        make_person("worker", county="Butte")
    editor.post(SLUG, "withdraw", note="Names a child.", do="at-once")

    assert other.get(LIVE).status_code == 404
    assert states(app) == [("withdraw", "done")]
    with app.app_context():
        letters = db.session.scalars(select(MailMessage)).all()
        assert [(letter.recipient, letter.subject) for letter in letters] == [
            (reviewer, "“Three Houses” was withdrawn at once")
        ]
        assert "Names a child." in letters[0].text
        line = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "page withdrawn")).one()
        assert (line.subject, line.details["note"]) == (f"page {SLUG}", "Names a child.")


def test_at_once_overtakes_what_waits(app: Flask) -> None:
    editor = Editor(app)
    editor.post(SLUG, "withdraw", note="Is replaced.")

    editor.post(SLUG, "withdraw", note="It does harm.", do="at-once")

    assert states(app) == [("withdraw", "taken back"), ("withdraw", "done")]
    assert PortalClient(app).get(LIVE).status_code == 404


def test_at_once_has_no_day(app: Flask) -> None:
    editor = Editor(app)
    day = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()

    response = editor.post(SLUG, "withdraw", note="It does harm.", day=day, clock="12:00", do="at-once")

    assert response.status_code == 422
    assert "At once means now" in text_of(response)
    assert states(app) == []


def test_at_once_needs_a_reason_too(app: Flask) -> None:
    response = Editor(app).post(SLUG, "withdraw", note="", do="at-once")

    assert response.status_code == 422
    assert states(app) == []


def test_a_page_comes_back_only_with_a_second_person(app: Flask) -> None:
    editor, reviewer, reader = Editor(app), Editor(app, "statewide-administrator"), PortalClient(app)
    editor.post(SLUG, "withdraw", note="It does harm.", do="at-once")

    silent = editor.post(SLUG, "bring-back", note="")
    editor.post(SLUG, "bring-back", note="It does not.")

    assert silent.status_code == 422
    assert "Say in a line why." in text_of(silent)
    assert reader.get(LIVE).status_code == 404
    assert states(app) == [("withdraw", "done"), ("bring back", "review")]
    assert decide(app, editor) == 403
    assert decide(app, reviewer) == 303
    assert reader.get(LIVE).status_code == 200


def test_a_few_words_do_not_bring_a_withdrawn_page_back(app: Flask) -> None:
    editor = Editor(app)
    editor.post(SLUG, "withdraw", note="It does harm.", do="at-once")

    correct(editor, word := first_words(editor, 1)[0], f"{word}y")

    assert states(app) == [("withdraw", "done"), ("publish", "review")]
    assert PortalClient(app).get(LIVE).status_code == 404


def test_what_was_done_already_meanwhile_is_held_and_said(app: Flask) -> None:
    editor, reviewer = Editor(app), Editor(app, "statewide-administrator")
    editor.post(SLUG, "withdraw", note="It does harm.", do="at-once")
    editor.post(SLUG, "bring-back", note="It does not.")
    waiting = last_url(app)
    editor.save(SLUG, body=str(editor.open(SLUG)["body"]) + "\n\nA worry is written down as the zebra told it.")
    editor.publish(SLUG)
    decide(app, reviewer)

    reviewer.client.post(waiting, {"do": "approve"}, on=waiting)

    assert states(app) == [("withdraw", "done"), ("bring back", "held"), ("publish", "done")]
    assert "The page is back already." in text_of(editor.client.get(editor.url(SLUG)))


@pytest.mark.parametrize("deed", ["withdraw", "bring-back"])
def test_where_no_review_is_wanted_one_person_does_it(app: Flask, deed: str) -> None:
    settings = app.extensions["portal.settings"]
    app.extensions["portal.settings"] = settings.model_copy(update={"review_before_publish": False})
    editor = Editor(app)
    editor.post(SLUG, "withdraw", note="Is replaced.")
    if deed == "bring-back":
        editor.post(SLUG, "bring-back", note="Is not.")
    app.extensions["portal.settings"] = settings

    assert PortalClient(app).get(LIVE).status_code == (404 if deed == "withdraw" else 200)
    with app.app_context():
        assert db.session.scalars(select(MailMessage)).all() == []


def test_a_region_s_reviewer_finds_nothing_of_the_statewide_reviews(app: Flask) -> None:
    editor = Editor(app)
    editor.post(SLUG, "withdraw", note="Is replaced.")
    eli = PortalClient(app).sign_in_as("reviewer", region="northern")

    answers = [eli.get(address).status_code for address in (CHANGES, last_url(app))]

    assert answers == [404, 404]
    with app.app_context():
        assert get_page(SLUG).title == "Three Houses"


def test_what_somebody_else_asked_for_is_sent_back_with_words_and_not_just_taken_back(app: Flask) -> None:
    editor, reviewer = Editor(app), Editor(app, "statewide-administrator")
    editor.post(SLUG, "withdraw", note="Is replaced.")

    response = reviewer.client.post(f"{last_url(app)}/take-back", on=last_url(app))

    assert response.status_code == 403
    assert "Take it back" not in text_of(reviewer.client.get(last_url(app)))
    assert states(app) == [("withdraw", "review")]
    editor.client.post(f"{last_url(app)}/take-back", on=last_url(app))
    assert states(app) == [("withdraw", "taken back")]


def test_who_planned_something_hears_when_somebody_else_stops_it(app: Flask) -> None:
    editor, reviewer = Editor(app), Editor(app, "statewide-administrator")
    day = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    editor.post(SLUG, "withdraw", note="Is replaced.", day=day, clock="12:00")
    decide(app, reviewer)

    reviewer.client.post(f"{last_url(app)}/take-back", on=last_url(app))

    assert states(app) == [("withdraw", "taken back")]
    with app.app_context():
        last = db.session.scalars(select(MailMessage).order_by(MailMessage.id.desc())).first()
        assert last is not None
        assert last.subject == "Your wish to withdraw the page: “Three Houses” was taken back"


def test_while_a_draft_waits_its_page_offers_neither_to_publish_it_again_nor_to_throw_it_away(app: Flask) -> None:
    editor = Editor(app)
    editor.save(SLUG, body=str(editor.open(SLUG)["body"]) + "\n\nA worry is written down as the zebra told it.")
    editor.publish(SLUG)

    page, asking = (text_of(editor.client.get(editor.url(SLUG, part))) for part in ("", "publish"))

    assert "Waits for review" in page
    assert "Publish…" not in page
    assert "Throw the draft away" not in page
    assert "It waits already" in asking
    assert "Send for review" not in asking


def test_what_a_pack_withdrew_meanwhile_is_not_withdrawn_twice(app: Flask) -> None:
    editor, reviewer = Editor(app), Editor(app, "statewide-administrator")
    editor.post(SLUG, "withdraw", note="Is replaced.")
    with app.app_context(), transaction():
        db.session.scalars(select(Page).where(Page.slug == SLUG)).one().withdrawn_at = now()
        advance_epoch()

    decide(app, reviewer)

    assert states(app) == [("withdraw", "held")]
    assert "The page is withdrawn already." in text_of(editor.client.get(editor.url(SLUG)))


def test_before_a_page_is_withdrawn_it_is_said_which_pages_lead_to_it(app: Flask) -> None:
    editor, reviewer = Editor(app), Editor(app, "statewide-administrator")
    asking = text_of(editor.client.get(editor.url(SLUG, "withdraw")))
    editor.post(SLUG, "withdraw", note="Is replaced.")

    review = text_of(reviewer.client.get(last_url(app)))

    for page in (asking, review):
        assert "Their links lead nowhere from then on:" in page
        assert "Voice of the child" in page


def test_a_withdrawn_page_that_is_asked_for_is_not_asked_for_twice(app: Flask) -> None:
    editor = Editor(app)
    editor.post(SLUG, "withdraw", note="It does harm.", do="at-once")
    before = text_of(editor.client.get(editor.url(SLUG)))

    editor.post(SLUG, "bring-back", note="It does not.")

    after = text_of(editor.client.get(editor.url(SLUG)))
    assert ("Ask to bring it back" in before, "Ask to bring it back" in after) == (True, False)
    assert "Readers see nothing of this page." in after
