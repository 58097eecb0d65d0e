"""Pages kept ready for strangers: the same for all of them, and never a person's."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import update

from portal.features.toolkits.models import PageRevision
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from portal.web.page_cache import pages
from tests.clients import PortalClient, text_of

if TYPE_CHECKING:
    from flask import Flask

PAGE = "/toolkit/direct-practice/scaling"
NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)


def ready_pages(app: Flask) -> set[str]:
    """Return the addresses of which a page is kept ready."""
    with app.app_context():
        keys: list[Any] = list(pages()._values)
        return {path for _, path in keys}


@pytest.fixture
def reader(client: PortalClient) -> PortalClient:
    """Give a stranger's client with no page kept ready."""
    client.app.extensions.pop("portal.kept.pages", None)
    return client


def test_a_page_is_made_once_and_sent_again_as_it_was(reader: PortalClient) -> None:
    first, second = reader.get(PAGE), reader.get(PAGE)

    assert ready_pages(reader.app) == {PAGE}
    assert first.data == second.data
    assert first.headers["ETag"] == second.headers["ETag"]
    assert {"Accept-Encoding", "Cookie"} <= {name.strip() for name in second.headers["Vary"].split(",")}


def test_a_reader_who_has_the_page_gets_nothing(reader: PortalClient) -> None:
    first = reader.get(PAGE)

    answer = reader.get(PAGE, headers={"If-None-Match": first.headers["ETag"]})

    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == first.headers["ETag"]


def test_the_page_comes_packed_for_who_takes_it(reader: PortalClient) -> None:
    plain = reader.get(PAGE)

    packed = reader.get(PAGE, headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_a_change_of_shared_content_shows_at_the_next_request(reader: PortalClient) -> None:
    before = reader.get(PAGE)
    with reader.app.app_context(), transaction():
        db.session.execute(update(PageRevision).where(PageRevision.title == "Scaling questions").values(title="Steps"))
        advance_epoch()

    after = reader.get(PAGE, headers={"If-None-Match": before.headers["ETag"]})

    assert after.status_code == 200
    assert after.headers["ETag"] != before.headers["ETag"]
    assert "Steps" in text_of(after)


def test_a_page_is_made_anew_each_day_so_that_an_overdue_check_shows(reader: PortalClient) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        before = text_of(reader.get(PAGE))
        clock.shift(timedelta(days=800))
        after = text_of(reader.get(PAGE))

    assert "Check overdue" not in before
    assert "Check overdue" in after


@pytest.mark.parametrize("query", ["x=1", "utm_source=mail", "next=/profile"])
def test_an_address_with_a_query_is_never_kept(reader: PortalClient, query: str) -> None:
    answer = reader.get(f"{PAGE}?{query}")

    assert answer.status_code == 200
    assert ready_pages(reader.app) == set()


def test_a_reader_with_any_cookie_gets_a_page_made_for_the_request(reader: PortalClient) -> None:
    reader.http.set_cookie("anything", "1")

    answer = reader.get(PAGE)

    assert answer.status_code == 200
    assert ready_pages(reader.app) == set()


def test_a_persons_page_is_never_kept_nor_is_a_person_served_a_strangers(reader: PortalClient) -> None:
    person = PortalClient(reader.app).sign_in_as("worker", county="Butte")

    mine = person.get(PAGE)
    kept_by_mine = ready_pages(reader.app)
    strangers = reader.get(PAGE)
    mine_again = person.get(PAGE)

    assert kept_by_mine == set()
    assert "Sign out" in text_of(mine)
    assert "Sign out" not in text_of(strangers)
    assert "Sign out" in text_of(mine_again)
    assert "ETag" not in mine.headers


@pytest.mark.parametrize(
    "url", ["/toolkit/none", "/toolkit/scaling", "/profile", "/blog/none", "/sign-in", "/join/none"]
)
def test_only_whole_open_pages_are_kept(reader: PortalClient, url: str) -> None:
    reader.get(url)

    assert ready_pages(reader.app) == set()


def test_a_head_request_answers_like_the_page_without_its_body(reader: PortalClient) -> None:
    head = reader.http.head(PAGE)
    page = reader.get(PAGE)

    assert (head.status_code, head.data) == (200, b"")
    assert (head.headers["ETag"], head.content_length) == (page.headers["ETag"], len(page.data))


def test_a_ready_page_carries_all_the_headers_it_was_first_sent_with(reader: PortalClient) -> None:
    first, second = reader.get(PAGE), reader.get(PAGE)

    assert dict(second.headers) == dict(first.headers)
    assert "Content-Security-Policy" in second.headers
    assert second.headers["Cache-Control"] == "no-cache"


def test_a_ready_page_is_not_sent_to_a_name_that_is_not_ours(reader: PortalClient) -> None:
    reader.get(PAGE)

    answer = reader.get(PAGE, headers={"Host": "evil.example"})

    assert answer.status_code == 400
    assert ready_pages(reader.app) == {PAGE}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("If-None-Match", "*"), ("If-None-Match", 'W/"x", "y'), ("If-None-Match", ",,,"), ("Accept-Encoding", ";;;"),
        ("Accept-Encoding", "gzip;q=x"), ("Accept-Encoding", "gzip;q=0"), ("Range", "bytes=0-10"), ("Cookie", ";"),
    ],
)  # fmt: skip
def test_odd_headers_do_not_break_a_ready_page(reader: PortalClient, name: str, value: str) -> None:
    page = reader.get(PAGE)

    answer = reader.get(PAGE, headers={name: value})

    assert answer.status_code in {200, 304}
    assert answer.status_code == 304 or answer.headers.get("Content-Encoding") == "gzip" or answer.data == page.data


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_never_get_a_ready_page(reader: PortalClient, method: str) -> None:
    reader.get(PAGE)

    answer = reader.http.open(PAGE, method=method)

    assert "Scaling questions" not in answer.get_data(as_text=True)
