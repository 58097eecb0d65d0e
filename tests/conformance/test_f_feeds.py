"""Conformance case C103: whatever a feed's address gives, the last good entries stay, and nobody else sees them."""

from __future__ import annotations

from contextvars import Context
from datetime import timedelta
from ssl import PROTOCOL_TLS_SERVER, SSLContext, create_default_context
from typing import TYPE_CHECKING

import pytest
import trustme
from sqlalchemy import delete, select

from portal.features.blog.intake import fetch_due, list_complaints
from portal.features.blog.models import Feed, FeedEntry, FeedSource
from portal.features.blog.queries import list_entries, list_feeds
from portal.features.extensions.queries import list_health
from portal.features.extensions.services.health import ask_all
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from portal.infrastructure.fetch import client as fetching
from portal.plugin_host import activation
from portal.plugin_host.host import get_host
from tests.clients import PortalClient, text_of
from tests.webserver import WebServer, web_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from time_machine import TimeMachineFixture

MARKER = "QUOKKA"
GOOD = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>
<item><title>{MARKER} seen</title><link>https://feeds.example/a</link><guid>1</guid>
<description>Once more.</description><pubDate>Mon, 02 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>"""


@pytest.fixture
def server(context: Flask, time_machine: TimeMachineFixture, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """Give a web server on this machine, which the portal may ask and whose certificate it trusts."""
    authority, speaking, trusting = trustme.CA(), SSLContext(PROTOCOL_TLS_SERVER), create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(speaking)
    authority.configure_trust(trusting)
    monkeypatch.setattr(fetching, "trusted", lambda: trusting)
    time_machine.move_to("2026-11-26T12:00:00Z")
    db.session.execute(delete(Feed))
    db.session.commit()
    monkeypatch.setattr(get_host(), "is_local_fetched", True)
    with web_server(speaking) as running:
        yield running


def recommend(*urls: str, region: str = "northern", for_everyone: bool = False) -> None:
    """Let a region's own plugin recommend these feeds and no others."""
    with transaction():
        db.session.execute(delete(Feed).where(Feed.region_id == region))
        for number, url in enumerate(urls):
            title = f"Feed {number} of {region}"
            place = {"plugin_id": region, "region_id": region, "key": f"feed-{number}", "order": number}
            db.session.add(Feed(**place, title=title, url=url, format="rss", site="", for_everyone=for_everyone))
        advance_epoch()


def page_of(client: PortalClient, url: str) -> str:
    """Return a page as it is sent, asked for outside the context of this test: nobody is known there from before."""
    return Context().run(client.get, url).get_data(as_text=True)


def fetch_later(time_machine: TimeMachineFixture, hours: float = 1.1) -> None:
    time_machine.shift(timedelta(hours=hours))
    fetch_due()


def source() -> FeedSource:
    return db.session.scalars(select(FeedSource).execution_options(populate_existing=True)).one()


def titles(region_id: str) -> list[str]:
    return [entry.title for entry in list_entries(region_id)]


FAULTS = [
    ("to an inner address", "169.254.169.254 leads to an inner address, which is not asked."),
    ("50 MB", "The answer is larger than 3 MB."),
    ("invalid", "It is not well-formed XML: perhaps it was cut off."),
    ("bomb", "It defines entities of its own, which no feed needs and none may."),
    ("page", "It is not a feed but a web page."),
    ("gone", "127.0.0.1 answered with 404 (not there)."),
    ("cut", "127.0.0.1 gave an answer that breaks off or cannot be read."),
]


def go_wrong(server: WebServer, how: str) -> None:
    """Let the feed's address give something else from now on."""
    if how == "to an inner address":
        server.give("/feed", status=302, Location="https://169.254.169.254/latest")
    elif how == "50 MB":
        server.give("/feed", b"<rss>" + b"x" * 50_000_000)
    elif how == "invalid":
        server.give("/feed", GOOD[:-30])
    elif how == "bomb":
        server.give("/feed", GOOD.replace("<rss", '<!DOCTYPE rss [<!ENTITY a "b">]><rss', 1))
    elif how == "page":
        server.give("/feed", "<!doctype html><html><p>Moved</html>", Content_Type="text/html")
    elif how == "cut":
        server.give("/feed", GOOD, Content_Length="100000")
    else:
        server.give("/feed", status=404)


@pytest.mark.parametrize("case", FAULTS, ids=[how for how, _ in FAULTS])
def test_c103_the_last_good_entries_stay_with_their_age(
    server: WebServer, time_machine: TimeMachineFixture, app: Flask, case: tuple[str, str]
) -> None:
    recommend(server.give("/feed", GOOD))
    fetch_due()
    good = source().fetched_at
    go_wrong(server, case[0])

    fetch_later(time_machine)

    assert (source().error, source().failures, source().fetched_at) == (case[1], 1, good)
    assert titles("northern") == [f"{MARKER} seen"]
    fetch_later(time_machine, 20)
    page = text_of(PortalClient(app).sign_in_as("worker", county="Butte").get("/regions/northern/"))
    assert f"{MARKER} seen" in page
    assert "last fetched 26 November 2026" in page or "last fetched November 26, 2026" in page


def test_c103_an_inner_address_is_not_asked_at_all(server: WebServer) -> None:
    get_host().is_local_fetched = False
    recommend(server.url("/feed"))

    fetch_due()

    assert source().error == "127.0.0.1 leads to an inner address, which is not asked."
    assert (server.asked, titles("northern")) == ([], [])


def test_an_address_is_fetched_once_for_all_regions_and_again_after_an_hour(
    server: WebServer, time_machine: TimeMachineFixture
) -> None:
    url = server.give("/feed", GOOD, ETag='"1"')
    recommend(url)
    recommend(url, region="southern")
    fetch_due()
    fetch_later(time_machine, 0.9)
    once = len(server.asked)
    server.give("/feed", status=304)

    fetch_later(time_machine, 0.2)

    assert (once, len(server.asked), server.asked[1][1]["If-None-Match"]) == (1, 2, '"1"')
    assert titles("northern") == titles("southern") == [f"{MARKER} seen"]
    assert (source().failures, source().fetched_at) == (0, source().next_at - timedelta(hours=1))


def test_nobody_else_sees_what_a_regions_feeds_bring(server: WebServer, app: Flask) -> None:
    recommend(server.give("/feed", GOOD))
    recommend(server.give("/other", GOOD.replace(MARKER, "WALLABY")), region="southern")
    fetch_due()
    north = PortalClient(app).sign_in_as("worker", county="Butte")
    south = PortalClient(app).sign_in_as("worker", county="San Diego")
    stranger = PortalClient(app)

    seen = {
        (name, url)
        for name, client in (("north", north), ("south", south), ("stranger", stranger))
        for url in ("/", "/regions/northern/", "/regions/northern/posts/", "/regions/southern/", "/blog/", "/sitemap")
        if MARKER in page_of(client, url)
    }

    assert seen == {("north", "/regions/northern/"), ("north", "/regions/northern/posts/")}
    home = page_of(north, "/regions/northern/")
    assert "Feed 0 of northern" in home
    assert '<a href="https://feeds.example/a" rel="external nofollow noopener">' in home


def test_a_feed_for_everyone_is_seen_by_strangers_on_its_regions_page(server: WebServer, app: Flask) -> None:
    recommend(server.give("/feed", GOOD), for_everyone=True)
    fetch_due()

    assert MARKER in text_of(PortalClient(app).get("/regions/northern/"))


def test_an_entry_whose_day_is_to_come_waits_and_an_undated_one_bears_the_day_it_was_seen(
    server: WebServer, time_machine: TimeMachineFixture
) -> None:
    body = GOOD.replace("Mon, 02 Nov 2026 08:00:00 GMT", "Thu, 26 Nov 2026 20:00:00 GMT").replace(
        "</channel>", "<item><title>Undated</title></item></channel>"
    )
    recommend(server.give("/feed", body))
    fetch_due()
    before = titles("northern")
    fetch_later(time_machine, 9)

    after = list_entries("northern")

    assert before == ["Undated"]
    assert [(entry.title, str(entry.published)) for entry in after] == [
        (f"{MARKER} seen", "2026-11-26"), ("Undated", "2026-11-26"),
    ]  # fmt: skip


def test_what_several_feeds_bring_is_shown_once_and_a_changed_entry_anew(
    server: WebServer, time_machine: TimeMachineFixture
) -> None:
    recommend(server.give("/feed", GOOD), server.give("/same", GOOD))
    fetch_due()
    before = titles("northern")
    server.give("/feed", GOOD.replace("seen", "again"))
    server.give("/same", GOOD.replace("seen", "again"))

    fetch_later(time_machine)

    assert (before, titles("northern")) == ([f"{MARKER} seen"], [f"{MARKER} again"])
    assert len(db.session.scalars(select(FeedEntry.id)).all()) == 2


def test_a_feed_that_fails_for_three_days_is_in_its_plugins_health(
    server: WebServer, time_machine: TimeMachineFixture
) -> None:
    recommend(server.url("/feed"))
    server.give("/feed", status=404)
    fetch_due()
    fetch_later(time_machine, 71)
    early = list_complaints()

    fetch_later(time_machine, 2)
    ask_all()

    [health] = list_health("northern", frozenset({"northern"})).values()
    assert (early, health.is_well) == ([], False)
    assert health.sentence.endswith(
        "The feed “Feed 0 of northern” could not be fetched for 3 days. 127.0.0.1 answered with 404 (not there)."
    )


def test_a_feed_that_was_never_fetched_looks_calm(server: WebServer, app: Flask) -> None:
    recommend(server.url("/feed"))
    client = PortalClient(app).sign_in_as("worker", county="Butte")

    page = text_of(client.get("/regions/northern/"))

    assert "Nothing from the feeds yet" in page
    assert "not fetched yet" in page
    assert [feed.is_stale for feed in list_feeds("northern")] == [False]


def test_feeds_of_a_plugin_that_is_off_are_not_fetched_and_not_shown(
    server: WebServer, time_machine: TimeMachineFixture
) -> None:
    recommend(server.give("/feed", GOOD))
    fetch_due()
    with transaction():
        activation.put_off("northern", "northern")

    fetch_later(time_machine, 24)
    off = titles("northern")
    time_machine.shift(timedelta(days=31))
    fetch_due()

    assert (len(server.asked), off) == (1, [])
    assert db.session.scalars(select(FeedSource.mark)).all() == []
    assert now().month == 12
