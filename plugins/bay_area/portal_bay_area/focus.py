"""The practice focus of the month, and what is new in the region: values, and what the block shows."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from portal.plugin_api import Context, Event, SettingField

HERE = ZoneInfo("America/Los_Angeles")
NEWS, KEPT = "news", 30
NONE = "No focus this month"
FOCUSES = {
    "The three questions": "three-questions",
    "Harm and danger statements": "danger-statements",
    "Scaling questions": "scaling",
    "Safety networks": "safety-networks",
    "Cultural humility": "cultural-humility",
    "The voice of the child": "voice-of-the-child",
    "Appreciative inquiry": "appreciative-inquiry",
}
NOUNS = {
    "portal_tools": "tool",
    "portal_contacts": "contact",
    "portal_posts": "post",
    "portal_feeds": "feed",
    "portal_worksheets": "worksheet",
}
SETTINGS = (
    SettingField(
        id="focus",
        kind="choice",
        label="Practice focus of the month",
        help="Shown on the region's home with the way to its page in the toolkit.",
        choices=(NONE, *FOCUSES),
        default=NONE,
    ),
    SettingField(
        id="words",
        label="A sentence about it",
        help="What you ask units to try this month. Nothing about a family.",
        default="",
        maximum=300,
    ),
    SettingField(
        id="lines",
        kind="number",
        label="How many lines of news",
        help="What changed in the region lately: 0 to 8 lines. With 0, there are none.",
        default=3,
        minimum=0,
        maximum=8,
    ),
)


def sentence_of(event: Event) -> str:
    """Return an event in words, or nothing where it is no news for readers."""
    if event.name == "portal.content-changed":
        return "New content of the region came in."
    if event.name == "portal.item-changed":
        noun = NOUNS.get(str(event.payload.get("hook", "")), "")
        name = str(event.payload.get("item", "")).replace("-", " ")
        return f"The {noun} “{name}” was changed." if noun and name else ""
    return ""


def with_news(news: list[dict[str, str]], sentence: str, day: date) -> list[dict[str, str]]:
    """Return the news with a line at its head; the same line stands there once, with its latest day."""
    others = [one for one in news if one["sentence"] != sentence]
    return [{"day": day.isoformat(), "sentence": sentence}, *others][:KEPT]


def note(ctx: Context, event: Event) -> None:
    """Keep an event among the news of the region."""
    sentence = sentence_of(event)
    if sentence:
        day = ctx.clock().astimezone(HERE).date()
        ctx.store.put(NEWS, with_news(ctx.store.get(NEWS, []), sentence, day))


def draw(ctx: Context) -> str:
    """Draw the focus and the news; where there is neither, nothing."""
    focus = ctx.settings["focus"] if ctx.settings["focus"] in FOCUSES else ""
    news = ctx.store.get(NEWS, [])[: max(0, ctx.settings["lines"] or 0)]
    if not focus and not news:
        return ""
    return ctx.render(
        "focus.html",
        focus=focus,
        address=f"/toolkit/direct-practice/{FOCUSES.get(focus, '')}",
        words=ctx.settings["words"] or "",
        news=[in_words(one) for one in news],
    )


def in_words(line: dict[str, str]) -> dict[str, Any]:
    """Return a line of news with its day written out."""
    day = date.fromisoformat(line["day"])
    return line | {"when": f"{day:%B} {day.day}"}
