"""Publishing: with a review, without one for a few words, at a moment, and never over something newer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from portal.features.authoring import posting
from portal.features.authoring.models import PageChange, PageDraft
from portal.features.toolkits.models import Page, PageRevision
from portal.features.toolkits.queries import get_page
from portal.foundation.database import db
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.epoch import advance_epoch, current_epoch
from portal.infrastructure.mail.models import MailMessage
from tests.clients import PortalClient, text_of
from tests.features.authoring.writing import Editor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

pytestmark = pytest.mark.both_databases

SLUG = "three-houses"
BODY_LINE = "A worry is written down as the zebra told it."


@pytest.fixture
def without_review(app: Flask) -> Iterator[None]:
    """Let everybody publish what they write."""
    settings = app.extensions["portal.settings"]
    app.extensions["portal.settings"] = settings.model_copy(update={"review_before_publish": False})
    yield
    app.extensions["portal.settings"] = settings


def rewritten(editor: Editor) -> str:
    """Return the page's text with a paragraph more."""
    return str(editor.open(SLUG)["body"]) + f"\n\n{BODY_LINE}"


def page_says(app: Flask) -> str:
    with app.app_context():
        return str(get_page(SLUG).html)


def changes(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        return [(row.deed, row.state) for row in db.session.scalars(select(PageChange).order_by(PageChange.id))]


def change_url(app: Flask) -> str:
    with app.app_context():
        return f"/admin/toolkit/changes/{db.session.scalars(select(PageChange.id)).one()}"


def test_a_draft_becomes_the_next_version_with_its_note(app: Flask, without_review: None) -> None:
    editor = Editor(app)
    before = editor.client.get(editor.url(SLUG, "versions/")).get_data(as_text=True)
    editor.save(SLUG, body=rewritten(editor))
    with app.app_context():
        epoch = current_epoch()

    response = editor.publish(SLUG, note="Say whose words they are.")

    assert response.status_code == 303
    assert BODY_LINE in page_says(app)
    assert "Say whose words they are." not in before
    assert "Say whose words they are." in text_of(editor.client.get(editor.url(SLUG, "versions/")))
    with app.app_context():
        last = db.session.scalars(select(PageRevision).order_by(PageRevision.id.desc())).first()
        assert last is not None
        assert (last.number, last.source, last.note) == (2, "site", "Say whose words they are.")
        assert db.session.scalars(select(PageDraft)).all() == []
        assert current_epoch() == epoch + 1
        deed = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "page published")).one()
        assert deed.subject == f"page {SLUG}"


def test_without_a_note_nothing_is_published(app: Flask, without_review: None) -> None:
    editor = Editor(app)
    editor.save(SLUG, body=rewritten(editor))

    response = editor.publish(SLUG, note="")

    assert response.status_code == 422
    assert changes(app) == []


def test_more_than_a_few_words_wait_for_somebody_else(app: Flask) -> None:
    editor, reviewer = Editor(app), Editor(app, "statewide-administrator")
    editor.save(SLUG, body=rewritten(editor))

    editor.publish(SLUG)

    assert changes(app) == [("publish", "review")]
    assert "zebra" not in page_says(app)
    page = text_of(reviewer.client.get(change_url(app)))
    assert "What readers will see otherwise" in page
    assert BODY_LINE in page
    reviewer.client.post(change_url(app), {"do": "approve"}, on=change_url(app))
    assert changes(app) == [("publish", "done")]
    assert "zebra" in page_says(app)
    with app.app_context():
        last = db.session.scalars(select(PageRevision).order_by(PageRevision.id.desc())).first()
        assert last is not None
        assert last.number == 2
        mail = db.session.scalars(select(MailMessage)).one()
        assert mail.subject.endswith("was published")


def test_nobody_reviews_what_they_wrote(app: Flask) -> None:
    editor = Editor(app)
    editor.save(SLUG, body=rewritten(editor))
    editor.publish(SLUG)

    response = editor.client.post(change_url(app), {"do": "approve"}, on="/admin/toolkit/")

    assert response.status_code == 403
    assert "You wrote this" in text_of(response)
    assert changes(app) == [("publish", "review")]


def test_nobody_reviews_what_they_wrote_though_another_one_asked_for_it(app: Flask) -> None:
    writer, other = Editor(app, "statewide-administrator"), Editor(app)
    writer.save(SLUG, body=rewritten(writer))
    other.publish(SLUG)

    thrown = writer.post(SLUG, "draft/discard")
    response = writer.client.post(change_url(app), {"do": "approve"}, on="/admin/toolkit/")

    assert thrown.status_code == 409
    assert response.status_code == 403
    assert changes(app) == [("publish", "review")]


def test_a_reviewer_sends_back_with_words_and_the_draft_stays(app: Flask) -> None:
    editor, reviewer = Editor(app), Editor(app, "statewide-administrator")
    editor.save(SLUG, body=rewritten(editor))
    editor.publish(SLUG)

    silent = reviewer.client.post(change_url(app), {"do": "back", "words": " "}, on=change_url(app))
    reviewer.client.post(change_url(app), {"do": "back", "words": "Whose words?"}, on=change_url(app))

    assert silent.status_code == 422
    assert changes(app) == [("publish", "sent back")]
    page = text_of(editor.client.get(editor.url(SLUG)))
    assert "Sent back by" in page
    assert "Whose words?" in page
    assert BODY_LINE in str(editor.open(SLUG)["body"])


def test_a_few_words_need_no_review(app: Flask) -> None:
    editor = Editor(app)
    editor.save(SLUG, summary=f"{editor.open(SLUG)['summary']} Really."[:200])

    editor.publish(SLUG)

    assert changes(app) == [("publish", "done")]


def test_what_waits_once_does_not_wait_twice(app: Flask) -> None:
    editor = Editor(app)
    editor.save(SLUG, body=rewritten(editor))
    editor.publish(SLUG)

    response = editor.publish(SLUG)

    assert response.status_code == 422
    assert "waits for this page already" in text_of(response)


def test_a_draft_with_a_link_to_nowhere_is_not_published(app: Flask, without_review: None) -> None:
    editor = Editor(app)
    editor.save(SLUG, body=rewritten(editor) + "\n\nSee [this](page:no-such-page).")

    response = editor.publish(SLUG)

    assert response.status_code == 422
    assert "there is no page “no-such-page”" in text_of(response).replace("A link to nowhere", "a link to nowhere")
    assert "no-such-page" not in page_says(app)


def test_a_draft_that_changed_after_it_was_looked_at_is_not_published(app: Flask, without_review: None) -> None:
    editor, other = Editor(app), Editor(app)
    editor.save(SLUG, body=rewritten(editor))
    stamp = str(editor.open(SLUG)["stamp"])
    other.save(SLUG, title="Three Houses, changed meanwhile")

    response = editor.post(SLUG, "publish", stamp=stamp, note="Seen before.")

    assert response.status_code == 409
    assert "not the one you looked at" in text_of(response)
    assert changes(app) == []


def test_a_plan_is_done_when_its_moment_comes(app: Flask, without_review: None) -> None:
    editor = Editor(app)
    editor.save(SLUG, body=rewritten(editor))
    with time_machine.travel(datetime(2026, 11, 27, 12, tzinfo=UTC), tick=False):
        editor = Editor(app)
        response = editor.publish(SLUG, day="2026-11-28", clock="06:30")
        assert "planned for" not in page_says(app)
        with app.app_context():
            posting.do_planned()

    assert response.status_code == 303
    assert changes(app) == [("publish", "planned")]
    assert "zebra" not in page_says(app)
    with time_machine.travel(datetime(2026, 11, 28, 14, 30, tzinfo=UTC), tick=False), app.app_context():
        posting.do_planned()
        posting.do_planned()
    assert changes(app) == [("publish", "done")]
    assert "zebra" in page_says(app)


def test_a_plan_is_held_when_the_page_changed_meanwhile(app: Flask, without_review: None) -> None:
    editor = Editor(app)
    editor.save(SLUG, body=rewritten(editor))
    tomorrow = datetime.now(UTC) + timedelta(days=2)
    editor.publish(SLUG, day=tomorrow.date().isoformat(), clock="12:00")
    with app.app_context():
        page = db.session.scalars(select(Page).where(Page.slug == SLUG)).one()
        revision = db.session.scalars(select(PageRevision).where(PageRevision.page_id == page.id)).one()
        db.session.add(
            PageRevision(
                page_id=page.id, number=2, source="pack", title=revision.title, summary="Newer.", kind=revision.kind,
                facts=revision.facts, body=revision.body, html=revision.html, headings=revision.headings,
                terms=revision.terms, created_at=revision.created_at, author_id=None,
            )
        )  # fmt: skip
        page.revision_number = 2
        advance_epoch()
        db.session.commit()

    with time_machine.travel(tomorrow + timedelta(days=1), tick=False), app.app_context():
        posting.do_planned()

    assert changes(app) == [("publish", "held")]
    with app.app_context():
        assert get_page(SLUG).summary == "Newer."
        assert db.session.scalars(select(MailMessage)).one().subject.endswith("was held back")


def test_a_plan_can_be_taken_back(app: Flask, without_review: None) -> None:
    editor = Editor(app)
    editor.save(SLUG, body=rewritten(editor))
    editor.publish(SLUG, day=(datetime.now(UTC) + timedelta(days=3)).date().isoformat(), clock="12:00")

    editor.client.post(f"{change_url(app)}/take-back", on=editor.url(SLUG))

    assert changes(app) == [("publish", "taken back")]


@pytest.mark.parametrize(
    ("day", "clock", "sentence"),
    [
        ("2020-01-01", "12:00", "That moment is over"),
        ("2026-11-30", "", "Give a day and a time, or neither"),
        ("2027-03-14", "02:30", "does not exist"),
        ("2040-01-01", "12:00", "within the next two years"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_at_its_field(
    app: Flask, without_review: None, day: str, clock: str, sentence: str
) -> None:
    editor = Editor(app)
    editor.save(SLUG, body=rewritten(editor))
    with time_machine.travel(datetime(2026, 11, 27, 12, tzinfo=UTC), tick=False):
        response = Editor(app).publish(SLUG, day=day, clock=clock)

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert changes(app) == []


def test_a_page_is_withdrawn_and_brought_back(app: Flask, without_review: None) -> None:
    editor, reader = Editor(app), PortalClient(app)
    address = f"/toolkit/direct-practice/{SLUG}"

    editor.post(SLUG, "withdraw", note="Is replaced.")

    assert reader.get(address).status_code == 404
    assert "Withdrawn" in text_of(editor.client.get(editor.url(SLUG)))
    editor.post(SLUG, "bring-back", note="Is not replaced after all.")
    assert reader.get(address).status_code == 200
    assert changes(app) == [("withdraw", "done"), ("bring back", "done")]


def test_the_first_page_of_a_section_is_not_withdrawn(app: Flask) -> None:
    editor = Editor(app)

    response = editor.post("direct-practice", "withdraw", note="No.")

    assert response.status_code == 409
    assert "the section cannot be without it" in text_of(response)


def test_a_version_is_shown_with_its_difference_and_restored_as_the_next(app: Flask, without_review: None) -> None:
    editor = Editor(app)
    before = str(editor.open(SLUG)["body"])
    editor.save(SLUG, body=rewritten(editor), owner="The new owners")
    editor.publish(SLUG)

    shown = text_of(editor.client.get(editor.url(SLUG, "versions/2")))
    editor.post(SLUG, "versions/1/restore")
    editor.publish(SLUG, note="Back to how it was.")

    assert f"[new: {BODY_LINE} ]" in shown
    assert "[new: The new owners ]" in shown
    assert "zebra" not in page_says(app)
    with app.app_context():
        versions = db.session.execute(
            select(PageRevision.number, PageRevision.note).join(Page, Page.id == PageRevision.page_id)
            .where(Page.slug == SLUG).order_by(PageRevision.number)
        ).all()  # fmt: skip
        assert [tuple(row) for row in versions] == [(1, ""), (2, "To try it."), (3, "Back to how it was.")]
        last = db.session.scalars(select(PageRevision).where(PageRevision.number == 3)).one()
        assert last.body == before
