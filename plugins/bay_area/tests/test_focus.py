"""The focus of the month and the news: what is chosen, what happened, and what the home shows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import portal_bay_area
import pytest
from portal_bay_area import focus

import portal as core
from portal.plugin_api import Event

if TYPE_CHECKING:
    from portal.testing import FrozenClock, Portal

FOLDER = Path(portal_bay_area.__file__).parent
PRACTICE = Path(core.__file__).parent / "content" / "sop" / "direct-practice"
HOME = "/regions/bay-area/"
CHANGED = Event("portal.item-changed", {"plugin": "bay_area", "hook": "portal_tools", "item": "online-coaching-circle"})


@pytest.fixture
def portal(portal_app: Any, frozen_clock: FrozenClock) -> Portal:
    """Give a portal with the Bay Area plugin on."""
    made: Portal = portal_app(plugins=[FOLDER], regions=["bay-area", "elsewhere"])
    return made


@pytest.mark.parametrize("slug", focus.FOCUSES.values())
def test_each_focus_has_its_page_in_the_toolkit(slug: str) -> None:
    assert (PRACTICE / f"{slug}.md").is_file()


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (CHANGED, "The tool “online coaching circle” was changed."),
        (Event("portal.content-changed", {"plugin": "bay_area"}), "New content of the region came in."),
        (Event("portal.item-changed", {"hook": "portal_dreams", "item": "x"}), ""),
        (Event("portal.item-changed", {}), ""),
        (Event("other.thing", {"item": "x"}), ""),
    ],
)
def test_an_event_is_told_in_words_or_not_at_all(event: Event, sentence: str) -> None:
    assert focus.sentence_of(event) == sentence


def test_the_same_news_stands_once_with_its_latest_day_and_old_news_goes() -> None:
    news: list[dict[str, str]] = []
    for number in range(40):
        news = focus.with_news(news, f"News {number}.", date(2026, 11, 1))

    news = focus.with_news(news, "News 39.", date(2026, 11, 2))

    assert len(news) == focus.KEPT
    assert news[0] == {"day": "2026-11-02", "sentence": "News 39."}
    assert [one["sentence"] for one in news].count("News 39.") == 1


def test_nothing_is_shown_where_nothing_is_chosen_and_nothing_happened(portal: Portal) -> None:
    assert "This month" not in portal.as_user("worker", "bay-area").text(HOME)


def test_the_chosen_focus_is_shown_to_the_regions_people(portal: Portal) -> None:
    portal.set("bay_area", "focus", "Scaling questions", region="bay-area")
    portal.set("bay_area", "words", "Ask for <one> number with two ends.", region="bay-area")
    worker = portal.as_user("worker", "bay-area")

    page = worker.assert_page_ok(HOME).get_data(as_text=True)

    assert 'href="/toolkit/direct-practice/scaling">Scaling questions</a>' in page
    assert "Ask for &lt;one&gt; number with two ends." in page
    assert "Practice focus" not in portal.client.text(HOME)
    assert "Practice focus" not in portal.as_user("regional-editor", "elsewhere").text("/regions/elsewhere/")


def test_what_happened_is_kept_and_the_newest_lines_are_shown(portal: Portal, frozen_clock: FrozenClock) -> None:
    portal.set("bay_area", "lines", 2, region="bay-area")
    for number in range(3):
        item = Event("portal.item-changed", {"hook": "portal_posts", "item": f"post-{number}"})
        portal.call("bay_area", "portal_on_event", "bay-area", event=item)
    frozen_clock.move(minutes=5)

    said = portal.as_user("worker", "bay-area").text(HOME)

    assert "The post “post 2” was changed." in said
    assert "The post “post 1” was changed." in said
    assert "post 0" not in said


def test_no_lines_are_shown_when_the_academy_wants_none(portal: Portal) -> None:
    portal.set("bay_area", "lines", 0, region="bay-area")
    portal.call("bay_area", "portal_on_event", "bay-area", event=CHANGED)

    assert "What is new" not in portal.as_user("worker", "bay-area").text(HOME)


def test_news_of_a_region_stay_in_it(portal: Portal) -> None:
    portal.call("bay_area", "portal_on_event", "bay-area", event=CHANGED)

    assert portal.within("bay_area", "bay-area", lambda ctx: len(ctx.store.get("news"))) >= 1
    assert portal.within("bay_area", "elsewhere", lambda ctx: ctx.store.get("news")) is None
