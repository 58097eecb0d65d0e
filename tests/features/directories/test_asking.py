"""How directories ask: by token, in SCIM's form, not too fast; and what they are answered when they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from portal.features.directories import queries, rules
from portal.features.directories.models import DirectoryToken
from portal.features.directories.routes import letting_in
from portal.features.directories.services import end_token
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from tests.clients import PortalClient
from tests.factories import make_person

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Connection
    from werkzeug.test import TestResponse

    from tests.features.directories.conftest import DirectoryClient

pytestmark = pytest.mark.both_databases

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
SEARCH = "/.search"


def is_error(answer: TestResponse, status: int) -> bool:
    """Say whether an answer is an error with this status, in SCIM's form."""
    told = answer.json or {}
    return (answer.status_code, answer.mimetype, told.get("schemas"), told.get("status")) == (
        status, "application/scim+json", [ERROR], str(status),
    )  # fmt: skip


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer none", "Basic YTpi", "Bearer {token}x", "{token}", "Token é"])
def test_without_a_token_that_runs_nobody_is_let_in(butte: DirectoryClient, given: str) -> None:
    headers = {"Authorization": given.format(token=butte.token)}

    answers = [butte.send(method, "/Users", headers=headers) for method in METHODS]
    answers.append(butte.send("GET", "/ServiceProviderConfig", headers=headers))

    assert all(is_error(answer, 401) for answer in answers)
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {'Bearer realm="SCIM"'}


def test_a_persons_session_opens_nothing_and_a_token_opens_no_page(app: Flask, butte: DirectoryClient) -> None:
    browser = PortalClient(app).sign_in_as("statewide-administrator")

    asked = [browser.http.open("/scim/v2/Users", method=method) for method in METHODS]
    page = butte.http.get("/admin/people/", headers={"Authorization": f"Bearer {butte.token}"})

    assert all(is_error(answer, 401) for answer in asked)
    assert page.status_code == 303


def test_a_token_that_was_ended_lets_in_no_more(app: Flask, butte: DirectoryClient) -> None:
    before = butte.send("GET", "/Users").status_code
    with app.app_context(), transaction():
        end_token(db.session.get_one(DirectoryToken, butte.token_id), actor_id=1)

    assert (before, is_error(butte.send("GET", "/Users"), 401)) == (200, True)


def test_answers_set_no_cookie_and_are_kept_by_nobody(butte: DirectoryClient) -> None:
    answers = [butte.send("GET", "/Users"), butte.send("GET", "/Nowhere"), butte.add("ana@x.example")]

    assert [answer.status_code for answer in answers] == [200, 404, 201]
    assert all("Set-Cookie" not in answer.headers for answer in answers)
    assert all("no-store" in answer.headers["Cache-Control"] for answer in answers)


def test_the_last_use_of_a_token_is_noted(app: Flask, butte: DirectoryClient) -> None:
    def used_at() -> object:
        with app.app_context():
            return db.session.scalar(select(DirectoryToken.used_at).where(DirectoryToken.id == butte.token_id))

    before = used_at()
    butte.send("GET", "/Users")
    first = used_at()
    butte.send("GET", "/Users")

    assert (before, first is not None, used_at() == first) == (None, True, True)


def test_guessing_tokens_is_slowed_down_and_keeps_no_directory_out(butte: DirectoryClient) -> None:
    wrong = {"Authorization": "Bearer guessed"}

    answers = [butte.send("GET", "/Users", headers=wrong) for _ in range(32)]

    assert [answer.status_code for answer in answers[:30]] == [401] * 30
    assert is_error(answers[-1], 429)
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert butte.send("GET", "/Users").status_code == 200


def test_who_guesses_tokens_and_has_to_wait_takes_nobodys_turn_to_write(
    butte: DirectoryClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = {"Authorization": "Bearer guessed"}
    for _ in range(30):
        butte.send("GET", "/Users", headers=wrong)
    monkeypatch.setattr(letting_in, "transaction", None)

    answer = butte.send("GET", "/Users", headers=wrong)

    assert is_error(answer, 429)


def test_a_directory_that_asks_too_fast_is_told_to_wait(
    butte: DirectoryClient, fresno: DirectoryClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "REQUESTS_A_MINUTE", 3)

    answers = [butte.send("GET", "/Users") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert is_error(answers[-1], 429)
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert fresno.send("GET", "/Users").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/Nowhere", None, 404),
        ("GET", "/Users" + "/1/2/3", None, 404),
        ("GET", "/Schemas/urn:none", None, 404),
        ("DELETE", "/Users", None, 405),
        ("POST", "/ServiceProviderConfig", {}, 405),
        ("POST", "/Bulk", {}, 501),
        ("GET", "/Me", None, 501),
        ("GET", "/Users?sortBy=userName", None, 501),
        ("POST", "/Users", b"{", 400),
        ("POST", "/Users", b"[]", 400),
        ("POST", "/Users", b"", 400),
        ("POST", "/Users", b"\xff\xfe", 400),
        ("POST", "/Users", b"[" * 100_000, 400),
        ("POST", "/Users", {"userName": "no address"}, 400),
        ("POST", "/Users", {"userName": "a@x.example", "emails": [{"value": "none"}]}, 400),
        ("POST", "/Users", {"userName": "a@x.example", "displayName": "n" * 400}, 400),
        ("POST", "/Users", {"userName": "a@x.example", "displayName": "n" * 130}, 400),
        ("POST", "/Users", {"userName": "a@x.example", "displayName": "\0"}, 400),
        ("POST", "/Users", {"userName": "a@x.example", "externalId": "\ud800"}, 400),
        ("POST", "/Users", {"userName": f"{'a' * 400}@x.example"}, 400),
        ("POST", "/Users", {"userName": ["a@x.example"]}, 400),
        ("POST", "/Users", b'{"userName": "' + b"a" * 300_000 + b'"}', 413),
        ("GET", "/Users?filter=userName", None, 400),
        ("GET", '/Users?filter=userName co "a"', None, 400),
        ("GET", '/Users?filter=not (userName eq "a")', None, 400),
        ("GET", '/Users?filter=userName eq "a" or active eq true', None, 400),
        ("GET", '/Users?filter=meta.created gt "2026-01-01T00:00:00Z"', None, 400),
        ("GET", '/Users?filter=password eq "a"', None, 400),
        ("GET", f"/Users?filter={'(' * 900}active eq true{')' * 900}", None, 400),
        ("POST", "/Users" + SEARCH, {"filter": f"{'(' * 50_000}active eq true{')' * 50_000}"}, 400),
        ("GET", "/Users?startIndex=x", None, 400),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_an_error_in_scims_form(
    butte: DirectoryClient, method: str, path: str, body: object, status: int
) -> None:
    address, _, query = path.partition("?")
    answer = butte.send(method, address + ("?" + quote(query, safe="=") if query else ""), body)

    assert is_error(answer, status)


def test_other_kinds_of_content_are_refused(butte: DirectoryClient) -> None:
    answer = butte.send("POST", "/Users", b"userName=a", headers={"Content-Type": "application/x-www-form-urlencoded"})

    assert is_error(answer, 415)


@pytest.mark.parametrize("path", ["/Users?filter=userName%20eq%20%22%00%22", "/Users/%00"])
def test_a_zero_character_is_refused_in_scims_form(butte: DirectoryClient, path: str) -> None:
    assert is_error(butte.send("GET", path), 400)


def test_a_database_that_does_not_answer_and_a_fault_are_told_in_scims_form(
    butte: DirectoryClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*given: object, **options: object) -> None:
        raise OperationalError("", {}, Exception("busy"))

    def broken(*given: object, **options: object) -> None:
        raise KeyError("a secret of ours")

    monkeypatch.setattr(queries, "list_people", busy)
    first = butte.send("GET", "/Users")
    monkeypatch.setattr(queries, "list_people", broken)
    second = butte.send("GET", "/Users")

    assert (is_error(first, 503), first.headers["Retry-After"], is_error(second, 500)) == (True, "10", True)
    assert "secret" not in second.get_data(as_text=True)


def test_people_are_listed_in_parts_that_hold_each_once(app: Flask, butte: DirectoryClient) -> None:
    with app.app_context():
        own = [make_person("worker", county="Butte").id for _ in range(5)]

    parts = [butte.send("GET", f"/Users?startIndex={start}&count=2").json for start in (1, 3, 5, 7)]
    odd = [
        butte.send("GET", f"/Users?{query}").json for query in ("count=0", "count=-3", "startIndex=-9", "count=9999")
    ]

    assert all(part is not None for part in [*parts, *odd])
    assert [int(one["id"]) for part in parts for one in part.get("Resources", [])] == own  # type: ignore[union-attr]  # answered
    assert {part["totalResults"] for part in [*parts, *odd]} == {5}  # type: ignore[index]  # as above
    assert [part["itemsPerPage"] for part in odd] == [0, 0, 5, 5]  # type: ignore[index]  # as above
    beyond = butte.send("GET", "/Users?startIndex=99999999999999999999")
    assert (beyond.status_code, beyond.json and beyond.json["totalResults"]) == (200, 5)


def test_filters_are_joined_and_searched_by_post_too(app: Flask, butte: DirectoryClient) -> None:
    number = butte.add("ana@x.example", externalId="7").json["id"]  # type: ignore[index]  # it was created
    butte.add("bea@x.example", externalId="8", active=False)

    def found(words: str) -> list[str]:
        asked = [
            butte.send("GET", f"/Users?filter={quote(words)}"),
            butte.send("POST", "/Users" + SEARCH, {"filter": words}),
        ]
        ids = [[one["id"] for one in (answer.json or {}).get("Resources", [])] for answer in asked]
        assert ids[0] == ids[1]
        return ids[0]

    assert found('userName eq "ANA@x.example" and active eq true') == [number]
    assert found('userName eq "ana@x.example" and active eq false') == []
    assert (
        found('externalId eq "7"') == found('emails.value eq "Ana@x.example"') == found(f'id eq "{number}"') == [number]
    )
    assert found('externalId eq "7" and userName eq "bea@x.example"') == found('id eq "x"') == []


def test_a_mark_spares_reading_again_and_keeps_from_writing_over(butte: DirectoryClient) -> None:
    created = butte.add("ana@x.example")
    number, mark = created.json["id"], created.headers["ETag"]  # type: ignore[index]  # it was created
    rename = {"op": "replace", "path": "displayName", "value": "Ana Park"}

    same = butte.send("GET", f"/Users/{number}", headers={"If-None-Match": mark})
    first = butte.patch(number, rename, headers={"If-Match": mark})
    late = butte.patch(number, rename | {"value": "Other"}, headers={"If-Match": mark})
    read = butte.send("GET", f"/Users/{number}", headers={"If-None-Match": mark})

    assert (same.status_code, first.status_code, read.status_code) == (304, 204, 200)
    assert is_error(late, 412)
    assert (read.headers["ETag"], read.json and read.json["displayName"]) == (first.headers["ETag"], "Ana Park")


def test_what_fails_leaves_nothing_behind(app: Flask, butte: DirectoryClient) -> None:
    number = butte.add("ana@x.example").json["id"]  # type: ignore[index]  # it was created
    butte.add("bea@x.example")

    answer = butte.patch(
        number,
        {"op": "replace", "path": "displayName", "value": "Changed"},
        {"op": "replace", "path": "userName", "value": "bea@x.example"},
    )
    told = butte.send("GET", f"/Users/{number}").json

    assert is_error(answer, 409)
    assert told is not None
    assert (told["displayName"], told["userName"]) == ("Ana Li", "ana@x.example")


def test_a_list_takes_as_many_queries_for_many_as_for_one(
    app: Flask, butte: DirectoryClient, connection: Connection
) -> None:
    def count() -> int:
        seen: list[str] = []
        listener = lambda *given: seen.append(given[2])  # noqa: E731 - only to count
        event.listen(connection, "before_cursor_execute", listener)
        butte.send("GET", "/Users")
        event.remove(connection, "before_cursor_execute", listener)
        return len(seen)

    butte.add("one@x.example")
    count()
    few = count()
    for number in range(6):
        butte.add(f"person{number}@butte.example")

    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(DirectoryToken)) == 1
    assert (count(), few < 12) == (few, True)
