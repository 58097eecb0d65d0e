"""Files made to keep a process busy for minutes: each is read or refused in no time. A test that lasts has failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.foundation.errors import FaultyContent
from portal.infrastructure.markup.front_matter import read_document
from portal.infrastructure.markup.markdown import MOST_CELLS, MOST_HEADINGS, render
from portal.infrastructure.markup.sources import read_toml
from portal.plugin_host.bodies import Inside, faults_of_body, inspecting_parser
from portal.plugin_host.content.values import one_line
from portal.plugin_host.drafts import faults_of_draft
from portal.plugin_host.manifest import read_manifest
from tests.features.declaring import tool

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.timeout(20)
NOWHERE = Inside(frozenset(), {})


def faults_of(text: str) -> list[str]:
    """Return what is told of a text in a pack."""
    document = read_document("tools/map.md", f"---\ntitle: Map\n---\n{text}\n")
    return [str(fault) for fault in faults_of_body(document, NOWHERE, inspecting_parser())]


def reasons(read: object, file: Path, source: str) -> list[str]:
    """Return why a file cannot be read."""
    file.write_text(source, encoding="utf-8")
    with pytest.raises(FaultyContent) as raised:
        read(file)  # type: ignore[operator]
    return [str(fault) for fault in raised.value.faults]


@pytest.mark.parametrize("blank", [" ", "\t", " \t"])
def test_a_title_of_nothing_but_blanks_between_two_letters_stays_as_it_is(blank: str) -> None:
    text = f"a{blank * 20_000}b"

    assert one_line(text) == text


@pytest.mark.parametrize("text", ["a\r\nb", "a \n\t b", "\n a\n\n \nb \x0b", "a\u2028b\x85"])
def test_lines_become_one_line(text: str) -> None:
    assert one_line(text) == "a b"


@pytest.mark.parametrize("text", ["<" * 20_000, "< " * 20_000, "](" * 20_000, "]: " * 20_000])
def test_a_text_of_openings_without_a_link_has_no_fault(text: str) -> None:
    assert faults_of(f"x {text}") == []


@pytest.mark.parametrize("opening", ["](", "]:", "<", "]( <", "]:  <<"])
def test_an_unsafe_link_is_still_told(opening: str) -> None:
    assert faults_of(f"x {opening}JavaScript:go() y") == [
        "tools/map.md:4: “JavaScript:” cannot be linked to; use https://, mailto:, tel:, page: or term:"
    ]


@pytest.mark.parametrize("mark", ["[", "{", "[{a: ", "- "])
def test_facts_nested_thousands_deep_are_a_fault(mark: str) -> None:
    with pytest.raises(FaultyContent) as raised:
        read_document("a.md", f"---\na: x\nb:\n  {mark * 7_000}\n---\n")

    assert [str(fault) for fault in raised.value.faults] == [
        "a.md:1: the facts cannot be read: they are nested too deeply"
    ]


@pytest.mark.parametrize("parts", [501, 30_000])
@pytest.mark.parametrize("read", [read_manifest, lambda file: read_toml(file, file.name)])
def test_a_key_of_very_many_parts_is_a_fault_with_its_line(tmp_path: Path, read: object, parts: int) -> None:
    [told] = reasons(read, tmp_path / "pack.toml", f'id = "a"\na{".a" * parts} = 1\n')

    assert told.startswith("pack.toml:2: not valid TOML: the line holds more than 500 full stops")


@pytest.mark.parametrize(
    ("read", "told"),
    [
        (read_manifest, "pack.toml: the manifest is nested too deeply"),
        (lambda file: read_toml(file, file.name), "pack.toml: not valid TOML: it is nested too deeply"),
    ],
)
def test_tables_nested_by_their_keys_are_a_fault_and_no_crash(tmp_path: Path, read: object, told: str) -> None:
    source = f"[a{'.a' * 490}]\na{'.a' * 490} = 1\n"

    assert told in reasons(read, tmp_path / "pack.toml", source)


def test_a_text_with_too_many_headings_is_a_fault_and_is_not_shown() -> None:
    text = "# a\n" * 20_000

    assert faults_of("## a\n" * MOST_HEADINGS) == []
    assert faults_of(text) == [f"tools/map.md:{4 + MOST_HEADINGS}: there are more than 500 headings; divide the text"]
    assert render(text, pages={}).html == (
        "<p>This text is not shown: there are more than 500 headings; divide the text.</p>\n"
    )


def test_a_text_with_too_many_cells_is_a_fault_however_few_letters_it_has() -> None:
    wide = "|" + "a|" * 400 + "\n|" + "-|" * 400 + "\n"

    assert faults_of(wide + "|\n" * (MOST_CELLS // 402 - 1)) == []
    assert faults_of(wide + "|\n" * 3_000) == [
        "tools/map.md:17: the tables have more than 5,000 cells; divide the text"
    ]
    assert faults_of(f"{wide}|\n\n" * 20) != []


def test_what_is_edited_is_bounded_in_the_same_way() -> None:
    assert faults_of_draft(tool("map", "Map", body="## a\n" * 20_000), {}) == [
        ("body", "there are more than 500 headings; divide the text")
    ]


@pytest.mark.parametrize(("text", "shown"), [("a|b\n-|-\n\n", "<table>"), ("[a](https://b.example) ", "</a>")])
def test_thousands_of_small_tables_and_links_are_drawn_in_one_pass(text: str, shown: str) -> None:
    assert render(text * 2_400, pages={}).html.count(shown) == 2_400
