"""Counties' mail domains and the switches on joining: who may set them, and what they do."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.accounts.models import CountyDomain
from portal.foundation.database import db
from portal.infrastructure.audit.models import AuditEntry
from tests.clients import TOKEN, PortalClient, text_of
from tests.factories import fips_of, make_domain, make_person

if TYPE_CHECKING:
    from flask import Flask

pytestmark = pytest.mark.both_databases

JOINING = "/admin/people/joining"


@pytest.fixture
def northern(app: Flask) -> PortalClient:
    return PortalClient(app).sign_in_as("regional-administrator", region="northern")


@pytest.fixture
def state(app: Flask) -> PortalClient:
    return PortalClient(app).sign_in_as("statewide-administrator")


def county(app: Flask, name: str) -> str:
    with app.app_context():
        return f"{JOINING}/{fips_of(name)}"


def domains(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        rows = select(CountyDomain.domain, CountyDomain.county_fips).order_by(CountyDomain.domain)
        return [(row.domain, row.county_fips) for row in db.session.execute(rows)]


def last_deed(app: Flask) -> tuple[str, str]:
    with app.app_context():
        line = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert line is not None
        return line.deed, line.subject


def test_a_regional_administrator_adds_and_removes_a_domain(app: Flask, northern: PortalClient) -> None:
    page = county(app, "Butte")

    added = northern.post(f"{page}/domains", {"domain": " @Butte-County.EXAMPLE. "}, on=page)

    assert (added.status_code, added.location) == (303, page)
    assert domains(app) == [("butte-county.example", page.rpartition("/")[2])]
    assert last_deed(app) == ("mail domain added", "butte-county.example")
    assert "butte-county.example" in text_of(northern.get(JOINING))
    with app.app_context():
        number = db.session.scalars(select(CountyDomain.id)).one()
    assert northern.post(f"{page}/domains/{number}/remove", on=page).status_code == 303
    assert domains(app) == []
    assert last_deed(app) == ("mail domain removed", "butte-county.example")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter a mail domain."),
        ("butte", "Write the part of a mail address behind the @"),
        ("a b.example", "Write the part of a mail address behind the @"),
        ("-butte.example", "Write the part of a mail address behind the @"),
        ("butte.example/x", "Write the part of a mail address behind the @"),
        ("10.0.0.1", "Write the part of a mail address behind the @"),
        ("*.example", "Write the part of a mail address behind the @"),
        ("Gmail.com", "Everybody can have an address at gmail.com"),
        ("taken.example", "taken.example is registered already."),
        ("x." * 200 + "example", "Field cannot be longer than 253 characters."),
    ],
)
def test_what_is_no_countys_domain_is_refused(app: Flask, northern: PortalClient, typed: str, sentence: str) -> None:
    with app.app_context():
        make_domain("Fresno", "taken.example")
    page = county(app, "Butte")

    answer = northern.post(f"{page}/domains", {"domain": typed}, on=page)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert [domain for domain, _ in domains(app)] == ["taken.example"]


def test_a_county_of_another_region_is_not_there_and_whoever_reaches_for_it_is_noted(
    app: Flask, northern: PortalClient
) -> None:
    with app.app_context():
        number = make_domain("Fresno", "fresno.example").id
    page, own = county(app, "Fresno"), county(app, "Butte")

    answers = [
        northern.get(page),
        northern.post(f"{page}/domains", {"domain": "new.example"}, on=own),
        northern.post(f"{page}/domains/{number}/remove", on=own),
    ]
    through_own = northern.post(f"{own}/domains/{number}/remove", on=own)

    assert [answer.status_code for answer in [*answers, through_own]] == [404, 404, 404, 404]
    assert domains(app) == [("fresno.example", page.rpartition("/")[2])]
    assert last_deed(app) == ("reached too far", f"joining in county {page.rpartition('/')[2]}")
    assert "fresno.example" not in northern.get(JOINING).get_data(as_text=True)


def test_a_liaison_sets_nothing_of_this(app: Flask) -> None:
    client = PortalClient(app).sign_in_as("county-liaison", county="Butte")
    page = county(app, "Butte")

    answers = [client.get(JOINING), client.get(page), client.post(f"{page}/domains", {"domain": "b.example"})]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert domains(app) == []


def test_switching_asking_off_closes_every_page_of_it_until_it_is_on_again(
    app: Flask, client: PortalClient, state: PortalClient
) -> None:
    off = state.post(f"{JOINING}/switches/self_registration/off", on=JOINING)
    closed = [client.get("/ask"), client.post("/ask", {"name": "Ana", "email": "ana@butte.example"})]
    link_shown = 'href="/ask"' in client.get("/sign-in").get_data(as_text=True)
    deed = last_deed(app)
    state.post(f"{JOINING}/switches/self_registration/on", on=JOINING)

    assert off.status_code == 303
    assert [answer.status_code for answer in closed] == [404, 404]
    assert "Asking for an account is switched off here." in text_of(closed[0])
    assert not link_shown
    assert deed == ("self_registration switched off", "joining")
    assert client.get("/ask").status_code == 200


def test_switching_invitations_off_stops_new_ones_and_those_sent_again(app: Flask, state: PortalClient) -> None:
    with app.app_context():
        number = make_person("worker", county="Butte", password=None).id
    state.post(f"{JOINING}/switches/invitations/off", on=JOINING)

    answers = [
        state.get("/admin/people/new"),
        state.post("/admin/people/new", {"name": "Neo", "email": "neo@butte.example"}, on=JOINING),
        state.post(f"/admin/people/{number}/link", on=JOINING),
        state.post(f"/admin/people/invitations/{number}/send", on=JOINING),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
    assert all("Invitations are switched off" in text_of(answer) for answer in answers)


def test_switching_invitations_off_stops_those_of_a_file_and_of_an_action_on_several(
    app: Flask, state: PortalClient
) -> None:
    with app.app_context():
        number = make_person("worker", county="Butte", password=None).id
    pages = [asked_for(state, number), uploaded(state)]
    state.post(f"{JOINING}/switches/invitations/off", on=JOINING)

    closed = [state.post(f"{page}/confirm", on=page) for page in pages]
    state.post(f"{JOINING}/switches/invitations/on", on=JOINING)
    opened = [state.post(f"{page}/confirm", on=page) for page in pages]

    assert [answer.status_code for answer in closed + opened] == [404, 404, 303, 303]
    assert all("Invitations are switched off" in text_of(answer) for answer in closed)


def asked_for(client: PortalClient, number: int) -> str:
    """Ask for a new invitation of somebody through the list, and return the page that wants it confirmed."""
    fields = {"kind": "invite", "role": "", "scope": "", "whom": "chosen", "person": str(number)}
    return str(client.post("/admin/people/", fields, on="/admin/people/").location)


def uploaded(client: PortalClient) -> str:
    """Upload a file with somebody new, and return the page that wants it confirmed."""
    proof = TOKEN.search(client.get("/admin/people/imports").get_data(as_text=True))
    assert proof is not None
    file = BytesIO(b"name,email,county,role\nNeo,neo@butte.example,Butte,County worker\n")
    fields = {"csrf_token": proof[1], "people": (file, "people.csv")}
    return str(client.http.post("/admin/people/imports", data=fields).location)


def test_only_a_statewide_administrator_switches_and_only_what_there_is(
    app: Flask, northern: PortalClient, state: PortalClient
) -> None:
    answers = [
        northern.post(f"{JOINING}/switches/invitations/off", on=JOINING),
        state.post(f"{JOINING}/switches/passwords/off", on=JOINING),
        state.post(f"{JOINING}/switches/invitations/perhaps", on=JOINING),
    ]

    assert [answer.status_code for answer in answers] == [403, 404, 404]
    assert state.get("/admin/people/new").status_code == 200


def test_a_setting_of_the_installation_switches_off_whatever_an_administrator_says(
    app: Flask, client: PortalClient, state: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = {"invitations": False, "self_registration": False}
    settings = app.extensions["portal.settings"].model_copy(update=closed)
    monkeypatch.setitem(app.extensions, "portal.settings", settings)

    answers = [client.get("/ask"), state.get("/admin/people/new")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert 'href="/ask"' not in client.get("/sign-in").get_data(as_text=True)
    assert text_of(state.get(JOINING)).count("Switched off by a setting of the installation.") == 2
