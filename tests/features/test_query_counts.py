"""How often a page asks the database: a few times and no more, whoever reads it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from portal.features.toolkits.queries import list_pages
from tests.clients import PortalClient
from tests.factories import make_person
from tests.features.saved.lists import add_page, share_list, start_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

CASE = "/toolkit/case"  # the moments of a case
STRANGERS = [
    "/", "/toolkit/", "/toolkit/direct-practice/", "/toolkit/direct-practice/scaling", "/toolkit/about-sop/history",
    "/toolkit/videos", "/toolkit/definitional-tools/glossary", "/toolkit/definitional-tools/glossary?q=safety",
    "/toolkit/regional-contacts/?county=Butte", "/toolkit/shared-tools/", "/toolkit/blog/", "/regions/",
    "/regions/northern/", "/sitemap", "/privacy", "/family/", "/family/what-to-expect/es",
    "/toolkit/find", "/toolkit/find?phase=investigation&audience=worker&q=safety", "/toolkit/quick-guides/",
    "/toolkit/quick-guides/?phase=investigation", CASE, "/toolkit/direct-practice/three-houses",
    "/toolkit/direct-practice/scaling.pdf",
]  # fmt: skip
SIGNED_IN = [
    "/regions/northern/", "/regions/northern/contacts", "/regions/northern/tools/", "/regions/northern/posts/feed.xml",
    "/toolkit/", "/toolkit/direct-practice/", "/toolkit/direct-practice/scaling", "/toolkit/blog/", "/sitemap",
    "/toolkit/find", "/toolkit/find?audience=worker&q=safety", "/toolkit/quick-guides/", CASE, "/saved/",
]  # fmt: skip
LISTS = ["/blog/", "/blog/?tag=networks", "/regions/northern/posts/", "/regions/northern/posts/?tag=networks"]

EPOCH = 1  # every request reads the site's numbers once, by the driver's own means, where no event is sent


@contextmanager
def counted(connection: Connection) -> Iterator[list[str]]:
    """Collect the statements sent, without those that only open and close transactions."""
    sent: list[str] = []

    def note(conn: Connection, cursor: object, statement: str, *rest: object) -> None:
        if statement.split(maxsplit=1)[0] not in {"SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT"}:
            sent.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(connection, "before_cursor_execute", note)


def ask(client: PortalClient, connection: Connection, url: str) -> list[str]:
    with counted(connection) as sent:
        answer = client.get(url)
    assert answer.status_code == 200
    return sent


@pytest.mark.parametrize("url", STRANGERS)
def test_a_stranger_costs_two_queries_or_fewer(client: PortalClient, connection: Connection, url: str) -> None:
    client.get(url)

    sent = ask(PortalClient(client.app), connection, url)

    assert EPOCH + len(sent) <= 2, sent


@pytest.mark.parametrize("url", SIGNED_IN)
def test_a_signed_in_person_costs_five_queries_or_fewer(client: PortalClient, connection: Connection, url: str) -> None:
    client.sign_in_as("worker", county="Butte")
    client.get(url)

    sent = ask(client, connection, url)

    assert EPOCH + len(sent) <= 5, sent


@pytest.mark.parametrize("url", LISTS)
def test_a_list_costs_the_same_however_many_posts_it_shows(
    client: PortalClient, connection: Connection, url: str
) -> None:
    client.sign_in_as("worker", county="Butte")
    client.get(url)
    with counted(connection) as sent:
        client.get(url)

    assert EPOCH + len(sent) <= 6, sent


def test_a_page_made_for_the_first_time_stays_below_a_small_number(
    client: PortalClient, connection: Connection
) -> None:
    for name in ("portal.kept.values", "portal.kept.pages"):
        client.app.extensions.pop(name, None)

    cold = ask(client, connection, "/toolkit/direct-practice/scaling")
    warm = ask(client, connection, "/toolkit/direct-practice/scaling")

    assert 3 <= len(cold) <= 15, cold
    assert EPOCH + len(warm) <= 2, warm


def test_the_list_of_people_costs_the_same_for_one_and_for_forty(client: PortalClient, connection: Connection) -> None:
    client.sign_in_as("statewide-administrator")
    client.get("/admin/people/")
    few = ask(client, connection, "/admin/people/")
    with client.app.app_context():
        for _ in range(39):
            make_person("worker", county="Butte", password=None)
    client.get("/admin/people/")

    many = ask(client, connection, "/admin/people/")

    assert len(many) == len(few) <= 6, many


def test_a_reading_list_and_the_home_of_its_readers_cost_the_same_for_one_page_and_for_twenty(
    client: PortalClient, connection: Connection
) -> None:
    client.sign_in_as("worker", county="Butte")
    url = start_list(client, page="toolkit/scaling")
    share_list(client, url, "region:northern")
    reader = PortalClient(client.app).sign_in_as("worker", county="Shasta")
    for where in (url, "/regions/northern/"):
        reader.get(where)
    few = ask(reader, connection, url)
    with client.app.app_context():
        slugs = [page.slug for page in list_pages()][:20]
    for slug in slugs:
        add_page(client, url, f"toolkit/{slug}")

    counts = {where: len(ask(reader, connection, where)) for where in (url, "/saved/lists/", "/regions/northern/")}

    assert counts == {url: len(few), "/saved/lists/": 1, "/regions/northern/": 2}
    assert len(few) == 2
