"""What every answer carries, whom the portal answers, and how much it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import request

from portal.features.accounts.models import Account
from portal.foundation.database import db
from portal.web.security import LARGEST_REQUEST, MOST_FIELDS
from tests.clients import PortalClient, text_of

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

    from tests.web.conftest import MakeApp

PUBLIC_PAGES = [
    "/", "/toolkit/", "/toolkit/direct-practice/scaling", "/toolkit/definitional-tools/glossary?q=x", "/regions/",
    "/regions/northern/", "/blog/", "/sitemap", "/sitemap.xml", "/robots.txt", "/healthz", "/privacy",
    "/static/portal.css", "/static/img/mark.svg", "/regions/northern/theme.css", "/blog/feed.xml",
]  # fmt: skip
OTHER_ANSWERS = {
    "/nowhere": 404, "/static/nothing": 404, "/regions/atlantis/": 404, "/profile": 303, "/toolkit/scaling": 301,
    "/favicon.ico": 302, "/join/none": 404, "/sign-in": 200, "/sign-out": 405, "/toolkit": 308,
}  # fmt: skip
HTTPS = "https://portal.example.org"


def check_headers(answer: TestResponse) -> None:
    """Assert what stands on every answer, whatever it is."""
    policy = dict(part.partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert (policy["script-src"], policy["style-src"], policy["form-action"]) == ("'self'", "'self'", "'self'")
    assert (policy["frame-ancestors"], policy["base-uri"], policy["object-src"]) == ("'none'", "'none'", "'none'")
    assert set(policy.values()) == {"'none'", "'self'"}
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Server" not in answer.headers
    assert "X-Powered-By" not in answer.headers


def test_every_answer_carries_the_protecting_headers(client: PortalClient) -> None:
    answers = {url: client.get(url) for url in [*PUBLIC_PAGES, *OTHER_ANSWERS]}

    for answer in answers.values():
        check_headers(answer)
    assert {url: answer.status_code for url, answer in answers.items()} == dict.fromkeys(
        PUBLIC_PAGES, 200
    ) | OTHER_ANSWERS


def test_refusals_carry_them_too(client: PortalClient) -> None:
    answers = [
        client.http.post("/sign-in"),
        client.http.put("/"),
        client.get("/", headers={"Host": "evil.example"}),
        client.http.post("/sign-in", data=b"x" * (LARGEST_REQUEST + 1)),
        client.get("/static/portal.css", headers={"If-None-Match": client.get("/static/portal.css").headers["ETag"]}),
        client.http.options("/"),
        client.http.head("/toolkit/"),
    ]

    for answer in answers:
        check_headers(answer)
    assert [answer.status_code for answer in answers] == [400, 405, 400, 413, 304, 200, 200]


def test_a_signed_in_persons_pages_are_kept_by_nobody(client: PortalClient) -> None:
    client.sign_in_as("statewide-administrator")

    answers = {
        url: client.get(url)
        for url in ("/", "/toolkit/", "/regions/northern/", "/profile", "/admin/people/", "/nowhere", "/sitemap",
                    "/regions/northern/posts/feed.xml")
    }  # fmt: skip

    assert {url: answer.headers["Cache-Control"] for url, answer in answers.items()} == dict.fromkeys(
        answers, "no-store"
    )
    assert all("Cookie" in answer.headers["Vary"] for answer in answers.values())


def test_a_strangers_pages_are_asked_for_again_and_set_no_cookie(client: PortalClient) -> None:
    answers = {url: client.get(url) for url in PUBLIC_PAGES}

    assert [url for url, answer in answers.items() if "Set-Cookie" in answer.headers] == []
    pages = {url: answer.headers["Cache-Control"] for url, answer in answers.items() if answer.mimetype == "text/html"}
    assert pages == dict.fromkeys(pages, "no-cache")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: PortalClient) -> None:
    (cookie,) = client.get("/sign-in").headers.getlist("Set-Cookie")

    name, *marks = cookie.split("; ")
    assert name.startswith("portal=")
    assert sorted(marks) == ["HttpOnly", "Path=/", "SameSite=Lax"]


def test_over_tls_the_cookie_is_bound_to_the_host_and_the_browser_told_to_stay(own_app: MakeApp) -> None:
    app = own_app(base_url=HTTPS, environment="production", trusted_proxies=1)

    answer = app.test_client().get("/sign-in", base_url=HTTPS)

    (cookie,) = answer.headers.getlist("Set-Cookie")
    name, *marks = cookie.split("; ")
    assert name.startswith("__Host-portal=")
    assert sorted(marks) == ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_without_tls_the_browser_is_told_nothing_of_it(client: PortalClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "evil.example:80", "localhost@evil.example", "[::2]", "127.0.0.2"],
)
def test_a_foreign_host_is_refused(client: PortalClient, host: str) -> None:
    answer = client.get("/", headers={"Host": host})

    assert answer.status_code == 400
    assert "evil.example" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1", "127.0.0.1:9", "[::1]", "[::1]:8000"])
def test_the_portals_own_names_are_answered(client: PortalClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


def test_in_public_only_the_public_name_and_those_allowed_are_answered(own_app: MakeApp) -> None:
    app = own_app(base_url=HTTPS, environment="production", trusted_proxies=1, allowed_hosts=("second.example.org",))

    found = {
        host: app.test_client().get("/privacy", base_url=HTTPS, headers={"Host": host}).status_code
        for host in ("portal.example.org", "second.example.org", "localhost", "portal.example.org.evil.example")
    }

    assert found == {
        "portal.example.org": 200, "second.example.org": 200, "localhost": 400, "portal.example.org.evil.example": 400,
    }  # fmt: skip


FORWARDED = {
    "X-Forwarded-For": "192.0.2.1, 192.0.2.2",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
}


def test_headers_of_a_proxy_are_believed_only_from_as_many_as_are_trusted(own_app: MakeApp) -> None:
    found = []

    for count in (0, 1, 2):
        with own_app(trusted_proxies=count).test_client() as http:
            http.get("/healthz", headers=FORWARDED)
            found.append((request.remote_addr, request.scheme, request.host))

    assert found == [
        ("127.0.0.1", "http", "localhost"), ("192.0.2.2", "https", "localhost"), ("192.0.2.1", "http", "localhost"),
    ]  # fmt: skip


def test_a_body_over_the_limit_is_refused_before_it_is_used(client: PortalClient) -> None:
    client.get("/sign-in")

    too_large = client.http.post("/sign-in", data={"email": "x" * (LARGEST_REQUEST + 1)})
    too_many = client.http.post(
        "/sign-in", data={f"f{number}": "x" for number in range(MOST_FIELDS + 1)}, content_type="multipart/form-data"
    )

    assert (too_large.status_code, too_many.status_code) == (413, 413)
    assert "larger than the portal takes" in text_of(too_large)


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "BREW", "CONNECT", "PROPFIND"])
def test_a_method_that_is_not_meant_is_refused_and_nothing_is_echoed(client: PortalClient, method: str) -> None:
    answer = client.http.open("/", method=method, headers={"X-Secret": "echo-me"})

    assert answer.status_code == 405
    assert sorted(answer.headers["Allow"].split(", ")) == ["GET", "HEAD", "OPTIONS"]
    assert "echo-me" not in answer.get_data(as_text=True)
    assert "Traceback" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-Method-Override"])
def test_a_method_cannot_be_changed_by_a_header(client: PortalClient, name: str) -> None:
    client.sign_in_as("worker", county="Butte")

    client.get("/sign-out", headers={name: "POST"})

    assert client.get("/profile").status_code == 200


@pytest.mark.parametrize(
    "url",
    ["/%00", "/toolkit/%00", "/toolkit/%00/", "/toolkit/direct-practice/%00", "/blog/%00", "/blog/?tag=%00",
     "/regions/northern/posts/%00", "/regions/northern/posts/?tag=%00", "/regions/northern/tools/%00",
     "/regions/%00/", "/regions/northern/tools/?topic=%00", "/toolkit/definitional-tools/glossary?q=%00",
     "/toolkit/regional-contacts/?county=%00", "/sign-in?next=/%00", "/join/%00", "/%ff%fe", "/blog/?tag=%ff%ed%a0%80",
     "/blog/?page=%00", "/admin/people/?role=%00&county=%00"],
)  # fmt: skip
def test_impossible_characters_never_cause_a_failure(app: Flask, url: str) -> None:
    clients = [PortalClient(app), PortalClient(app).sign_in_as("statewide-administrator")]

    assert all(client.get(url).status_code < 500 for client in clients)


def test_nothing_a_stranger_does_by_reading_is_written_down(client: PortalClient) -> None:
    for url in [*PUBLIC_PAGES, *OTHER_ANSWERS]:
        client.get(url)

    with client.app.app_context():
        for table in ("audit_entry", "sign_in_session", "sign_in_try"):
            assert db.session.execute(db.text(f"SELECT count(*) FROM {table}")).scalar() == 0  # noqa: S608 - names above
        assert db.session.scalars(db.select(Account)).all() == []
