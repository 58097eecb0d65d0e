"""Letters to reviewers: one a day for all that waits, only to those who may look, never about their own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from portal.features.accounts.models import Account
from portal.features.authoring import posting
from portal.features.authoring.models import PageChange
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.mail.models import MailMessage
from tests.clients import text_of
from tests.factories import make_person
from tests.features.authoring.writing import Editor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

NOON = datetime(2026, 12, 1, 20, tzinfo=UTC)
SLUG, OTHER = "three-houses", "circles"


@pytest.fixture(autouse=True)
def _a_day() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def letters(app: Flask) -> list[MailMessage]:
    with app.app_context():
        return list(db.session.scalars(select(MailMessage).order_by(MailMessage.id)))


def run(app: Flask, days: int = 0, hours: int = 0) -> list[MailMessage]:
    """Run the job so long after the first noon, and return the letters it wrote."""
    before = len(letters(app))
    with time_machine.travel(NOON + timedelta(days=days, hours=hours), tick=False), app.app_context():
        posting.tell_reviewers()
    return letters(app)[before:]


def ask_to_withdraw(editor: Editor, slug: str = SLUG) -> None:
    assert editor.post(slug, "withdraw", note=f"{slug} is replaced.").status_code == 303


def change_url(app: Flask) -> str:
    """Return the address of what was asked for first."""
    with app.app_context():
        return f"/admin/toolkit/changes/{db.session.scalars(select(PageChange.id).order_by(PageChange.id)).first()}"


def reviewer(app: Flask, role: str = "statewide-administrator", **place: str) -> str:
    with app.app_context():
        return make_person(role, **place).email


def test_who_may_review_gets_one_letter_for_all_that_waits(app: Flask) -> None:
    editor, address = Editor(app), reviewer(app)
    ask_to_withdraw(editor)
    ask_to_withdraw(editor, OTHER)

    (letter,) = run(app)

    assert (letter.recipient, letter.subject) == (address, "What waits for your review")
    assert "- Three Houses\n" in letter.text
    assert f"withdraw the page – {OTHER} is replaced." in letter.text
    assert f"{change_url(app)}\n" in letter.text


def test_nobody_else_hears_of_it(app: Flask) -> None:
    for role, place in (
        ("reviewer", {"region": "northern"}),
        ("regional-administrator", {"region": "central"}),
        ("worker", {"county": "Butte"}),
        ("operator", {}),
    ):
        reviewer(app, role, **place)
    ask_to_withdraw(Editor(app))

    assert run(app) == []


def test_nobody_is_told_of_what_they_had_a_hand_in(app: Flask) -> None:
    writer, asker = Editor(app), Editor(app)
    writer.save(SLUG, body=str(writer.open(SLUG)["body"]) + "\n\nA worry is written down as the zebra told it.")
    asker.publish(SLUG)

    assert run(app) == []


def test_each_is_told_of_the_other_one_s_only(app: Flask) -> None:
    first, second = Editor(app), Editor(app)
    ask_to_withdraw(first)
    ask_to_withdraw(second, OTHER)

    found = run(app)

    assert [("Three Houses" in one.text, "circles is replaced" in one.text) for one in found] == [
        (False, True),
        (True, False),
    ]


def test_what_was_told_is_not_told_again_before_a_week_is_over(app: Flask) -> None:
    reviewer(app)
    ask_to_withdraw(Editor(app))

    assert [len(run(app, days=day)) for day in (0, 1, 6, 7, 8)] == [1, 0, 0, 1, 0]


def test_what_comes_later_on_a_day_comes_with_the_next_letter(app: Flask) -> None:
    editor = Editor(app)
    reviewer(app)
    ask_to_withdraw(editor)
    run(app)
    ask_to_withdraw(editor, OTHER)

    later, next_day = run(app, hours=2), run(app, days=1)

    assert later == []
    assert [("Three Houses" in one.text, "circles is replaced" in one.text) for one in next_day] == [(True, True)]


def test_a_person_with_no_more_access_is_not_written_to(app: Flask) -> None:

    address = reviewer(app)
    with app.app_context(), transaction():
        db.session.scalars(select(Account).where(Account.email == address)).one().closed_at = NOON
    ask_to_withdraw(Editor(app))

    assert run(app) == []


def test_the_page_shows_reviewers_what_waits(app: Flask) -> None:
    editor = Editor(app)
    ask_to_withdraw(editor)

    mine, theirs = (
        text_of(one.client.get("/admin/toolkit/changes/")) for one in (editor, Editor(app, "statewide-administrator"))
    )

    assert "Three Houses three-houses is replaced. Withdraw the page" in mine
    assert "(you)" in mine
    assert "(you)" not in theirs


def test_a_yes_is_told_to_who_asked_with_the_day_it_will_be_done(app: Flask) -> None:
    editor, other = Editor(app), Editor(app, "statewide-administrator")
    editor.post(SLUG, "withdraw", note="Is replaced.", day="2027-03-14", clock="09:00")
    url = change_url(app)

    other.client.post(url, {"do": "approve"}, on=url)

    (letter,) = letters(app)
    assert letter.subject == "Your wish to withdraw the page: “Three Houses” was approved"
    assert "It will be done on March 14, 2027, 9:00 am, California time." in " ".join(letter.text.split())
