"""Drafts: beside the live page, never over somebody else's text, kept while somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.authoring.models import PageDraft
from portal.foundation.database import db
from portal.infrastructure.audit.models import AuditEntry
from tests.clients import PortalClient, text_of
from tests.features.authoring.writing import Editor, fields_of

if TYPE_CHECKING:
    from flask import Flask

pytestmark = pytest.mark.both_databases

SLUG = "glossary"
LIVE = "/toolkit/definitional-tools/glossary"


def bodies(app: Flask) -> list[str]:
    with app.app_context():
        return [row.content["body"] for row in db.session.scalars(select(PageDraft).order_by(PageDraft.number))]


def test_a_draft_is_seen_by_those_who_write_and_not_by_readers(app: Flask) -> None:
    editor = Editor(app)

    editor.save(SLUG, summary="A summary nobody has read yet.")

    assert "A summary nobody has read yet." in text_of(editor.client.get(editor.url(SLUG)))
    assert "A summary nobody has read yet." in str(editor.open(SLUG)["summary"])
    assert "nobody has read yet" not in text_of(PortalClient(app).get(LIVE))


def test_saving_what_is_there_already_makes_no_draft(app: Flask) -> None:
    editor = Editor(app)

    editor.save(SLUG)

    assert bodies(app) == []


def test_who_saves_second_sees_the_difference_and_nothing_is_overwritten(app: Flask) -> None:
    first, second = Editor(app), Editor(app)
    opened = second.open(SLUG)
    first.save(SLUG, body="The text of the first.")

    response = second.send(SLUG, opened, body="The text of the second.")

    assert response.status_code == 409
    assert "From their text to yours" in text_of(response)
    assert bodies(app) == ["The text of the first."]
    form = fields_of(response)
    assert form["body"] == "The text of the second."
    assert second.send(SLUG, form).status_code == 303
    assert bodies(app) == ["The text of the first.", "The text of the second."]


def test_a_text_that_was_refused_is_there_when_the_form_is_opened_again(app: Flask) -> None:
    first, second = Editor(app), Editor(app)
    opened = second.open(SLUG)
    first.save(SLUG, body="The text of the first.")
    second.send(SLUG, opened, body="The text of the second.")

    page = second.client.get(second.url(SLUG, "edit"))

    assert fields_of(page)["body"] == "The text of the second."
    assert "This is what you typed, and did not save" in text_of(page)


def test_who_takes_theirs_finds_it_in_the_form(app: Flask) -> None:
    first, second = Editor(app), Editor(app)
    opened = second.open(SLUG)
    first.save(SLUG, body="The text of the first.")
    second.send(SLUG, opened, body="The text of the second.")

    second.post(SLUG, "typing/drop")

    assert second.open(SLUG)["body"] == "The text of the first."


def test_a_page_published_meanwhile_counts_as_changed_too(app: Flask) -> None:
    first, second = Editor(app), Editor(app)
    opened = second.open(SLUG)
    first.save(SLUG, summary="Words of the case and the practice.")
    with_review = app.extensions["portal.settings"]
    app.extensions["portal.settings"] = with_review.model_copy(update={"review_before_publish": False})
    first.publish(SLUG)
    app.extensions["portal.settings"] = with_review

    response = second.send(SLUG, opened, body="Begun before.")

    assert response.status_code == 409


def test_each_of_two_editors_is_told_of_the_other(app: Flask) -> None:
    first, second = Editor(app), Editor(app)
    first.open(SLUG)
    second.open(SLUG)

    seen = [text_of(one.client.get(one.url(SLUG, "edit"))) for one in (first, second)]

    assert ["Nobody’s text is overwritten" in page for page in seen] == [True, True]
    told = first.client.get(first.url(SLUG, "typing")).get_json()
    assert len(told["others"]) == 1


def test_an_editor_alone_is_told_of_nobody(app: Flask) -> None:
    editor = Editor(app)
    editor.open(SLUG)

    assert editor.client.get(editor.url(SLUG, "typing")).get_json()["others"] == []


def test_what_is_typed_is_kept_for_its_author_only(app: Flask) -> None:
    author, other = Editor(app), Editor(app)

    told = author.send(SLUG, author.open(SLUG), "typing", body="Half a sentence").get_json()

    assert told["kept"]
    assert author.open(SLUG)["body"] == "Half a sentence"
    assert other.open(SLUG)["body"] != "Half a sentence"
    assert bodies(app) == []


def test_saving_forgets_what_was_typed_before(app: Flask) -> None:
    author = Editor(app)
    author.send(SLUG, author.open(SLUG), "typing", body="Half a sentence")

    author.save(SLUG, body="A whole sentence.")

    assert author.open(SLUG)["body"] == "A whole sentence."
    assert "did not save" not in text_of(author.client.get(author.url(SLUG, "edit")))


def test_a_page_of_two_megabytes_is_refused_and_stays_in_the_form(app: Flask) -> None:
    editor = Editor(app)
    long = "A line of a page that is much too long.\n" * 50_000

    response = editor.send(SLUG, editor.open(SLUG), body=long)

    assert response.status_code == 413
    assert "Divide it into several pages" in text_of(response)
    assert fields_of(response)["body"] == long
    assert bodies(app) == []


def test_a_character_that_cannot_be_stored_is_refused_and_the_text_stays(app: Flask) -> None:
    editor = Editor(app)

    response = editor.send(SLUG, editor.open(SLUG), body="Before\x00after")

    assert response.status_code == 422
    assert "cannot be stored" in text_of(response)


@pytest.mark.parametrize("field", ["credits", "title", "summary"])
def test_such_a_character_is_stored_from_no_field(app: Flask, field: str) -> None:
    editor = Editor(app)

    response = editor.send(SLUG, editor.open(SLUG), **{field: "Before\x00after"})

    assert response.status_code in {303, 422}
    assert "\x00" not in str(editor.open(SLUG)[field])


def test_a_draft_can_be_thrown_away(app: Flask) -> None:
    editor = Editor(app)
    editor.save(SLUG, body="Not wanted.")

    editor.post(SLUG, "draft/discard")

    assert bodies(app) == []


def test_a_preview_says_which_state_it_shows(app: Flask) -> None:
    editor = Editor(app)
    editor.save(SLUG, body="In the **draft**.")
    editor.send(SLUG, editor.open(SLUG), do="preview", body="Only *typed*.")

    seen = {
        of: text_of(editor.client.get(editor.url(SLUG, f"preview?of={of}"))) for of in ("mine", "draft", "live", "1")
    }

    assert "What you typed on" in seen["mine"]
    assert "Only typed" in seen["mine"]
    assert "The draft, saved by" in seen["draft"]
    assert "In the draft" in seen["draft"]
    assert "Version 1, which readers see now." in seen["live"]
    assert "Version 1 of" in seen["1"]
    assert editor.client.get(editor.url(SLUG, "preview?of=planned")).status_code == 404


def test_who_sends_a_form_after_the_session_ended_comes_back_to_it(app: Flask) -> None:
    editor = Editor(app)
    fields = editor.open(SLUG)
    with editor.client.http.session_transaction() as session:
        session["_user_id"] = "ended"

    response = editor.client.http.post(
        editor.url(SLUG, "edit"), data=fields, headers={"Referer": f"http://localhost{editor.url(SLUG, 'edit')}"}
    )

    assert response.status_code == 303
    assert response.location.endswith("next=/admin/toolkit/pages/glossary/edit")


def test_a_regions_editor_hears_that_there_is_no_such_page_whether_there_is_or_not(app: Flask) -> None:
    dee = PortalClient(app).sign_in_as("regional-editor", region="central")

    answers = [dee.get(f"/admin/toolkit/pages/{slug}/edit") for slug in (SLUG, "no-such-page")]
    sent = dee.post(f"/admin/toolkit/pages/{SLUG}/edit", {"body": "Over there."})

    assert [answer.status_code for answer in (*answers, sent)] == [404, 404, 404]
    assert text_of(answers[0]) == text_of(answers[1])
    with app.app_context():
        asked = db.session.scalars(select(AuditEntry.subject).where(AuditEntry.deed == "reached too far")).all()
        assert asked == [
            "/admin/toolkit/pages/glossary/edit",
            "/admin/toolkit/pages/no-such-page/edit",
            "/admin/toolkit/pages/glossary/edit",
        ]


def test_of_very_much_that_was_cleaned_only_the_first_is_told(app: Flask) -> None:
    editor = Editor(app)
    pictures = "\n\n".join(
        f"![{'a picture ' * 20}{number}](https://elsewhere.example/{number}.png)" for number in range(40)
    )

    editor.save(SLUG, body=pictures)

    page = text_of(editor.client.get(editor.url(SLUG)))
    assert "And 35 more changes." in page
    assert "The draft is saved." in page


def test_autosave_keeps_the_text_and_of_facts_no_more_than_they_may_hold(app: Flask) -> None:
    editor = Editor(app)
    fields = editor.open(SLUG)

    told = editor.send(
        SLUG, fields, "typing", body="Half a sentence", owner="o" * 301, credits="c" * 3_001, kind="k" * 2_000_000
    ).get_json()

    assert told["kept"]
    assert told["problem"] == (
        "“Kind of page” has 2,000,000 characters; at most 300 of them are kept. "
        "“Kept by” has 301 characters; at most 300 of them are kept. "
        "“Credit” has 3,001 characters; at most 3,000 of them are kept."
    )
    again = editor.open(SLUG)
    assert (again["body"], again["owner"]) == ("Half a sentence", "o" * 300)


def test_of_a_list_that_is_too_long_autosave_keeps_as_many_as_fit(app: Flask) -> None:
    editor = Editor(app)

    many = ", ".join(f"page-{number:03}" for number in range(100))
    told = editor.send(SLUG, editor.open(SLUG), "typing", related=many).get_json()

    assert told["problem"] == "“Used together with” has 998 characters; at most 600 of them are kept."
    assert str(editor.open(SLUG)["related"]).endswith("page-059")


def test_autosave_says_nothing_of_facts_that_fit(app: Flask) -> None:
    editor = Editor(app)

    assert editor.send(SLUG, editor.open(SLUG), "typing", body="Half a sentence").get_json()["problem"] == ""


def test_an_answer_that_says_no_is_heard_at_once(app: Flask) -> None:
    first, second = Editor(app), Editor(app)
    opened = second.open(SLUG)
    first.save(SLUG, body="The text of the first.")
    told = '<div class="notice notice-error" role="alert" tabindex="-1">'

    stale = second.send(SLUG, opened, body="The text of the second.").get_data(as_text=True)
    long = second.send(SLUG, opened, body="long " * 50_000).get_data(as_text=True)

    assert [page.count(told) for page in (stale, long)] == [1, 1]
