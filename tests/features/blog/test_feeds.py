"""Bytes of feeds as entries: plain text, links over TLS, twins once; what is no feed is named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from portal.features.blog.feeds import LONGEST_SUMMARY, MOST_ENTRIES, Entry, FeedFault, moment_of, read_feed

URL = "https://feeds.example/feed.xml"


def rss(items: str) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode()


def entries(items: str) -> tuple[Entry, ...]:
    return read_feed(rss(items), url=URL, kind="application/rss+xml")


def one(items: str) -> Entry:
    [entry] = entries(items)
    return entry


def test_an_entry_of_rss_is_read() -> None:
    entry = one(
        "<item><title>A day</title><link>https://feeds.example/a</link><guid>1</guid>"
        "<description>Words.</description><pubDate>Mon, 02 Nov 2026 08:00:00 GMT</pubDate></item>"
    )

    assert (entry.title, entry.summary, entry.link) == ("A day", "Words.", "https://feeds.example/a")
    assert entry.published == datetime(2026, 11, 2, 8, tzinfo=UTC)


def test_an_entry_of_atom_is_read_with_a_link_from_its_feeds_address() -> None:
    body = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><id>1</id><link href='/b'/>"
        "<title type='text'>1 &lt; 2</title><updated>2026-11-02T08:00:00-08:00</updated></entry></feed>"
    )

    [entry] = read_feed(body.encode(), url=URL, kind="application/atom+xml")

    assert (entry.title, entry.link) == ("1 < 2", "https://feeds.example/b")
    assert entry.published == datetime(2026, 11, 2, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("&lt;p>One&lt;/p>&lt;p>two&lt;/p>", "One two"),
        ("Words &lt;img src='https://tracker.example/x.gif'> here", "Words here"),
        ("&lt;script>alert(1)&lt;/script>Words", "Words"),
        ("&lt;style>p{}&lt;/style>Words", "Words"),
        ("&lt;a href='javascript:alert(1)'>Press&lt;/a>", "Press"),
        ("&lt;iframe src='https://x.example'>&lt;/iframe>Words", "Words"),
        ("A &amp;amp; B", "A & B"),
        ("Turned \u202e round", "Turned round"),
        ("", ""),
    ],
)
def test_a_summary_is_plain_text(summary: str, expected: str) -> None:
    assert one(f"<item><title>A</title><description>{summary}</description></item>").summary == expected


def test_a_long_summary_is_cut_between_two_words() -> None:
    summary = one(f"<item><title>A</title><description>{'word ' * 200}</description></item>").summary

    assert len(summary) <= LONGEST_SUMMARY
    assert summary.endswith("word…")


@pytest.mark.parametrize(
    "link",
    [
        "http://feeds.example/a",
        "javascript:alert(1)",
        "ftp://feeds.example/a",
        "https://me:pw@feeds.example/",
        "data:,a",
    ],
)
def test_a_link_that_does_not_lead_over_tls_is_left_out(link: str) -> None:
    entry = one(f"<item><title>A</title><link>{link}</link></item>")

    assert (entry.title, entry.link) == ("A", "")


def test_twins_come_once() -> None:
    found = entries(
        "<item><title>A</title><guid>1</guid></item><item><title>A again</title><guid>1</guid></item>"
        "<item><title>B</title><link>https://b.example/</link><guid>2</guid></item>"
        "<item><title>B</title><link>https://b.example/</link><guid>3</guid></item>"
        "<item><title>C</title><link>https://b.example/</link><guid>4</guid></item>"
    )

    assert [entry.title for entry in found] == ["A", "B", "C"]


def test_an_entry_without_title_or_day_has_its_first_words_and_no_day() -> None:
    entry = one("<item><description>Only words.</description><pubDate>the other day</pubDate></item>")

    assert (entry.title, entry.published) == ("Only words.", None)
    assert one("<item><guid>1</guid></item>").title == "Untitled"


def test_no_more_than_fifty_entries_are_taken() -> None:
    assert len(entries("".join(f"<item><title>{n}</title></item>" for n in range(500)))) == MOST_ENTRIES


def test_a_feed_without_entries_is_a_feed() -> None:
    assert entries("") == ()


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"<!DOCTYPE html><html><title>Hi</title></html>", "text/html", "It is not a feed but a web page."),
        (b"<html><body><p>Hi<br></body>", "application/xml", "It is not a feed but a web page."),
        (b"", "application/xml", "It is not a feed."),
        (b"Words", "text/plain", "It is not well-formed XML: perhaps it was cut off."),
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png", "It is not well-formed XML: perhaps it was cut off."),
        (rss("<item><title>A</title>")[:-20], "application/xml", "It is not well-formed XML: perhaps it was cut off."),
        (b"<note><to>You</to></note>", "application/xml", "It is not a feed."),
        (b'{"version": "https://jsonfeed.org/version/1", "items": 3}', "application/json", ""),
    ],
)
def test_c103_what_is_no_feed_is_named(body: bytes, kind: str, words: str) -> None:
    with pytest.raises(FeedFault) as caught:
        read_feed(body, url=URL, kind=kind)

    assert words in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_c103_a_feed_that_defines_entities_is_refused_before_it_is_read(encoding: str) -> None:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE rss [<!ENTITY a0 "ha">{lines}]>'
        '<rss version="2.0"><channel><title>&a9;</title></channel></rss>'
    )

    with pytest.raises(FeedFault, match="defines entities of its own"):
        read_feed(bomb.encode(encoding), url=URL, kind="application/xml")


def test_a_day_no_calendar_knows_is_none() -> None:
    assert (moment_of((99999, 1, 1, 0, 0, 0, 0, 0, 0)), moment_of(None)) == (None, None)


@settings(max_examples=60, deadline=None)
@given(some.binary(max_size=200), some.sampled_from(["", "text/html", "application/rss+xml; charset=x"]))
def test_whatever_comes_is_entries_or_a_fault(body: bytes, kind: str) -> None:
    for whole in (body, rss(body.decode("latin-1"))):
        try:
            found = read_feed(whole, url=URL, kind=kind)
        except FeedFault:
            continue
        assert all(not entry.link or entry.link.startswith("https://") for entry in found)
