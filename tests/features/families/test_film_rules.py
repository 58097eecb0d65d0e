"""Where films may come from, and what one needs before anybody can watch it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.features.families.rules.films import FilmText, Source, source_of, watching_faults
from portal.web.security import POLICY, policy_with

HOSTS = ("www.youtube-nocookie.com", "player.vimeo.com", "films.academy.example", "files.example:8443")
YOUTUBE = "https://www.youtube-nocookie.com/embed/abc-DEF_123?autoplay=1&cc_load_policy=1&rel=0"
VIMEO = "https://player.vimeo.com/video/123456789?autoplay=1&dnt=1"
CAPTIONS = "WEBVTT\n\n00:01.000 --> 00:50.000\nOne two three four five six.\n"
WHOLE = FilmText(
    title="Film", summary="It shows something.", minutes=1, address="https://films.academy.example/a.mp4",
    captions=CAPTIONS, transcript="One two three four five six.",
)  # fmt: skip


@pytest.mark.parametrize(
    ("address", "kind", "url"),
    [
        ("https://www.youtube.com/watch?v=abc-DEF_123", "frame", YOUTUBE),
        ("https://m.youtube.com/watch?list=x&v=abc-DEF_123&t=4", "frame", YOUTUBE),
        ("https://youtu.be/abc-DEF_123?si=x", "frame", YOUTUBE),
        ("https://www.youtube-nocookie.com/embed/abc-DEF_123", "frame", YOUTUBE),
        ("https://vimeo.com/123456789", "frame", VIMEO),
        ("https://player.vimeo.com/video/123456789?h=1", "frame", VIMEO),
        ("https://films.academy.example/a.MP4", "file", "https://films.academy.example/a.MP4"),
        ("https://films.academy.example/watch/3", "frame", "https://films.academy.example/watch/3"),
        ("https://files.example:8443/a.webm", "file", "https://files.example:8443/a.webm"),
    ],
)
def test_the_address_of_a_film_is_understood(address: str, kind: str, url: str) -> None:
    source = source_of(address, HOSTS)

    assert isinstance(source, Source)
    assert (source.kind, source.url) == (kind, url)
    assert source.host in HOSTS


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("", "it begins with https://"), ("http://films.academy.example/a.mp4", "it begins with https://"),
        ("javascript:alert(1)", "it begins with https://"), ("/films/a.mp4", "it begins with https://"),
        ('https://films.academy.example/"onload=x', "it begins with https://"),
        ("https://films.academy.example/a;script-src *", "it begins with https://"),
        ("https://films.academy.example@evil.example/a.mp4", "this address is of films.academy.example@evil.example"),
        ("https://evil.example/a.mp4", "this address is of evil.example"),
        ("https://films.academy.example.evil.example/a.mp4", "of films.academy.example.evil.example"),
        ("https://[films", "it begins with https://"),
        ("https://www.youtube.com/", "this address is of www.youtube.com"),
        ("https://player.vimeo.com/", "Enter the address of one film"),
        ("https://www.youtube-nocookie.com/embed/x", "Enter the address of one film"),
    ],
)  # fmt: skip
def test_a_film_from_anywhere_else_is_refused(address: str, told: str) -> None:
    found = source_of(address, HOSTS)

    assert isinstance(found, str)
    assert told in found


def test_a_host_that_the_settings_do_not_name_is_none() -> None:
    assert isinstance(source_of("https://youtu.be/abc-DEF_123", ("player.vimeo.com",)), str)


def test_a_film_with_captions_and_transcript_can_be_watched() -> None:
    assert watching_faults(WHOLE, HOSTS) == {}


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"captions": " \n"}, "captions", "Captions are missing."),
        ({"captions": "WEBVTT\n"}, "captions", "The captions hold no words."),
        ({"transcript": "\n "}, "transcript", "The transcript is missing."),
        ({"transcript": "One two."}, "transcript", "less than half the words"),
        ({"summary": ""}, "summary", "one sentence"), ({"minutes": 0}, "minutes", "how long"),
        ({"minutes": 181}, "minutes", "at most 180"), ({"title": "x" * 81}, "title", "longer than 80"),
        ({"address": "https://youtu.be/abc-DEF_123"}, "captions_at_host", "Load the captions up at"),
        ({"related": tuple("abcdefg")}, "related", "at most 6"),
    ],
)  # fmt: skip
def test_a_film_that_lacks_something_is_told_what(changes: dict[str, object], field: str, told: str) -> None:
    faults = watching_faults(replace(WHOLE, **changes), HOSTS)  # type: ignore[arg-type]

    assert told in faults[field]
    assert set(faults) <= {field, "captions"}


def test_the_content_policy_gets_one_source_and_nothing_else() -> None:
    framed = policy_with("frame-src", "https://player.vimeo.com").split("; ")
    played = policy_with("media-src", "https://films.academy.example").split("; ")

    assert framed == [*POLICY.split("; "), "frame-src https://player.vimeo.com"]
    assert set(played) ^ set(POLICY.split("; ")) == {
        "media-src 'self'", "media-src 'self' https://films.academy.example",
    }  # fmt: skip
