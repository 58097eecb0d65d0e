"""Worksheets and search words as files and as records: all faults at once, each at its line, in plain words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from portal.foundation.errors import FaultyContent
from portal.plugin_host.content import Content
from portal.plugin_host.contributions import Worksheet, WorksheetPart
from portal.plugin_host.parts import SearchWord
from portal.plugin_host.records import find_fault
from tests.plugin_host.loading import load_all

if TYPE_CHECKING:
    from tests.plugin_host.conftest import Write
    from tests.plugins import Installer

GOOD = """\
title = "A sheet"
summary = "What it is for."
owner = "Academy"
last_checked = 2026-11-20
next_check = "2027-05-20"

[[parts]]
kind = "scale"
label = "How is it?"
choices = ["bad", "good"]
"""
LINE = WorksheetPart(kind="line", label="A line")
SHEET = Worksheet(
    id="one", title="One", summary="It helps.", owner="Academy", last_checked=date(2026, 1, 1),
    next_check=date(2027, 1, 1), parts=(LINE,),
)  # fmt: skip


def faults_in(folder: Any) -> list[str]:
    """Return what is wrong with the worksheets of a folder."""
    with pytest.raises(FaultyContent) as refused:
        Content(folder).worksheets()
    return [str(fault) for fault in refused.value.faults]


def test_a_sheet_is_read_with_its_dates_written_in_either_way(content_folder: Write) -> None:
    [sheet] = Content(content_folder({"worksheets/a-sheet.toml": GOOD})).worksheets()

    assert sheet == Worksheet(
        id="a-sheet", title="A sheet", summary="What it is for.", owner="Academy", last_checked=date(2026, 11, 20),
        next_check=date(2027, 5, 20), order=500,
        parts=(WorksheetPart(kind="scale", label="How is it?", choices=("bad", "good")),),
    )  # fmt: skip


def test_every_fault_of_a_sheet_is_told_at_its_line(content_folder: Write) -> None:
    folder = content_folder(
        {
            "worksheets/a-sheet.toml": """\
        title = 5
        sumary = "Misspelt."
        owner = "Academy"
        last_checked = "soon"
        next_check = "2027-05-20"
        language = "xx"
        audience = ["nobody"]
        everyone = "yes"
        position = "first"

        [[parts]]
        kind = "lines"
        label = "Fine"

        [[parts]]
        kind = "slider"
        label = ""
        rows = 99

        [[parts]]
        kind = "scale"
        label = "Ends"
        choices = ["one"]
        """
        }
    )

    said = faults_in(folder)

    joined = "\n".join(said)
    for words in (
        "a-sheet.toml:1: “title” must be a text",
        "a-sheet.toml:2: “sumary” is not a key here (did you mean “summary”?)",
        "“summary” is missing",
        "a-sheet.toml:4: “last_checked” must be a date",
        "a-sheet.toml:6: “language” must be one of",
        "a-sheet.toml:7: “nobody” is not among the audience",
        "a-sheet.toml:8: “everyone” must be true or false",
        "a-sheet.toml:9: “position” must be a whole number",
        "a-sheet.toml:16: “kind” must be one of heading, note, line",
        "a-sheet.toml:17: “label” is missing",
        "a-sheet.toml:18: “rows” must be 1 to 12",
        "a-sheet.toml:23: the “choices” of a scale are the words at its two ends, or none",
    ):
        assert words in joined


def test_a_file_that_cannot_be_an_address_or_asks_nothing_is_refused(content_folder: Write) -> None:
    folder = content_folder({
        "worksheets/My Sheet.toml": GOOD,
        "worksheets/silent.toml": GOOD.replace("scale", "note").replace('choices = ["bad", "good"]', ""),
        "worksheets/broken.toml": "title = ",
    })  # fmt: skip

    said = faults_in(folder)

    assert any(one.startswith("worksheets/My Sheet.toml: the file's name must be lower-case words") for one in said)
    assert any(one.endswith("there is nothing to fill in") for one in said)
    assert any("worksheets/broken.toml: not valid TOML" in one for one in said)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ((), "there is nothing to fill in"),
        ((WorksheetPart(kind="heading", label="A"),), "there is nothing to fill in"),
        ((LINE,) * 41, "a worksheet has at most 40 parts; divide it"),
        ((replace(LINE, kind="dream"),), "of part 1, “kind” must be one of"),
        ((LINE, replace(LINE, label=" ")), "of part 2, “label” is missing"),
        ((replace(LINE, label="x" * 201),), "of part 1, “label” is longer than 200 characters"),
        ((replace(LINE, help="a\0b"),), "part 1 holds a character that cannot be stored"),
        ((replace(LINE, rows="3"),), "of part 1, “rows” cannot be a str"),
        ((replace(LINE, choices=["a"]),), "of part 1, “choices” cannot be a list"),
        ((replace(LINE, choices=("a",)),), "of part 1, a line has no “choices”"),
        ((WorksheetPart(kind="choice", label="A", choices=("one",)),), "of part 1, a choice needs 2 to 12 “choices”"),
        ((WorksheetPart(kind="table", label="A"),), "of part 1, a table needs 1 to 12 “choices”"),
        (("line",), "“parts” cannot be a tuple"),
        ([LINE], "“parts” cannot be a list"),
    ],
)
def test_parts_that_make_no_sheet_are_refused_with_the_reason(parts: Any, reason: str) -> None:
    assert find_fault(replace(SHEET, parts=parts)).startswith(reason)


def test_a_sheet_in_order_has_no_fault() -> None:
    assert find_fault(SHEET) == ""
    assert find_fault(replace(SHEET, language="tlh")).startswith("“language” must be one of")


def test_search_words_are_read_and_told_wrong_at_their_line(content_folder: Write) -> None:
    good = content_folder({"search-words.toml": '[[search]]\ntool = "kit"\nwords = ["snow ", "ice"]\n'})
    [word] = Content(good).search_words()
    assert word == SearchWord(id="kit", order=1, words=("snow", "ice"), leads_to="kit")

    bad = content_folder({"search-words.toml": '[[search]]\ntool = "The Kit"\nwords = []\n'})
    with pytest.raises(FaultyContent) as refused:
        Content(bad).search_words()

    assert [str(fault) for fault in refused.value.faults] == [
        "search-words.toml:2: “tool” must be the id of a tool: its file's name without the ending",
        "search-words.toml:3: “words” must be a list of texts with at least one, and none empty",
    ]


def test_a_search_word_that_leads_nowhere_is_left_out_and_the_plugin_works(installer: Installer) -> None:
    installer.install(
        "trial",
        """
        @hookimpl
        def portal_tools(ctx):
            return [tool("real")]

        @hookimpl
        def portal_search_words(ctx):
            given = {"a": "real", "b": "rael"}
            return [SearchWord(id=key, words=("x",), leads_to=tool) for key, tool in given.items()]
        """,
    )

    loaded = load_all({})["trial"]

    assert [word.id for word in loaded.declared.of("portal_search_words")] == ["a"]
    assert loaded.declared.remarks == (
        "Its search word “b” was left out: it ships no tool “rael” (did you mean “real”?).",
    )
