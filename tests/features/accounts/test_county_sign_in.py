"""Signing in through a county's own sign-in: against a provider that speaks the protocol, on this machine."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from pyotp import TOTP
from sqlalchemy import func, select, update

from portal.features.accounts.models import Account, AccountRequest, CountyIdentity, CountySignIn, SignInSession
from portal.features.accounts.queries import find_account_by_email, get_account
from portal.features.accounts.services import close_account
from portal.features.regions.queries import find_county
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.mail.models import MailMessage
from tests.clients import PortalClient, text_of
from tests.factories import PASSWORD, fips_of, make_domain, make_person
from tests.features.accounts.county_provider import (
    ANA,
    county_provider,
    go,
    know,
    set_up,
    sign_in_there,
    through_county,
)
from tests.features.accounts.signing import set_up_app, type_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

JOIN = "/county-sign-in/join"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the provider uses what Authlib advises against


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with county_provider() as address:
        know(address, "ana-1", ANA)
        yield address


@pytest.fixture(autouse=True)
def local(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the portal ask this machine, and know Butte's mail domain."""
    settings = app.extensions["portal.settings"].model_copy(update={"local_fetch": True})
    monkeypatch.setitem(app.extensions, "portal.settings", settings)
    with app.app_context():
        make_domain("Butte", "butte.example")


@pytest.fixture
def butte(app: Flask, provider: str) -> str:
    return set_up(app, provider)


def ana(app: Flask, **given: str | None) -> int:
    values: dict[str, str | None] = {"county": "Butte", "name": "Ana Flores", "email": "ana@butte.example"}
    with app.app_context():
        return make_person("worker", **(values | given)).id  # type: ignore[arg-type]  # None is a value of few


def joined(app: Flask) -> list[int]:
    with app.app_context():
        return list(db.session.scalars(select(CountyIdentity.account_id)).all())


def is_signed_in(client: PortalClient) -> bool:
    return client.get("/profile").status_code == 200


def test_people_are_sent_with_a_state_a_nonce_and_a_challenge(butte: str, provider: str, client: PortalClient) -> None:
    sent = urlsplit(go(client, butte))
    fields = {name: values[0] for name, values in parse_qs(sent.query).items()}

    assert f"{sent.scheme}://{sent.netloc}" == provider
    assert fields["redirect_uri"] == f"http://localhost/county-sign-in/{butte}/answer"
    assert (fields["response_type"], fields["client_id"], fields["scope"]) == ("code", "portal", "openid email profile")
    assert fields["code_challenge_method"] == "S256"
    assert min(len(fields[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    assert len({fields["state"], fields["nonce"], fields["code_challenge"]}) == 3


def test_an_account_is_joined_after_its_password_and_then_opens_without_it(
    app: Flask, butte: str, client: PortalClient
) -> None:
    number = ana(app)

    first = through_county(client, butte)
    asked = client.get(JOIN)
    wrong = client.post(JOIN, {"current_password": "not this one at all"}, on=JOIN)
    before = (is_signed_in(client), joined(app))
    right = client.post(JOIN, {"current_password": PASSWORD}, on=JOIN)
    other = PortalClient(app)
    again = through_county(other, butte)

    assert (first.status_code, first.location) == (303, JOIN)
    assert "for which there is an account here" in text_of(asked)
    assert wrong.status_code == 422
    assert "The password is not right." in text_of(wrong)
    assert before == (False, [])
    assert (right.status_code, joined(app), is_signed_in(client)) == (303, [number], True)
    assert (again.status_code, again.location, is_signed_in(other)) == (303, "/", True)
    with app.app_context():
        subjects = db.session.scalars(select(MailMessage.recipient).where(MailMessage.account_id == number)).all()
        assert subjects == ["ana@butte.example"]


def test_its_owner_who_is_signed_in_joins_it_with_one_button(app: Flask, butte: str, client: PortalClient) -> None:
    number = ana(app)
    client.post("/sign-in", {"email": "ana@butte.example", "password": PASSWORD})

    through_county(client, butte)
    asked = client.get(JOIN)
    answer = client.post(JOIN, on=JOIN)

    assert "You are signed in to it." in text_of(asked)
    assert (answer.status_code, joined(app)) == (303, [number])


def test_its_owner_takes_it_away_again_and_nobody_else_does(app: Flask, butte: str, client: PortalClient) -> None:
    ana(app)
    through_county(client, butte)
    client.post(JOIN, {"current_password": PASSWORD}, on=JOIN)
    with app.app_context():
        number = db.session.scalars(select(CountyIdentity.id)).one()
    page, address = "/profile/sign-in", f"/county-sign-in/{number}/remove"
    other = PortalClient(app).sign_in_as("worker", county="Butte")

    by_other = other.post(address, on=page)
    kept = len(joined(app))
    by_owner = client.post(address, on=page)

    assert (by_other.status_code, kept) == (404, 1)
    assert (by_owner.status_code, by_owner.location, joined(app)) == (303, page, [])
    assert through_county(PortalClient(app), butte).location == JOIN


def test_somebody_else_who_is_signed_in_has_to_give_its_password(app: Flask, butte: str) -> None:
    ana(app)
    client = PortalClient(app).sign_in_as("worker", county="Butte")

    through_county(client, butte)
    answer = client.post(JOIN, on=JOIN)

    assert (answer.status_code, joined(app)) == (422, [])


def test_joining_is_done_once_and_in_the_browser_it_was_begun_in(app: Flask, butte: str, client: PortalClient) -> None:
    number = ana(app)
    through_county(client, butte)

    elsewhere = PortalClient(app).post(JOIN, {"current_password": PASSWORD})
    client.post(JOIN, {"current_password": PASSWORD}, on=JOIN)
    twice = client.post(JOIN, {"current_password": PASSWORD})

    assert (elsewhere.status_code, twice.status_code, joined(app)) == (409, 409, [number])


def test_an_answer_counts_once_in_its_own_browser_with_its_own_state_and_not_for_long(
    app: Flask, butte: str, client: PortalClient
) -> None:
    ana(app)
    back = sign_in_there(go(client, butte), "ana-1")

    elsewhere = PortalClient(app).get(back)
    changed = client.get(back.replace("state=", "state=x"))
    spent = client.get(back)
    late_address = sign_in_there(go(client, butte), "ana-1")
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        late = client.get(late_address)

    assert [answer.status_code for answer in (elsewhere, changed, spent, late)] == [409, 409, 409, 409]
    assert "Please begin again." in text_of(late)
    assert joined(app) == []


def test_an_answer_of_another_issuer_or_without_a_code_leads_back_to_the_password(
    app: Flask, butte: str, client: PortalClient
) -> None:
    back = sign_in_there(go(client, butte), "ana-1")
    foreign = client.get(f"{back}&iss=https://evil.example")
    state = parse_qs(urlsplit(go(client, butte)).query)["state"][0]
    refused = client.get(f"/county-sign-in/{butte}/answer?error=access_denied&state={state}")

    assert [(answer.status_code, answer.location) for answer in (foreign, refused)] == [(303, "/sign-in")] * 2
    assert "did not let you in" in text_of(client.get("/sign-in"))


def test_an_answer_meant_for_one_county_is_not_passed_on_through_another(
    app: Flask, butte: str, provider: str, client: PortalClient
) -> None:
    hostile = set_up(app, "https://hostile.example", county="Fresno")
    with client.http.session_transaction() as session:  # begun with a county whose sign-in sends people on to Butte's
        session["county_sign_in"] = {
            "fips": hostile, "state": "s" * 43, "nonce": "n", "verifier": "v", "at": int(now().timestamp()),
            "next": "/", "is_shared": True,
        }  # fmt: skip

    answer = client.get(f"/county-sign-in/{butte}/answer?code=anas&state={'s' * 43}")

    assert answer.status_code == 409
    assert "This sign-in was begun in another browser" in text_of(answer)


def test_somebody_new_waits_for_the_liaison_who_lets_them_in(app: Flask, butte: str, client: PortalClient) -> None:
    with app.app_context():
        make_person("county-liaison", county="Butte", email="liaison@butte.example")
    liaison = PortalClient(app).sign_in_as("county-liaison", county="Butte")

    answer, again = through_county(client, butte), through_county(client, butte)

    assert [(one.status_code, one.location) for one in (answer, again)] == [(303, "/ask/confirmed")] * 2
    assert not is_signed_in(client)
    with app.app_context():
        request = db.session.scalars(select(AccountRequest)).one()
        assert (request.email, request.name, request.state, request.subject) == (
            "ana@butte.example", "Ana Flores", "waiting", "ana-1",
        )  # fmt: skip
        told = select(func.count()).select_from(MailMessage).where(MailMessage.recipient == "liaison@butte.example")
        assert db.session.scalar(told) == 1
    page = "/admin/people/requests"
    assert "named by the county's own sign-in" in text_of(liaison.get(page))
    liaison.post(f"{page}/{request.id}/approve", {f"r{request.id}-job": "worker"}, on=page)
    through_county(client, butte)
    assert is_signed_in(client)
    with app.app_context():
        account = find_account_by_email("ana@butte.example")
        assert account is not None
        assert joined(app) == [account.id]
        letter = db.session.scalars(select(MailMessage).where(MailMessage.recipient == "ana@butte.example")).one()
        assert "http://localhost/county-sign-in" in letter.text


def test_where_the_county_lets_people_in_somebody_new_is_a_worker_of_the_county(
    app: Flask, provider: str, client: PortalClient
) -> None:
    fips = set_up(app, provider, lets_in=True)

    answer = through_county(client, fips)

    assert (answer.status_code, is_signed_in(client)) == (303, True)
    with app.app_context():
        account = find_account_by_email("ana@butte.example")
        assert account is not None
        grants = [(row.role, row.scope, row.key) for row in get_account(account.id).grants]
        assert (account.name, account.county_fips, grants) == ("Ana Flores", fips, [("worker", "county", fips)])
        assert account.password_hash is not None  # nobody knows it: no link can set another
    assert client.get("/admin/").status_code == 403


@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        ({"email_verified": False}, "does not give a mail address that it has verified"),
        ({"email_verified": None}, "does not give a mail address that it has verified"),
        ({"email": "not an address"}, "does not give a mail address that it has verified"),
        ({"email": "ana@fresno.example"}, "Mail addresses at fresno.example are not registered for this county"),
        ({"email": "ana@dss.butte.example"}, "Mail addresses at dss.butte.example are not registered"),
    ],
)
def test_a_county_speaks_only_for_verified_addresses_at_its_own_domains(
    app: Flask, provider: str, client: PortalClient, claims: dict[str, object], sentence: str
) -> None:
    with app.app_context():
        make_domain("Fresno", "fresno.example")
        make_person("worker", county="Fresno", email="ana@fresno.example")
    fips = set_up(app, provider, lets_in=True)
    know(provider, "bad-1", {name: value for name, value in (ANA | claims).items() if value is not None})

    answer = through_county(client, fips, "bad-1")

    assert answer.status_code == 403
    assert sentence in text_of(answer)
    assert (joined(app), is_signed_in(client)) == ([], False)


def test_a_county_opens_no_account_of_another_county_or_of_the_state_also_not_one_joined_before(
    app: Flask, butte: str, client: PortalClient
) -> None:
    number = ana(app)
    through_county(client, butte)
    client.post(JOIN, {"current_password": PASSWORD}, on=JOIN)
    answers = []
    for county in ("Fresno", None):
        with app.app_context(), transaction():
            fips = fips_of(county) if county else None
            db.session.execute(update(Account).where(Account.id == number).values(county_fips=fips))
        answers.append(through_county(PortalClient(app), butte))

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "does not belong to this county" in text_of(answers[0])


def test_a_closed_account_and_one_that_was_only_invited_are_not_opened(app: Flask, provider: str) -> None:
    fips = set_up(app, provider, lets_in=True)
    number = ana(app, password=None)

    invited = through_county(PortalClient(app), fips)
    with app.app_context(), transaction():
        close_account(get_account(number), actor_id=None)
    closed = through_county(PortalClient(app), fips)

    assert (invited.status_code, closed.status_code, joined(app)) == (409, 403, [])
    assert "open the link in that mail first" in text_of(invited)
    assert "Your account is closed." in text_of(closed)


def test_where_the_account_has_a_second_factor_the_county_is_only_the_first_step(
    app: Flask, butte: str, client: PortalClient
) -> None:
    ana(app)
    owner = PortalClient(app)
    owner.post("/sign-in", {"email": "ana@butte.example", "password": PASSWORD})
    set_up_app(owner, now())
    through_county(client, butte)

    answer = client.post(JOIN, {"current_password": PASSWORD}, on=JOIN)

    assert (answer.status_code, answer.location) == (303, "/sign-in/second-step")
    assert not is_signed_in(client)


def test_where_the_account_has_a_second_factor_a_password_alone_joins_nothing(
    app: Flask, butte: str, client: PortalClient
) -> None:
    number, owner = ana(app), PortalClient(app)
    owner.post("/sign-in", {"email": "ana@butte.example", "password": PASSWORD})
    key = set_up_app(owner, now())
    through_county(client, butte)

    client.post(JOIN, {"current_password": PASSWORD}, on=JOIN)
    by_password = joined(app)
    with time_machine.travel(now() + timedelta(minutes=1)):
        whole = type_code(client, TOTP(key).at(now()))
        again = client.get(sign_in_there(client.get(whole.location).location, "ana-1"))
        done = client.post(JOIN, on=JOIN)

    assert by_password == []
    assert whole.location == f"/county-sign-in/{butte}?next=/"
    assert (again.location, done.location, joined(app)) == (JOIN, "/", [number])


@pytest.mark.parametrize(("asked", "is_shared"), [("", True), ("?own=yes", False)])
def test_the_session_ends_with_the_browser_unless_the_computer_is_the_persons_own(
    app: Flask, provider: str, client: PortalClient, asked: str, is_shared: object
) -> None:
    fips = set_up(app, provider, lets_in=True)
    page = client.get(f"/county-sign-in{asked}").get_data(as_text=True)

    client.get(sign_in_there(client.get(f"/county-sign-in/{fips}{asked}").location, "ana-1"))

    assert f'href="/county-sign-in/{fips}{asked}"' in page
    with app.app_context():
        assert db.session.scalars(select(SignInSession.is_shared)).all() == [is_shared]


def test_a_county_whose_sign_in_is_down_leads_to_the_password_and_is_left_in_peace(
    app: Flask, client: PortalClient
) -> None:
    fips = set_up(app, "http://localhost:1")
    with time_machine.travel(now(), tick=False):
        answers = [client.get(f"/county-sign-in/{fips}") for _ in range(2)]
        page = text_of(client.get("/sign-in"))

    assert [(answer.status_code, answer.location) for answer in answers] == [(303, "/sign-in")] * 2
    assert "The sign-in of Butte County does not answer as it should now. Sign in with your password" in page


def test_an_inner_address_is_not_asked(app: Flask, provider: str, client: PortalClient) -> None:
    fips = set_up(app, provider)
    settings = app.extensions["portal.settings"].model_copy(update={"local_fetch": False})
    app.extensions["portal.settings"] = settings

    answer = client.get(f"/county-sign-in/{fips}")

    assert (answer.status_code, answer.location) == (303, "/sign-in")


def test_only_counties_whose_sign_in_is_in_use_are_offered(app: Flask, butte: str, client: PortalClient) -> None:
    other = set_up(app, "https://fresno.example", county="Fresno", is_on=False)

    page, ways = text_of(client.get("/county-sign-in")), client.get("/sign-in").get_data(as_text=True)

    assert ("Butte County" in page, "Fresno County" in page) == (True, False)
    assert 'href="/county-sign-in"' in ways
    assert client.get(f"/county-sign-in/{other}").status_code == 404
    with app.app_context(), transaction():
        db.session.execute(update(CountySignIn).values(is_on=False))
    assert 'href="/county-sign-in"' not in client.get("/sign-in").get_data(as_text=True)
    with app.app_context():
        assert find_county(butte) is not None
