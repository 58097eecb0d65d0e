"""Captions as WebVTT: what is wrong with a file, and what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass

SIGNATURE = "WEBVTT"
NOT_SPOKEN = ("NOTE", "STYLE", "REGION")
MOMENT = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
TIMING = re.compile(rf"{MOMENT}[ \t]+-->[ \t]+{MOMENT}(?:[ \t].*)?")
OF_ANOTHER_KIND = re.compile(r"\d\d:\d\d,\d{3}")
TAG = re.compile(r"<[^<>]*>")
ARROW = "-->"
MOST_TOLD = 3
SLACK_SECONDS = 90  # minutes are rounded, and a film may end in silence


@dataclass(frozen=True, slots=True)
class Cue:
    """Words shown from a second to another, with the line of their times."""

    start: float
    end: float
    words: str
    line: int


def read_captions(text: str) -> tuple[list[Cue], list[str]]:
    """Return the words of a WebVTT text with their times, and what is wrong with it."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[0] != SIGNATURE and not lines[0].startswith((f"{SIGNATURE} ", f"{SIGNATURE}\t")):
        told = "This is an SRT file: save it as WebVTT." if OF_ANOTHER_KIND.search(text) else ""
        return [], [f"Line 1: captions begin with the word WEBVTT. {told}".strip()]
    cues: list[Cue] = []
    faults: list[str] = []
    for number, block in blocks_of(lines):
        if block[0].startswith(NOT_SPOKEN) and ARROW not in block[0]:
            continue
        cue = read_cue(number, block)
        if isinstance(cue, str):
            faults.append(cue)
            continue
        if cues and cue.start < cues[-1].start:
            faults.append(f"Line {cue.line}: these words begin before those above them.")
        cues.append(cue)
    return cues, faults


def blocks_of(lines: list[str]) -> list[tuple[int, list[str]]]:
    """Return the parts between empty lines behind the head, each with the number of its first line."""
    found: list[tuple[int, list[str]]] = []
    is_open, is_head = False, True
    for number, line in enumerate(lines, 1):
        if not line.strip():
            is_open, is_head = False, False
        elif is_open:
            found[-1][1].append(line)
        elif not is_head:
            found.append((number, [line]))
            is_open = True
    return found


def read_cue(number: int, block: list[str]) -> Cue | str:
    """Return the words of a part with their times, or what is wrong with it."""
    at = 0 if ARROW in block[0] else 1
    if at >= len(block) or ARROW not in block[at]:
        return f"Line {number}: there are words without a line of times such as 00:01.000 --> 00:04.000."
    line = number + at
    found = TIMING.fullmatch(block[at].strip())
    if found is None:
        return f"Line {line}: the times are not written as 00:01.000 --> 00:04.000."
    start, end = seconds_of(found.groups()[:4]), seconds_of(found.groups()[4:])
    words = " ".join(TAG.sub(" ", " ".join(block[at + 1 :])).split())
    if end <= start:
        return f"Line {line}: the words end before they begin."
    return Cue(start, end, words, line) if words else f"Line {line}: there are times without words."


def seconds_of(parts: tuple[str | None, ...]) -> float:
    """Return the seconds of a moment from its hours, minutes, seconds and thousandths."""
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def caption_faults(text: str, minutes: int) -> list[str]:
    """Return what speaks against captions for a film of so many minutes, the first few of it."""
    cues, faults = read_captions(text)
    if not cues and not faults:
        faults = ["The captions hold no words."]
    if cues and not faults:
        last, length = cues[-1].end, minutes * 60
        if last > length + SLACK_SECONDS:
            faults = [f"The captions go on until {clock(last)}, but the film has about {minutes} minutes."]
        elif last < length / 2:
            faults = [f"The captions end at {clock(last)}, but the film has about {minutes} minutes."]
    more = len(faults) - MOST_TOLD
    return faults[:MOST_TOLD] + ([f"And {more} more."] if more > 0 else [])


def clock(seconds: float) -> str:
    """Write a moment of a film: 4:05."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def count_words(text: str) -> int:
    """Return how many words captions show."""
    return sum(len(cue.words.split()) for cue in read_captions(text)[0])
