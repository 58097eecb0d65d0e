"""Films: where they may come from, and what one needs before anybody can watch it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from portal.features.families.rules.captions import caption_faults, count_words

if TYPE_CHECKING:
    from collections.abc import Collection

ADDRESS = "/films/"
FRAME, FILE = "frame", "file"
FILE_ENDINGS = (".mp4", ".m4v", ".webm", ".ogv")
TITLE_LENGTH, SUMMARY_LENGTH, VOICES_LENGTH, URL_LENGTH = 80, 200, 120, 300
LARGEST_CAPTIONS, LARGEST_TRANSCRIPT = 150_000, 60_000
MOST_MINUTES, MOST_RELATED = 180, 6
YOUTUBE, VIMEO = "www.youtube-nocookie.com", "player.vimeo.com"
PAGES_OF_FILMS = (  # the address of a film's page as people copy it, whose player shows it, and the player's address
    (re.compile(r"https://(?:www\.|m\.)?youtube\.com/watch\?(?:[^#]*&)?v=([\w-]{6,20})(?:[&#].*)?"), YOUTUBE, "embed"),
    (re.compile(r"https://youtu\.be/([\w-]{6,20})(?:[?#].*)?"), YOUTUBE, "embed"),
    (re.compile(r"https://www\.youtube-nocookie\.com/embed/([\w-]{6,20})(?:[?#].*)?"), YOUTUBE, "embed"),
    (re.compile(r"https://vimeo\.com/(\d{5,15})(?:[?#].*)?"), VIMEO, "video"),
    (re.compile(r"https://player\.vimeo\.com/video/(\d{5,15})(?:[?#].*)?"), VIMEO, "video"),
)
NO_ADDRESS = "Enter the film's address: it begins with https://."
ONCE_PRESSED = {YOUTUBE: "?autoplay=1&cc_load_policy=1&rel=0", VIMEO: "?autoplay=1&dnt=1"}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a film comes from: in a frame of its host's, or as a file that the browser plays itself."""

    kind: str
    host: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmText:
    """What an editor says of a film."""

    title: str
    summary: str = ""
    voices: str = ""
    minutes: int = 0
    language: str = "en"
    address: str = ""
    captions: str = ""
    captions_at_host: bool = False
    transcript: str = ""
    related: tuple[str, ...] = ()


def film_address(key: str) -> str:
    """Return the address of a film's page."""
    return f"{ADDRESS}{key}"


def source_of(address: str, hosts: Collection[str]) -> Source | str:
    """Return where a film comes from, or what is wrong with its address. `hosts` are those films may come from."""
    for pattern, host, place in PAGES_OF_FILMS:
        if found := pattern.fullmatch(address):
            if host not in hosts:
                break
            return Source(FRAME, host, f"https://{host}/{place}/{found[1]}{ONCE_PRESSED[host]}")
    try:
        parts = urlsplit(address)
    except ValueError:  # a bracket that nothing closes
        return NO_ADDRESS
    if parts.scheme != "https" or not parts.hostname or re.search(r"[\s\"'<>\\;]", address):
        return NO_ADDRESS
    if parts.netloc not in hosts:
        return f"Films come from {' or '.join(sorted(hosts))}; this address is of {parts.netloc}."
    if parts.netloc in ONCE_PRESSED:
        return "Enter the address of one film, as its page shows it."
    kind = FILE if parts.path.lower().endswith(FILE_ENDINGS) else FRAME
    return Source(kind, parts.netloc, address)


def length_faults(film: FilmText) -> dict[str, str]:
    """Return what cannot even be kept, by field."""
    longest = {
        "title": TITLE_LENGTH, "summary": SUMMARY_LENGTH, "voices": VOICES_LENGTH, "address": URL_LENGTH,
        "captions": LARGEST_CAPTIONS, "transcript": LARGEST_TRANSCRIPT,
    }  # fmt: skip
    faults = {
        name: f"This is longer than {most:,} characters." for name, most in longest.items()
        if len(getattr(film, name)) > most
    }  # fmt: skip
    if not film.title:
        faults["title"] = "Give the film a title."
    if not 0 <= film.minutes <= MOST_MINUTES:
        faults["minutes"] = f"Enter the film's length in minutes, at most {MOST_MINUTES}."
    if len(film.related) > MOST_RELATED:
        faults["related"] = f"Name at most {MOST_RELATED} pages."
    return faults


def watching_faults(film: FilmText, hosts: Collection[str]) -> dict[str, str]:
    """Return what a film lacks before anybody can watch it, by field: above all captions and a transcript."""
    faults = length_faults(film)
    if not film.summary:
        faults["summary"] = "Say in one sentence what the film shows."
    if not film.minutes:
        faults["minutes"] = "Say how long the film is."
    source = source_of(film.address, hosts)
    if isinstance(source, str):
        faults["address"] = source
    elif source.kind == FRAME and not film.captions_at_host:
        faults["captions_at_host"] = f"Load the captions up at {source.host} too, and tick this."
    wrong = caption_faults(film.captions, film.minutes) if film.captions.strip() else ["Captions are missing."]
    if wrong:
        faults["captions"] = " ".join(wrong)
    if not film.transcript.strip():
        faults["transcript"] = "The transcript is missing."
    elif len(film.transcript.split()) * 2 < count_words(film.captions):
        faults["transcript"] = (
            "The transcript has less than half the words of the captions: write down all that is said."
        )
    return faults
