"""Posts and feeds that agree with what plugins and the statewide pack declare, and who reads which."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from portal.features.blog import queries, services
from portal.features.blog.models import Feed, Post, PostTag
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from portal.plugin_host.declarations import Remark
from portal.plugin_host.visibility import is_seen
from tests.features.declaring import declared, feed, post

if TYPE_CHECKING:
    from flask import Flask

    from portal.plugin_host import contributions

NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty(context: Flask) -> None:
    """Begin without the posts of the pack and the northern plugin, at a known time."""
    with transaction():
        services.import_statewide_posts([])
        services.synchronise(tuple(declared(one, regions=(one.replace("_", "-"),)) for one in
                                   ("northern", "southern", "central", "bay_area", "los_angeles")))  # fmt: skip


def synchronise(*records: contributions.Post | contributions.Feed, region: str = "northern") -> list[Remark]:
    with transaction():
        remarks = services.synchronise((declared(region, *records),))
        advance_epoch()
        return remarks


def import_posts(*posts: contributions.Post) -> int:
    with transaction():
        return services.import_statewide_posts(posts)


def listed(region_id: str | None, tag: str = "") -> list[str]:
    return [row.key for row in db.session.scalars(queries.select_posts(region_id, tag))]


def tags_of(key: str) -> list[str]:
    statement = select(PostTag.tag).join(Post, Post.id == PostTag.post_id).where(Post.key == key, is_seen(Post))
    return sorted(db.session.scalars(statement))


def test_a_post_is_kept_with_its_text_rendered_and_its_tags(context: Flask) -> None:
    remarks = synchronise(post("walk", "A walk", body="See [harm](term:harm).", tags=("rural", "kin")))

    row = db.session.scalars(select(Post).where(is_seen(Post))).one()
    assert remarks == []
    assert (row.plugin_id, row.region_id, row.key, row.title, row.deck, row.author, row.published, row.terms) == (
        "northern", "northern", "walk", "A walk", "In short.", "An editor", date(2026, 11, 1), ["harm"],
    )  # fmt: skip
    assert 'popovertarget="term-harm"' in row.html
    assert tags_of("walk") == ["kin", "rural"]


def test_a_changed_post_keeps_its_row_with_its_new_tags_and_a_dropped_one_goes(context: Flask) -> None:
    synchronise(post("walk", tags=("rural", "kin")), post("run", tags=("rural",)))
    before = db.session.scalars(select(Post.id).where(Post.key == "walk")).one()

    synchronise(post("walk", "A long walk", tags=("kin", "court")))

    seen = db.session.scalars(select(Post).where(is_seen(Post)))
    assert [(row.id, row.title) for row in seen] == [(before, "A long walk")]
    assert tags_of("walk") == ["court", "kin"]
    assert queries.list_tags("northern") == ("court", "kin")


def test_a_link_to_nowhere_is_remarked_and_the_post_kept(context: Flask) -> None:
    remarks = synchronise(post("walk", body="[x](page:none)"))

    assert remarks == [Remark("northern", "Its post “walk” has a link to nowhere: page:none.")]
    assert listed("northern") == ["walk"]


def test_statewide_posts_come_in_without_plugin_or_region_and_for_everyone(context: Flask) -> None:
    count = import_posts(post("news", tags=("state",)), post("more"))
    again = import_posts(post("news", "Newer", tags=("state",)))

    row = db.session.scalars(select(Post).where(is_seen(Post))).one()
    assert (count, again) == (2, 1)
    assert (row.plugin_id, row.region_id, row.key, row.title, row.for_everyone) == ("", None, "news", "Newer", True)
    assert tags_of("news") == ["state"]


def test_a_regions_people_read_its_posts_and_the_statewide_ones_newest_first(context: Flask) -> None:
    import_posts(post("state", published=date(2026, 11, 2)))
    synchronise(
        post("mine", published=date(2026, 11, 3)), post("shared", published=date(2026, 11, 1), for_everyone=True)
    )
    synchronise(post("theirs", for_everyone=True), post("hidden"), region="southern")

    assert listed("northern") == ["mine", "state", "shared"]
    assert set(listed(None)) == {"state", "shared", "theirs"}
    assert [found.id for found in queries.list_shared_posts("northern")] == ["shared"]


def test_a_tag_narrows_and_only_tags_of_readable_posts_are_shown(context: Flask) -> None:
    synchronise(post("mine", tags=("secret", "kin")), post("shared", tags=("kin",), for_everyone=True))

    assert set(listed("northern", "kin")) == {"mine", "shared"}
    assert listed(None, "kin") == ["shared"]
    assert listed(None, "secret") == []
    assert (queries.list_tags("northern"), queries.list_tags(None)) == (("kin", "secret"), ("kin",))


def test_a_post_of_tomorrow_is_read_tomorrow_as_california_counts(context: Flask) -> None:
    synchronise(post("soon", published=date(2026, 11, 25), tags=("soon",)))

    with time_machine.travel(datetime(2026, 11, 25, 7, 59, tzinfo=UTC), tick=False) as clock:
        before = listed("northern"), queries.find_post("northern", "soon"), queries.list_tags("northern")
        clock.move_to(datetime(2026, 11, 25, 8, tzinfo=UTC))
        after = listed("northern"), queries.find_post("northern", "soon"), queries.list_tags("northern")

    assert before == ([], None, ())
    assert (after[0], after[2]) == (["soon"], ("soon",))
    assert after[1] is not None


def test_a_post_is_found_in_its_own_place_only(context: Flask) -> None:
    synchronise(post("walk"))
    import_posts(post("news"))

    places = [(place, key) for place in ("northern", "southern", None) for key in ("walk", "news", "none", "", "a b")]

    found = [(place, key) for place, key in places if queries.find_post(place, key)]

    assert found == [("northern", "walk"), (None, "news")]


@pytest.mark.parametrize(("words", "minutes"), [(1, 1), (220, 1), (440, 2), (2200, 10)])
def test_the_time_to_read_is_told_in_minutes(context: Flask, words: int, minutes: int) -> None:
    synchronise(post("walk", body="word " * words))

    found = queries.find_post("northern", "walk")

    assert found is not None
    assert found.reading_minutes == minutes


def test_feeds_are_kept_and_read_by_the_regions_people_in_order(context: Flask) -> None:
    synchronise(feed("b", order=2), feed("a", "A calendar", url="https://f.example/c", format="ical", order=1))
    synchronise(feed("other"), region="southern")

    found = queries.list_feeds("northern")

    assert [(one.title, one.url, one.format) for one in found] == [
        ("A calendar", "https://f.example/c", "ical"), ("Feed b", "https://feeds.example/a", "atom"),
    ]  # fmt: skip
    synchronise(feed("a"))
    assert [row.key for row in db.session.scalars(select(Feed).where(Feed.region_id == "northern", is_seen(Feed)))] == [
        "a"
    ]


def test_the_newest_five_are_the_latest(context: Flask) -> None:
    synchronise(*(post(f"p{day}", published=date(2026, 11, day)) for day in range(1, 10)))

    assert [found.id for found in queries.list_latest_posts("northern")] == ["p9", "p8", "p7", "p6", "p5"]


def test_the_site_map_lists_private_posts_only_for_their_regions(context: Flask) -> None:
    synchronise(post("mine"), post("shared", for_everyone=True))

    strangers, mine = (
        {title: [found.id for found in posts] for title, posts in queries.list_for_sitemap(regions)}
        for regions in ((), ("northern",))
    )

    assert strangers == {"Posts for everyone": ["shared"]}
    assert mine == {"Posts for everyone": ["shared"], "Posts of Northern Region": ["mine"]}
