"""The staff's pages on people: who may open them, what they show, what they change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.accounts import services
from portal.features.accounts.models import Account
from portal.features.accounts.queries import find_account_by_email, get_account
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.mail.models import MailMessage
from tests.clients import PortalClient, text_of
from tests.factories import fips_of, make_person
from tests.features.accounts.reading import last_line

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

LINK = re.compile(r'value="(http://localhost/join/[^"]+)"')
NAMES = re.compile(r'<a class="table-link" href="/admin/people/\d+">([^<]*)</a>')


@pytest.fixture
def staff(client: PortalClient) -> PortalClient:
    """Give a statewide administrator's client."""
    with client.app.app_context():
        administrator = make_person("statewide-administrator", name="Fay Lindgren", email="fay@statewide.example")
    return client.sign_in(administrator)


def people(app: Flask, *names: str, **more: str) -> list[int]:
    with app.app_context():
        return [make_person(name=name, **more).id for name in names]  # type: ignore[arg-type]  # all of them are texts


def listed(answer: TestResponse) -> list[str]:
    assert answer.status_code == 200
    return NAMES.findall(answer.get_data(as_text=True))


def create(staff: PortalClient, **fields: str) -> TestResponse:
    given = {"name": "Neo Park", "email": "neo@butte.example", "county": "", "job": ""} | fields
    return staff.post("/admin/people/new", given, on="/admin/people/new")


def test_an_administrator_creates_a_person_and_gets_a_link_shown_once(staff: PortalClient) -> None:
    with staff.app.app_context():
        butte = fips_of("Butte")

    answer = create(staff, county=butte, job="worker")

    found = LINK.search(answer.get_data(as_text=True))
    assert answer.status_code == 200
    assert found is not None
    assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert PortalClient(staff.app).get(found[1].removeprefix("http://localhost")).status_code == 200
    with staff.app.app_context():
        account = find_account_by_email("neo@butte.example")
        assert account is not None
        assert (account.name, account.county_fips) == ("Neo Park", butte)
        grants = [(row.role, row.scope, row.key) for row in get_account(account.id).grants]
        assert grants == [("worker", "county", butte)]


def test_an_invitation_is_mailed_and_names_the_county_and_who_invites(staff: PortalClient) -> None:
    with staff.app.app_context():
        butte = fips_of("Butte")

    answer = create(staff, county=butte)

    link = LINK.search(answer.get_data(as_text=True))
    assert link is not None
    with staff.app.app_context():
        (letter,) = db.session.scalars(select(MailMessage))
        assert (letter.recipient, letter.subject) == (
            "neo@butte.example", "Fay Lindgren invites you to the SOP Regional Portal",
        )  # fmt: skip
        assert all(words in letter.text for words in ("Hello Neo Park,", "for Butte County", link[1], "It works once"))
        assert all(words in letter.html for words in ("Hello Neo Park,", "for Butte County", link[1]))


def test_names_in_a_letter_are_text(staff: PortalClient) -> None:
    create(staff, name="<b>Neo</b>")

    with staff.app.app_context():
        (letter,) = db.session.scalars(select(MailMessage))
        assert ("Hello <b>Neo</b>," in letter.text, "&lt;b&gt;Neo&lt;/b&gt;" in letter.html) == (True, True)


def test_closing_an_account_drops_the_mail_that_waits_for_it(staff: PortalClient) -> None:
    create(staff)
    with staff.app.app_context():
        account = find_account_by_email("neo@butte.example")
        assert account is not None
    page = f"/admin/people/{account.id}"

    staff.post(f"{page}/close", on=page)

    with staff.app.app_context():
        assert db.session.scalars(select(MailMessage)).all() == []


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"name": "x" * 400}, "120"),
        ({"name": " \t "}, "Enter the person's name."),
        ({"email": "nowhere"}, "That is not a mail address."),
        ({"email": ""}, "Enter the person's work email."),
        ({"email": "FAY@statewide.example"}, "There is already an account with that mail address."),
        ({"job": "worker"}, "which one"),
        ({"job": "statewide-administrator"}, "Not a valid choice."),
        ({"county": "99999"}, "Not a valid choice."),
    ],
    ids=["long name", "blank name", "bad mail", "no mail", "known mail", "no county", "other role", "other county"],
)
def test_a_person_that_cannot_be_created_is_refused_and_what_was_typed_stays(
    staff: PortalClient, fields: dict[str, str], reason: str
) -> None:
    answer = create(staff, **fields)

    typed = {"name": "Neo Park", "email": "neo@butte.example"} | fields
    assert answer.status_code == 422
    assert reason in text_of(answer)
    assert f'value="{typed["email"]}"' in answer.get_data(as_text=True)
    assert f'value="{typed["name"].strip()}"' in answer.get_data(as_text=True)
    with staff.app.app_context():
        assert [account.email for account in db.session.scalars(select(Account))] == ["fay@statewide.example"]


def test_a_role_is_granted_and_ended(staff: PortalClient) -> None:
    (person,) = people(staff.app, "Lou Bennett")
    page = f"/admin/people/{person}"

    granted = staff.post(f"{page}/grants", {"role": "regional-editor", "scope": "region:central"}, on=page)
    shown = text_of(staff.get(page))
    with staff.app.app_context():
        (row,) = get_account(person).grants
    ended = staff.post(f"{page}/grants/{row.id}/end", on=page)

    assert (granted.status_code, granted.location, ended.status_code, ended.location) == (303, page, 303, page)
    assert "Regional editor" in shown
    assert "The role was granted to Lou Bennett." in shown
    assert "The role was taken from Lou Bennett." in text_of(staff.get(page))
    with staff.app.app_context():
        assert get_account(person).grants == []
        assert last_line()[0] == "role ended"


@pytest.mark.parametrize(
    ("role", "scope", "reason"),
    [
        ("worker", "state:", "is granted for a county"),
        ("operator", "region:northern", "is granted for the whole state"),
        ("worker", "region:atlantis", "Not a valid choice"),
        ("king", "state:", "Not a valid choice"),
    ],
)
def test_a_role_that_does_not_go_there_is_refused_beside_the_field(
    staff: PortalClient, role: str, scope: str, reason: str
) -> None:
    (person,) = people(staff.app, "Lou Bennett")

    answer = staff.post(f"/admin/people/{person}/grants", {"role": role, "scope": scope}, on=f"/admin/people/{person}")

    assert answer.status_code == 422
    assert reason in text_of(answer)
    with staff.app.app_context():
        assert get_account(person).grants == []


def test_an_account_is_closed_and_says_so(staff: PortalClient) -> None:
    (person,) = people(staff.app, "Kit Novak")
    out = PortalClient(staff.app)
    with staff.app.app_context():
        account = get_account(person)
    out.sign_in(account)
    before = out.get("/profile").status_code

    answer = staff.post(f"/admin/people/{person}/close", on=f"/admin/people/{person}")

    page = staff.get(f"/admin/people/{person}").get_data(as_text=True)
    assert (answer.status_code, answer.location) == (303, "/admin/people/")
    assert "The account of Kit Novak is closed." in page
    assert "Give this role" not in page
    assert "No roles: the account is closed." in page
    assert f'href="/admin/audit?person={person}"' in page
    assert (before, out.get("/profile").status_code) == (200, 303)
    assert staff.post(f"/admin/people/{person}/close").status_code == 409


def test_the_last_administrator_cannot_close_the_own_account(staff: PortalClient) -> None:
    with staff.app.app_context():
        fay = find_account_by_email("fay@statewide.example")
        assert fay is not None

    answer = staff.post(f"/admin/people/{fay.id}/close")

    assert answer.status_code == 409
    assert "last statewide administrator" in text_of(answer)
    assert staff.get("/admin/people/").status_code == 200


def test_a_new_link_replaces_the_first_and_only_for_whom_it_is_meant(staff: PortalClient) -> None:
    first = LINK.search(create(staff).get_data(as_text=True))
    with staff.app.app_context():
        neo, fay = find_account_by_email("neo@butte.example"), find_account_by_email("fay@statewide.example")
    assert first is not None
    assert neo is not None
    assert fay is not None

    second = LINK.search(staff.post(f"/admin/people/{neo.id}/link").get_data(as_text=True))
    refused = staff.post(f"/admin/people/{fay.id}/link")

    assert second is not None
    stranger = PortalClient(staff.app)
    paths = [link[1].removeprefix("http://localhost") for link in (first, second)]
    assert [stranger.get(path).status_code for path in paths] == [409, 200]
    assert refused.status_code == 409
    assert LINK.search(refused.get_data(as_text=True)) is None


def test_the_list_is_in_the_order_of_names_with_county_roles_and_state(staff: PortalClient) -> None:
    people(staff.app, "Ben Okafor", county="Fresno", role="supervisor")
    people(staff.app, "Ana Flores")

    answer = staff.get("/admin/people/")

    assert listed(answer) == ["Ana Flores", "Ben Okafor", "Fay Lindgren"]
    assert "Ben Okafor" in text_of(answer)
    assert "Fresno Supervisor or coach, Fresno County Active" in text_of(answer)
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_list_is_narrowed_by_words_county_role_and_state(staff: PortalClient) -> None:
    people(staff.app, "Ana Flores", county="Butte", role="worker", email="ana@butte.example")
    people(staff.app, "Ben Okafor", county="Fresno", role="worker", email="ben@fresno.example")
    (closed,) = people(staff.app, "Cy Tran", county="Butte")
    with staff.app.app_context():
        make_person(name="Dee Morales", password=None)
        with transaction():
            services.close_account(get_account(closed), actor_id=None)
        butte = fips_of("Butte")

    found = {
        query: listed(staff.get(f"/admin/people/?{query}"))
        for query in ("q=FLORES", "q=fresno.EXAMPLE", f"county={butte}", "role=worker", "status=closed",
                      "status=invited", f"county={butte}&status=active", "q=nobody", "status=other", "role=other")
    }  # fmt: skip

    assert found == {
        "q=FLORES": ["Ana Flores"],
        "q=fresno.EXAMPLE": ["Ben Okafor"],
        f"county={butte}": ["Ana Flores", "Cy Tran"],
        "role=worker": ["Ana Flores", "Ben Okafor"],
        "status=closed": ["Cy Tran"],
        "status=invited": ["Dee Morales"],
        f"county={butte}&status=active": ["Ana Flores"],
        "q=nobody": [],
        "status=other": ["Ana Flores", "Ben Okafor", "Cy Tran", "Dee Morales", "Fay Lindgren"],
        "role=other": [],
    }


@pytest.mark.parametrize(
    ("query", "found"), [("%", ["50% Off"]), ("_", ["a_b"]), ("\\", ["c\\d"]), ("5_%", []), ("' OR 1=1", [])]
)
def test_signs_of_the_database_are_plain_in_a_search(staff: PortalClient, query: str, found: list[str]) -> None:
    people(staff.app, "50% Off", "a_b", "axb", "c\\d")

    assert listed(staff.get("/admin/people/", query_string={"q": query})) == found


def test_a_name_with_an_accent_is_found_as_it_is_written(staff: PortalClient) -> None:
    people(staff.app, "Ángel Ñunez")

    assert listed(staff.get("/admin/people/", query_string={"q": "Ángel Ñu"})) == ["Ángel Ñunez"]


@pytest.mark.parametrize("query", ["\0", "x" * 60_000, "🦢", "\u202e"], ids=["zero", "long", "emoji", "turning"])
def test_odd_searches_find_nobody_or_everybody_but_never_fail(staff: PortalClient, query: str) -> None:
    assert staff.get("/admin/people/", query_string={"q": query}).status_code in {200, 400}


def test_html_in_a_name_is_text_on_every_page(staff: PortalClient) -> None:
    (person,) = people(staff.app, "<script>alert(1)</script>\"'")

    pages = [staff.get(url).get_data(as_text=True) for url in ("/admin/people/", f"/admin/people/{person}")]
    closed = staff.post(f"/admin/people/{person}/close")
    pages.append(staff.get(closed.location).get_data(as_text=True))

    assert all("<script>alert" not in page and "&lt;script&gt;alert(1)" in page for page in pages)


@pytest.fixture
def crowd(staff: PortalClient) -> PortalClient:
    with staff.app.app_context(), transaction():
        db.session.add_all(
            Account(name=f"Crowd {number:03}", email=f"c{number}@crowd.example", created_at=now())
            for number in range(119)
        )
    return staff


def test_a_list_of_120_people_has_three_pages(crowd: PortalClient) -> None:
    pages = [listed(crowd.get(f"/admin/people/?page={number}")) for number in (1, 2, 3)]
    second = crowd.get("/admin/people/?page=2&q=&status=")

    assert [len(page) for page in pages] == [50, 50, 20]
    assert len({name for page in pages for name in page}) == 120
    assert "People 51 to 100 of 120 · page 2 of 3" in text_of(second)
    body = second.get_data(as_text=True)
    assert 'rel="prev" href="/admin/people/?q=&amp;status="' in body
    assert 'rel="next" href="/admin/people/?page=3&amp;q=&amp;status="' in body


@pytest.mark.parametrize("page", ["0", "-1", "x", "4", "1.0", " 1", "٣", "1e3", "9" * 20, "000000001" + "0" * 5000, ""])
def test_a_page_that_is_none_is_not_found(crowd: PortalClient, page: str) -> None:
    assert crowd.get("/admin/people/", query_string={"page": page}).status_code == 404


@pytest.mark.parametrize(
    "path", ["/admin/people/999999", f"/admin/people/{10**30}", "/admin/people/x", "/admin/people/-1"]
)
def test_a_person_that_is_none_is_not_found(staff: PortalClient, path: str) -> None:
    assert staff.get(path).status_code == 404


def test_others_are_refused_and_strangers_asked_to_sign_in(client: PortalClient) -> None:
    (person,) = people(client.app, "Ana Flores")
    worker = PortalClient(client.app).sign_in_as("worker", county="Butte")
    paths = ["/admin/people/", "/admin/people/new", f"/admin/people/{person}"]

    refused = [worker.get(path) for path in paths]
    asked = [client.get(path) for path in paths]

    assert [answer.status_code for answer in refused] == [403, 403, 403]
    assert all("Ana Flores" not in answer.get_data(as_text=True) for answer in refused)
    assert [(answer.status_code, answer.location) for answer in asked] == [
        (303, f"/sign-in?next={path}") for path in paths
    ]


def test_a_worker_with_a_valid_proof_still_changes_nothing(client: PortalClient) -> None:
    (person,) = people(client.app, "Ana Flores")
    fields = {
        "role": "operator",
        "scope": "state:",
        "name": "Neo",
        "email": "neo@butte.example",
        "county": "",
        "job": "",
    }
    client.sign_in_as("worker", county="Butte")

    answers = [
        client.post(f"/admin/people/{path}", fields, on="/profile").status_code
        for path in ("new", f"{person}/grants", f"{person}/close", f"{person}/link", f"{person}/grants/1/end")
    ]  # fmt: skip

    assert answers == [403] * 5
    with client.app.app_context():
        account = get_account(person)
        assert (account.closed_at, account.grants) == (None, [])


def test_the_rights_and_the_form_for_a_role_open_at_the_persons_own_county(staff: PortalClient) -> None:
    (person,) = people(staff.app, "Ana Flores", county="Butte")
    with staff.app.app_context():
        butte = fips_of("Butte")

    rights, page = staff.get(f"/admin/people/{person}/rights"), staff.get(f"/admin/people/{person}")
    state = staff.get(f"/admin/people/{person}/rights?place=state:")

    assert "In Butte County, with the roles held today." in text_of(rights)
    assert f'<option selected value="county:{butte}">' in page.get_data(as_text=True)
    assert "In the whole state, with the roles held today." in text_of(state)
