"""Journey 27: two thousand rows, thirteen of them bad; here with fewer good ones."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, func, select

from portal.features.accounts.models import Account, JoinLink, RoleGrant
from portal.features.accounts.queries import find_account_by_email, get_account
from portal.features.accounts.services import close_account
from portal.features.people import services
from portal.features.people.models import PeopleImport, PeopleImportRow
from portal.features.people.posting import run_imports
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.chain import verify
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.audit.queries import every_entry
from portal.infrastructure.mail.models import MailMessage
from portal.plugin_host.host import get_host
from portal.plugin_host.models import JobState
from tests.clients import PortalClient, text_of
from tests.factories import make_person
from tests.people_files import ELSEWHERE, PRESENT, good, journey_file, mended, written

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

pytestmark = pytest.mark.both_databases

PAGE, GOOD = "/admin/people/imports", 30
CHIP = re.compile(r'<a class="chip"[^>]*>(\w+) ([\d,]+)</a>')


@pytest.fixture
def fay(app: Flask) -> PortalClient:
    """Give a statewide administrator, on a portal that knows two of the journey's people already."""
    with app.app_context():
        make_person("worker", county="Butte", name="Here Already", email=PRESENT)
        make_person("worker", county="Fresno", name="Here Elsewhere", email=ELSEWHERE)
    return PortalClient(app).sign_in_as("statewide-administrator")


def upload(client: PortalClient, data: bytes, name: str = "people.csv") -> TestResponse:
    """Upload a file as the form does."""
    proof = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(PAGE).get_data(as_text=True))
    assert proof is not None
    return client.http.post(PAGE, data={"csrf_token": proof[1], "people": (io.BytesIO(data), name)})


def uploaded(client: PortalClient, data: bytes) -> str:
    """Upload a file and return the address of its page."""
    answer = upload(client, data)
    assert answer.status_code == 303
    return str(answer.location)


def counts(client: PortalClient, page: str) -> dict[str, int]:
    """Return how many rows a page tells of in each state."""
    html = client.get(page).get_data(as_text=True)
    return {label: int(count.replace(",", "")) for label, count in CHIP.findall(html) if count != "0"}


def run(app: Flask) -> None:
    with app.app_context():
        run_imports()


def totals(app: Flask) -> tuple[int, int, int, int]:
    """Return how many accounts, grants, links and messages there are."""
    with app.app_context():
        tables = (Account, RoleGrant, JoinLink, MailMessage)
        return tuple(db.session.scalar(select(func.count()).select_from(one)) or 0 for one in tables)  # type: ignore[return-value]


def downloaded(client: PortalClient, page: str) -> list[dict[str, str]]:
    """Return the rows that are not ready, from their file."""
    text = client.get(f"{page}/rows.csv").get_data(as_text=True)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_nothing_is_written_before_the_preview_is_confirmed(app: Flask, fay: PortalClient) -> None:
    before = totals(app)

    page = uploaded(fay, journey_file(GOOD))
    run(app)

    shown = text_of(fay.get(page))
    assert totals(app) == before
    assert counts(fay, page) == {"Bad": 11, "Waiting": 1, "Ready": GOOD, "Same": 1}
    assert f"{GOOD} rows are ready, 13 are not." in shown
    assert f"Invite {GOOD} people" in shown
    assert "Butte 6 County liaison: 1; Supervisor or coach: 2; County worker: 3" in shown


def test_each_row_that_is_not_ready_has_its_number_cell_and_reason(app: Flask, fay: PortalClient) -> None:
    rows = downloaded(fay, uploaded(fay, journey_file(GOOD)))

    assert [(int(row["Row"]) - GOOD - 1, row["Cell"], row["Reason"][:44]) for row in rows] == [
        (1, "Email", "“wrong.example” is not a mail address."),
        (2, "Email", "“wrong@” is not a mail address."),
        (3, "Email", "“wr ong@x.example” is not a mail address."),
        (4, "County", "There is no county “Bute”. Did you mean Butt"),
        (5, "County", "There is no county “Atlantis”."),
        (6, "Email", "Row 2 has the same mail address already."),
        (7, "Email", "Row 3 has the same mail address already."),
        (8, "Email", "Already here, with the same name and role."),
        (9, "County", "Already here, in Fresno County. It waits for"),
        (10, "Role", "There is no role “Chief of everything” to be"),
        (11, "Name", "The name is missing."),
        (12, "Name", "A name has at most 120 characters; this one "),
        (13, "Name", "The cell held a formula (“=” at its start). "),
    ]
    assert rows[-1]["Name"] == ""
    assert rows[11]["Name"] == "N" * 400


def test_the_rest_is_invited_and_the_file_can_be_mended_and_given_again(app: Flask, fay: PortalClient) -> None:
    page = uploaded(fay, journey_file(GOOD))
    before = totals(app)
    rows = downloaded(fay, page)

    confirmed = fay.post(f"{page}/confirm", on=page)
    waiting = text_of(fay.get(page))
    run(app)

    assert (confirmed.status_code, f"0 of {GOOD} done" in waiting) == (303, True)
    assert [after - one for after, one in zip(totals(app), before, strict=True)] == [GOOD] * 4
    assert f"{GOOD} people invited" in text_of(fay.get(page))
    second = uploaded(fay, written([mended(number, row) for number, row in enumerate(rows)]))
    assert counts(fay, second) == {"Waiting": 1, "Ready": 11, "Same": 1}
    fay.post(f"{second}/confirm", on=second)
    run(app)
    assert totals(app)[0] == before[0] + GOOD + 11
    assert counts(fay, second) == {"Waiting": 1}


def test_the_same_file_again_mails_nobody_twice(app: Flask, fay: PortalClient) -> None:
    page = uploaded(fay, journey_file(GOOD))
    rows = downloaded(fay, page)
    fay.post(f"{page}/confirm", on=page)
    run(app)
    before = totals(app)

    again = uploaded(fay, journey_file(GOOD))
    confirmed = fay.post(f"{again}/confirm", on=again)
    twice = fay.post(f"{page}/confirm", on=again)
    run(app)

    assert counts(fay, again) == {"Bad": 11, "Waiting": 1, "Same": GOOD + 1}
    assert [row for row in downloaded(fay, again) if row["Row"] in {one["Row"] for one in rows}] == rows
    assert (confirmed.status_code, twice.status_code) == (409, 409)
    assert "Nothing in this file is ready" in text_of(confirmed)
    assert totals(app) == before


def test_a_new_person_is_whole_and_the_audit_holds(app: Flask, fay: PortalClient) -> None:
    page = uploaded(fay, written([("Neo Park", "Neo@x.example", "Butte", "coach; worker")]))
    fay.post(f"{page}/confirm", on=page)
    run(app)

    with app.app_context():
        account = find_account_by_email("neo@x.example")
        assert account is not None
        grants = [(row.role, row.scope, row.key) for row in get_account(account.id).grants]
        deeds = db.session.scalars(select(AuditEntry.deed).where(AuditEntry.subject == f"account {account.id}"))
        message = db.session.scalars(select(MailMessage).where(MailMessage.account_id == account.id)).one()
        link = re.search(r"http://localhost(/join/\S+)", message.text)
        assert verify(every_entry()).fault == ""
        assert grants == [("worker", "county", "06007"), ("supervisor", "county", "06007")]
        assert list(deeds) == ["account created", "role granted", "role granted", "join link made"]
        assert link is not None
    assert PortalClient(app).get(link[1]).status_code == 200


def test_somebody_who_is_here_is_changed_and_gets_a_link_that_works(app: Flask, fay: PortalClient) -> None:
    with app.app_context():
        ana = make_person("worker", county="Butte", name="Ana", email="ana@x.example", password=None)
        joined = make_person("worker", county="Butte", name="Bo", email="bo@x.example")
    page = uploaded(fay, written([("Ana Flores", ana.email, "Butte", "coach"), ("Bo", joined.email, "Butte", "coach")]))

    shown = text_of(fay.get(page))
    fay.post(f"{page}/confirm", on=page)
    run(app)

    assert "Name: was Ana. New role: Supervisor or coach." in shown
    assert "Change 2 people" in shown
    with app.app_context():
        account = get_account(ana.id)
        assert (account.name, sorted(row.role for row in account.grants)) == ("Ana Flores", ["supervisor", "worker"])
        posted = db.session.scalars(select(MailMessage).where(MailMessage.account_id.in_((ana.id, joined.id)))).all()
        assert [message.account_id for message in posted] == [ana.id]


def test_what_changed_since_the_preview_is_decided_anew(app: Flask, fay: PortalClient) -> None:
    page = uploaded(fay, written([good(0), good(1), good(2)]))
    with app.app_context():
        make_person("worker", county="Butte", name=good(0)[0], email=good(0)[1])
        gone = make_person("worker", county="Fresno", name=good(1)[0], email=good(1)[1])
        with transaction():
            close_account(get_account(gone.id), actor_id=None)
    before = totals(app)
    fay.post(f"{page}/confirm", on=page)
    run(app)

    assert totals(app)[0] == before[0] + 1
    assert counts(fay, page) == {"Bad": 1}
    assert "The account with this address is closed." in text_of(fay.get(page))


def test_who_lost_the_right_after_confirming_brings_in_nobody(app: Flask) -> None:
    with app.app_context():
        nat = make_person("regional-administrator", region="northern")
    client = PortalClient(app).sign_in(nat)
    page = uploaded(client, written([good(0)]))
    client.post(f"{page}/confirm", on=page)
    with app.app_context():
        with transaction():
            close_account(get_account(nat.id), actor_id=None)
        before = db.session.scalar(select(func.count()).select_from(Account))

        run_imports()

        rows = db.session.scalars(select(PeopleImportRow)).all()
        assert db.session.scalar(select(func.count()).select_from(Account)) == before
        assert [row.reason for row in rows] == ["Whoever began this import may no longer do this here."]


def test_who_waits_for_a_transfer_is_moved_and_gets_the_role_of_the_row(app: Flask, fay: PortalClient) -> None:
    page = uploaded(fay, written([good(0), ("Here Elsewhere", ELSEWHERE, "Butte", "coach")]))
    fay.post(f"{page}/confirm", on=page)
    run(app)
    button = re.search(rf'action="({page}/rows/\d+/transfer)"', fay.get(page).get_data(as_text=True))
    assert button is not None

    moved = fay.post(button[1], on=page)
    run(app)
    again = fay.post(button[1], on=page)

    assert (moved.status_code, again.status_code) == (303, 404)
    assert counts(fay, page) == {}
    with app.app_context():
        found = find_account_by_email(ELSEWHERE)
        assert found is not None
        account = get_account(found.id)
        assert (account.county_fips, [row.role for row in account.grants]) == ("06007", ["supervisor"])


def test_the_job_is_woken_by_confirming(app: Flask, fay: PortalClient) -> None:
    with app.app_context(), transaction():
        db.session.execute(delete(JobState).where(JobState.job == services.JOB))
        later = now() + timedelta(minutes=1)
        db.session.add(JobState(plugin_id="", region_id="", job=services.JOB, next_at=later))
    page = uploaded(fay, written([good(0)]))

    fay.post(f"{page}/confirm", on=page)

    with app.app_context():
        state = db.session.scalars(select(JobState).where(JobState.job == services.JOB)).one()
        assert state.next_at < later
        assert services.JOB in {job.id for job in get_host().core_jobs()}


def test_rows_are_deleted_when_done_and_after_thirty_days(app: Flask, fay: PortalClient) -> None:
    done = uploaded(fay, written([good(0), ("", "x@x.example", "Butte", "")]))
    fay.post(f"{done}/confirm", on=done)
    uploaded(fay, written([good(1)]))
    run(app)
    with app.app_context():
        kept = db.session.scalars(select(PeopleImportRow.email)).all()
        with transaction():
            for one in db.session.scalars(select(PeopleImport)):
                one.asked_at = now() - services.KEPT_FOR

        run_imports()

        assert sorted(kept) == [good(1)[1], "x@x.example"]
        assert db.session.scalars(select(PeopleImportRow)).all() == []
        assert db.session.scalars(select(PeopleImport.state)).all() == ["done"]


def test_a_file_that_is_none_is_a_sentence_by_the_field(app: Flask, fay: PortalClient) -> None:
    answers = [upload(fay, data, name) for data, name in [(b"", ""), (b"", "a.csv"), (b"PK\x03\x04", "people.csv")]]

    assert [answer.status_code for answer in answers] == [422, 422, 422]
    sentences = ["Choose a file first.", "The file is empty.", "This is an Excel workbook (XLSX)"]
    assert [sentence in text_of(answer) for answer, sentence in zip(answers, sentences, strict=True)] == [True] * 3
    with app.app_context():
        assert db.session.scalars(select(PeopleImport)).all() == []


def test_a_sixth_file_waits_until_one_is_confirmed_or_discarded(app: Flask, fay: PortalClient) -> None:
    pages = [uploaded(fay, written([good(0)])) for _ in range(5)]

    refused = upload(fay, b"PK\x03\x04")  # it is not even looked at
    fay.post(f"{pages[0]}/discard", on=pages[0])

    assert refused.status_code == 422
    assert "5 of your files wait to be confirmed." in text_of(refused)
    assert upload(fay, written([good(0)])).status_code == 303
    assert fay.get(pages[0]).status_code == 404
