"""Posts as readers and their feed readers meet them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from portal.features.blog import services
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from tests.clients import PortalClient, text_of
from tests.features.declaring import declared, post

if TYPE_CHECKING:
    from flask import Flask

ATOM = "{http://www.w3.org/2005/Atom}"
TITLES = re.compile(r'<h2 class="row-title"[^>]*><a href="([^"]+)"')
AWKWARD = 'Tom & "Ana" <b>\'s</b> ]]> day'


@pytest.fixture
def posts(app: Flask) -> Flask:
    """Give 23 statewide posts, and one private and one shared post in each of two regions."""
    with app.app_context(), transaction():
        services.import_statewide_posts(
            post(f"state-{n:02}", published=date(2026, 1, n + 1), tags=("state",)) for n in range(23)
        )
        for region, day in (("northern", 1), ("southern", 2)):
            private = post("mine", AWKWARD, published=date(2026, 3, day), tags=("state", "own & only"))
            shared = post("shared", f"Shared by {region}", published=date(2026, 2, day), for_everyone=True)
            services.synchronise((declared(region, private, shared),))
        for region in ("bay_area", "central", "los_angeles"):
            services.synchronise((declared(region, regions=(region.replace("_", "-"),)),))
        advance_epoch()
    return app


@pytest.fixture
def stranger(posts: Flask) -> PortalClient:
    return PortalClient(posts)


@pytest.fixture
def worker(posts: Flask) -> PortalClient:
    return PortalClient(posts).sign_in_as("worker", county="Butte")


def listed(client: PortalClient, url: str) -> list[str]:
    answer = client.get(url)
    assert answer.status_code == 200
    return TITLES.findall(answer.get_data(as_text=True))


def entries(client: PortalClient, url: str) -> list[dict[str, str]]:
    """Return the entries of a feed; the XML has to be well-formed."""
    answer = client.get(url)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    feed = ET.fromstring(answer.data)  # noqa: S314 - our own answer
    assert feed.tag == f"{ATOM}feed"
    return [
        {name: entry.findtext(f"{ATOM}{name}") or "" for name in ("id", "title", "updated", "summary")}
        | {"link": entry.findall(f"{ATOM}link")[0].get("href") or ""}
        for entry in feed.findall(f"{ATOM}entry")
    ]


def test_strangers_list_statewide_and_shared_posts_newest_first_over_pages(stranger: PortalClient) -> None:
    pages = [listed(stranger, url) for url in ("/blog/", "/blog/?page=2", "/blog/?page=3")]

    assert [len(page) for page in pages] == [10, 10, 5]
    assert pages[0][:3] == ["/regions/southern/posts/shared", "/regions/northern/posts/shared", "/blog/state-22"]
    assert stranger.get("/blog/?page=4").status_code == 404
    assert AWKWARD[:5] not in text_of(stranger.get("/blog/"))


def test_a_regions_people_list_its_own_among_the_statewide_ones(worker: PortalClient) -> None:
    found = listed(worker, "/regions/northern/posts/")

    assert found[:3] == ["/regions/northern/posts/mine", "/regions/northern/posts/shared", "/blog/state-22"]
    assert not any("southern" in url for url in found)


def test_every_post_in_a_list_says_whose_it_is(worker: PortalClient) -> None:
    html = worker.get("/regions/northern/posts/").get_data(as_text=True)

    rows = re.findall(r'<article class="row post-row">.*?</article>', html, re.DOTALL)
    labels = ["Northern" if "Northern" in row else "Statewide" if "Statewide" in row else "" for row in rows]
    assert labels == ["Northern", "Northern"] + ["Statewide"] * 8


def test_a_tag_narrows_the_list_and_stays_over_its_pages(worker: PortalClient) -> None:
    html = worker.get("/regions/northern/posts/?tag=state").get_data(as_text=True)

    assert len(listed(worker, "/regions/northern/posts/?tag=own%20%26%20only")) == 1
    assert 'href="/regions/northern/posts/?tag=state&amp;page=2"' in html
    assert 'href="?tag=own%20%26%20only"' in html
    assert listed(worker, "/blog/?tag=own%20%26%20only") == []


def test_a_post_shows_its_words_its_region_and_its_tags(worker: PortalClient) -> None:
    answer = worker.get("/regions/northern/posts/mine")

    said = text_of(answer)
    for words in (AWKWARD, "Northern", "March 1, 2026", "An editor", "1 minute to read", "own & only", "Words."):
        assert words in said
    assert "<b>'s" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/blog/state-01", 200),
        ("/blog/mine", 404),
        ("/blog/none", 404),
        ("/regions/northern/posts/shared", 200),
        ("/regions/northern/posts/mine", 303),
        ("/regions/northern/posts/none", 303),
        ("/regions/northern/posts/state-01", 303),
        ("/regions/northern/posts/", 303),
        ("/regions/northern/posts/feed.xml", 303),
    ],
)
def test_strangers_open_what_is_for_everyone(stranger: PortalClient, url: str, status: int) -> None:
    assert stranger.get(url).status_code == status


def test_the_open_feed_holds_the_newest_open_posts_each_with_its_own_day(stranger: PortalClient) -> None:
    found = entries(stranger, "/blog/feed.xml")

    assert [(entry["title"], entry["updated"][:10]) for entry in found[:3]] == [
        ("Shared by southern", "2026-02-02"), ("Shared by northern", "2026-02-01"), ("Post state-22", "2026-01-23"),
    ]  # fmt: skip
    assert all(entry["link"] == entry["id"] and entry["link"].startswith("http://localhost/") for entry in found)
    assert len({entry["id"] for entry in found}) == len(found) == 5


def test_a_regions_feed_is_well_formed_whatever_its_titles_hold(worker: PortalClient) -> None:
    found = entries(worker, "/regions/northern/posts/feed.xml")

    assert found[0]["title"] == AWKWARD
    assert "southern" not in worker.get("/regions/northern/posts/feed.xml").get_data(as_text=True)


def test_a_feed_without_posts_is_still_a_feed(posts: Flask) -> None:
    with posts.app_context(), transaction():
        services.import_statewide_posts([])
        for region in ("northern", "southern"):
            services.synchronise((declared(region),))
        advance_epoch()

    assert entries(PortalClient(posts), "/blog/feed.xml") == []
    assert "No posts here" in text_of(PortalClient(posts).get("/blog/"))


def test_the_newest_open_posts_stand_on_the_public_home_and_in_the_section(stranger: PortalClient) -> None:
    for url in ("/", "/toolkit/blog/"):
        said = text_of(stranger.get(url))

        assert "Shared by southern" in said
        assert AWKWARD[:5] not in said
