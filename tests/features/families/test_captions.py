"""Captions: what WebVTT is taken, and what is told of what is not."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.features.families.rules.captions import caption_faults, count_words, read_captions

GOOD = """WEBVTT a film

NOTE made by hand

STYLE
::cue { color: red }

1
00:01.000 --> 00:04.500 align:start
<v Worker>May I come <i>in</i>?

01:00:02.000 --> 01:00:03.000
Yes.
Come in.
"""
FIRST = "00:01.000 --> 00:50.000\nWords.\n"


def test_good_captions_are_read_with_their_times_and_words() -> None:
    cues, faults = read_captions("\ufeff" + GOOD.replace("\n", "\r\n"))

    assert faults == []
    assert [(cue.start, cue.end, cue.words, cue.line) for cue in cues] == [
        (1.0, 4.5, "May I come in ?", 9), (3602.0, 3603.0, "Yes. Come in.", 12),
    ]  # fmt: skip
    assert count_words(GOOD) == 8
    assert caption_faults(GOOD, 60) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Line 1: captions begin with the word WEBVTT."),
        ("WEBVTTX\n\n" + FIRST, "Line 1: captions begin with the word WEBVTT."),
        ("1\n00:00:01,000 --> 00:00:04,000\nHi.\n",
         "Line 1: captions begin with the word WEBVTT. This is an SRT file: save it as WebVTT."),
        ("WEBVTT\n", "The captions hold no words."),
        ("WEBVTT\n\nNOTE nothing\n", "The captions hold no words."),
        ("WEBVTT\n\nHello\n", "Line 3: there are words without a line of times such as 00:01.000 --> 00:04.000."),
        ("WEBVTT\n\na\nb\n", "Line 3: there are words without a line of times such as 00:01.000 --> 00:04.000."),
        ("WEBVTT\n\n0:01 --> 0:02\nHi\n", "Line 3: the times are not written as 00:01.000 --> 00:04.000."),
        ("WEBVTT\n\n00:61.000 --> 01:02.000\nHi\n", "Line 3: the times are not written as 00:01.000 --> 00:04.000."),
        ("WEBVTT\n\nx\n00:05.000 --> 00:04.000\nHi\n", "Line 4: the words end before they begin."),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\n", "Line 3: there are times without words."),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\n<i></i>\n", "Line 3: there are times without words."),
        ("WEBVTT\n\n00:09.000 --> 00:50.000\nA\n\n00:01.000 --> 00:04.000\nB\n",
         "Line 6: these words begin before those above them."),
        ("WEBVTT\n\n00:01.000 --> 00:20.000\nHi\n", "The captions end at 0:20, but the film has about 1 minutes."),
        ("WEBVTT\n\n00:01.000 --> 09:20.000\nHi\n", "The captions go on until 9:20, but the film has about 1 minutes."),
    ],
)  # fmt: skip
def test_bad_captions_are_refused_with_the_line_and_the_reason(text: str, told: str) -> None:
    assert caption_faults(text, 1) == [told]


def test_the_first_faults_are_told_and_the_others_counted() -> None:
    text = "WEBVTT\n\n" + "words alone\n\n" * 8

    faults = caption_faults(text, 1)

    assert [fault.partition(":")[0] for fault in faults] == ["Line 3", "Line 5", "Line 7", "And 5 more."]


@given(st.text(alphabet="WEBVT-> \n\t0123456789:.,<>a\ufeff", max_size=120), st.integers(0, 200))
def test_no_text_breaks_the_reading(text: str, minutes: int) -> None:
    cues, faults = read_captions(f"WEBVTT\n\n{text}")

    assert all(cue.end > cue.start and cue.words for cue in cues)
    assert cues or caption_faults(f"WEBVTT\n\n{text}", minutes) != []
    assert all(fault.endswith(".") for fault in faults)


def test_no_captions_hold_up_their_reading() -> None:
    began = process_time()

    read_captions("WEBVTT\n\n" + FIRST + "<" * 40_000)

    assert process_time() - began < 0.3
