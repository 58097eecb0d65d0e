"""Recalls: two people, a banner and a mark, letters to whoever keeps the page; lifted by one; all in the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.accounts.queries import get_account
from portal.features.paper.forms import LiftForm
from portal.features.paper.queries import keepers_of, recall_of, standing_recalls
from portal.features.paper.rules import DROPPED, LIFTED, STANDING, WAITING, Subject
from portal.features.paper.services import ask_for_recall, confirm_recall, drop_recall, lift_recall
from portal.features.toolkits.models import PageRevision
from portal.features.tools import services as tools
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.epoch import advance_epoch
from portal.infrastructure.mail.models import MailMessage
from portal.plugin_host.contributions import PageKeepers, Recalled
from portal.plugin_host.markers import hookimpl
from tests.clients import PortalClient, text_of
from tests.factories import make_person
from tests.features.declaring import declared, tool
from tests.features.paper.papers import TOOL, URL, get_page, new_version, recalled, recalls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

RECALLS = "/admin/recalls/"
GIVEN = {"subject": "/three-houses", "reason": "The third house was wrong.", "replacement": "scaling"}


class Keepers:
    """A feature that keeps pages for people."""

    def __init__(self) -> None:
        self.account_ids: frozenset[int] = frozenset()
        self.told: list[Recalled] = []

    @hookimpl
    def portal_page_keepers(self, slug: str, region_id: str | None) -> PageKeepers:
        """Say that some people keep Three Houses, in four lists."""
        is_kept = (slug, region_id) == (TOOL, None)
        return PageKeepers(account_ids=self.account_ids, lists=4) if is_kept else PageKeepers(account_ids=frozenset())

    @hookimpl
    def portal_page_recalled(self, recalled: Recalled) -> None:
        """Take note."""
        self.told.append(recalled)


@pytest.fixture
def keepers(app: Flask) -> Iterator[Keepers]:
    """Let two people keep Three Houses, one of whom has left."""
    manager = app.extensions["portal.plugins"].manager
    feature = Keepers()
    with app.app_context():
        stays, left = make_person("worker", county="Butte"), make_person("worker", county="Fresno")
        with transaction():
            left.closed_at = left.created_at
        feature.account_ids = frozenset({stays.id, left.id})
    manager.register(feature)
    yield feature
    manager.unregister(feature)


def ask(client: PortalClient, **fields: str) -> str:
    """Ask for a recall after a look at whom it reaches; return its address."""
    answer = client.post(f"{RECALLS}new", GIVEN | {"is_looked_at": "yes"} | fields, on=f"{RECALLS}new")
    assert answer.status_code == 303, text_of(answer)
    return answer.headers["Location"]


@pytest.fixture
def fay(app: Flask) -> PortalClient:
    return PortalClient(app).sign_in_as("statewide-administrator")


@pytest.fixture
def pia(app: Flask) -> PortalClient:
    return PortalClient(app).sign_in_as("statewide-editor")


def test_whom_a_recall_reaches_is_shown_before_anything_is_written(fay: PortalClient, keepers: Keepers) -> None:
    look = fay.post(f"{RECALLS}new", GIVEN, on=f"{RECALLS}new")

    assert look.status_code == 200
    assert "Whom this recall reaches" in text_of(look)
    assert "People who keep it 2 Lists it stands in 4" in text_of(look)
    assert "Instead: Scaling" in text_of(look)
    with fay.app.app_context():
        assert recalls() == []


def test_a_second_person_confirms_and_never_the_same(fay: PortalClient, pia: PortalClient, keepers: Keepers) -> None:
    address = ask(fay)
    own = fay.post(f"{address}/confirm", on=address)
    waiting = text_of(fay.get(address))

    done = pia.post(f"{address}/confirm", on=address)

    assert own.status_code == 409
    assert "somebody else has to confirm it" in text_of(own)
    assert "A second person has to confirm it" in waiting
    assert done.status_code == 303
    assert "One person who keeps it is written to." in text_of(pia.get(address))
    with fay.app.app_context():
        assert [recall.state for recall in recalls()] == [STANDING]


def test_until_it_is_confirmed_nothing_changes_for_readers(fay: PortalClient, client: PortalClient) -> None:
    before = client.get(URL).data

    address = ask(fay)

    assert client.get(URL).data == before
    assert client.get(f"{URL}.pdf").status_code == 200
    assert fay.post(f"{address}/drop", on=address).status_code == 303
    with fay.app.app_context():
        assert [recall.state for recall in recalls()] == [DROPPED]


def test_who_may_confirm_is_written_to_but_for_who_asked(app: Flask) -> None:
    with app.app_context():
        asker, other = make_person("statewide-administrator"), make_person("statewide-editor")
        make_person("operator")

    ask(PortalClient(app).sign_in(asker))

    with app.app_context():
        letters = db.session.scalars(select(MailMessage).where(MailMessage.key.startswith("recall-asked"))).all()
        assert [letter.recipient for letter in letters] == [other.email]
        assert letters[0].subject == "Please confirm or refuse a recall: Three Houses"
        assert "The third house was wrong." in letters[0].text


def test_once_it_stands_the_page_its_lists_and_its_translations_say_so(client: PortalClient, context: Flask) -> None:
    recalled(reason="The third house was wrong.", replacement="scaling")

    page, section = client.get(URL), client.get("/toolkit/direct-practice/")

    assert "Recalled: please do not use this The third house was wrong. Use Scaling" in text_of(page)
    assert "Three Houses Recalled" in text_of(section)
    assert text_of(section).count(" Recalled ") == 1


def test_a_translation_is_recalled_with_what_it_translates(context: Flask) -> None:
    with transaction():
        facts = db.session.scalar(select(PageRevision).where(PageRevision.page_id == get_page("scaling").id))
        assert facts is not None
        facts.facts = facts.facts | {"translation_of": TOOL, "language": "es"}
        advance_epoch()

    recalled()

    assert recall_of(Subject("scaling")) == recall_of(Subject(TOOL)) is not None


def test_whoever_keeps_it_gets_one_letter_and_features_learn_of_it(
    app: Flask, fay: PortalClient, pia: PortalClient, keepers: Keepers
) -> None:
    address = ask(fay)

    pia.post(f"{address}/confirm", on=address)

    with app.app_context():
        letters = db.session.scalars(select(MailMessage).where(MailMessage.key.startswith("recall-stands"))).all()
        [stays] = [one for one in map(get_account, keepers.account_ids) if one.closed_at is None]
        assert [letter.recipient for letter in letters] == [stays.email]
    assert letters[0].subject == "Please do not use it any more: Three Houses"
    assert "http://localhost/toolkit/direct-practice/scaling" in letters[0].text
    assert [(one.slug, one.region_id, one.is_lifted) for one in keepers.told] == [(TOOL, None, False)]
    assert keepers.told[0].replacement_url == "/toolkit/direct-practice/scaling"


def test_a_reason_keeps_no_character_that_no_database_takes(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"reason": "It was\x00 wrong."}):
        assert LiftForm().reason.data == "It was wrong."


def test_one_person_lifts_it_with_a_reason_and_everything_is_as_before(
    fay: PortalClient, client: PortalClient, keepers: Keepers
) -> None:
    before = client.get(URL).data
    with fay.app.app_context():
        recall_id = recalled()

    empty = fay.post(f"{RECALLS}{recall_id}/lift", {"reason": " "}, on=f"{RECALLS}{recall_id}")
    lifted = fay.post(f"{RECALLS}{recall_id}/lift", {"reason": "It was right."}, on=f"{RECALLS}{recall_id}")

    assert (empty.status_code, lifted.status_code) == (422, 303)
    assert "Say why." in text_of(empty)
    assert client.get(URL).data == before
    assert client.get(f"{URL}.pdf").status_code == 200
    with fay.app.app_context():
        assert [recall.state for recall in recalls()] == [LIFTED]
        letter = db.session.scalar(select(MailMessage).where(MailMessage.key.startswith("recall-lifted")))
        assert letter is not None
        assert letter.subject == "It can be used again: Three Houses"
        assert "It was right." in letter.text
        assert [one.is_lifted for one in keepers.told] == [False, True]


def test_all_of_it_stands_in_the_audit(context: Flask) -> None:
    first, third = recalled(), make_person("statewide-administrator")
    with transaction():
        lift_recall(first, reason="It was right.", actor_id=third.id)

    lines = db.session.scalars(
        select(AuditEntry).where(AuditEntry.subject == f"recall {first}: Three Houses").order_by(AuditEntry.number)
    ).all()

    assert [line.deed for line in lines] == ["recall asked for", "recall confirmed", "recall lifted"]
    assert len({line.actor_id for line in lines}) == 3
    assert lines[0].details["reason"] == "It tells too much."


def test_a_decision_on_a_recall_that_is_decided_is_refused(context: Flask) -> None:
    recall_id, actor = recalled(), make_person("statewide-administrator").id

    for decide in (
        lambda: confirm_recall(recall_id, actor_id=actor, replacement=None),
        lambda: drop_recall(recall_id, actor_id=actor),
    ):
        with pytest.raises(Conflict), transaction():
            decide()
    with pytest.raises(NotFound), transaction():
        drop_recall(0, actor_id=actor)


def test_a_recall_is_asked_for_once_and_of_what_there_is(context: Flask) -> None:
    actor = make_person("statewide-administrator").id
    given = {"reason": "Wrong", "is_urgent": False, "actor_id": actor}
    with transaction():
        ask_for_recall(Subject(TOOL), replacement="", **given)  # type: ignore[arg-type]

    for subject, replacement, refusal in (
        (Subject(TOOL), "", Conflict),
        (Subject("nothing"), "", Invalid),
        (Subject("nothing", "northern"), "", Invalid),
        (Subject("scaling"), "scaling", Invalid),
        (Subject("scaling"), "nothing", Invalid),
    ):
        with pytest.raises(refusal), transaction():
            ask_for_recall(subject, replacement=replacement, **given)  # type: ignore[arg-type]
    assert [recall.state for recall in recalls()] == [WAITING]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": ""}, "Say why."),
        ({"reason": "x" * 501}, "Use at most 500 characters."),
        ({"reason": "It shows what Jayden Miller told us."}, "Nothing was kept yet: “Jayden Miller”"),
        ({"subject": ""}, "Choose a page or tool."),
        (
            {"subject": "/three-houses", "replacement": "three-houses"},
            "Choose another page as the replacement, or none.",
        ),
    ],
)
def test_a_form_that_cannot_be_used_is_shown_again_with_what_was_typed(
    fay: PortalClient, fields: dict[str, str], sentence: str
) -> None:
    answer = fay.post(f"{RECALLS}new", GIVEN | {"is_looked_at": "yes"} | fields, on=f"{RECALLS}new")

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert fields.get("reason", GIVEN["reason"]) in answer.get_data(as_text=True)


def test_a_newer_version_does_not_end_a_recall(context: Flask, client: PortalClient) -> None:
    recalled()

    new_version()

    assert "Recalled: please do not use this" in text_of(client.get(URL))


def test_a_recall_of_a_regions_tool_is_in_that_region_alone(app: Flask) -> None:
    with app.app_context():
        with transaction():
            tools.synchronise((declared("northern", tool("secret", "Zanzibar")),))
            advance_epoch()
        recall_id = recalled(Subject("secret", "northern"))
        line = db.session.scalar(select(AuditEntry).where(AuditEntry.deed == "recall confirmed"))
        assert line is not None
        assert line.region_id == "northern"
        assert set(standing_recalls()) == {Subject("secret", "northern")}
        assert keepers_of(Subject("secret", "northern")).lists == 0

    for role in ("regional-administrator", "regional-editor"):
        other = PortalClient(app).sign_in_as(role, region="southern")
        assert other.get(f"{RECALLS}{recall_id}").status_code == 403
    assert "Zanzibar" in text_of(PortalClient(app).sign_in_as("statewide-editor").get(RECALLS))


def test_nothing_is_recalled_at_first(fay: PortalClient) -> None:
    assert "Nothing is recalled" in text_of(fay.get(RECALLS))
    assert "Recalls" in text_of(fay.get("/admin/"))
