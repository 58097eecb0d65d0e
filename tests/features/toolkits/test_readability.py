"""How hard pages are to read: what is measured, what is too hard, what is excepted; and the pack that ships."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.cli.content import EXCEPTIONS, PACK
from portal.features.toolkits.packs import measure, read_exceptions, read_pack
from portal.foundation.errors import FaultyContent
from tests.features.toolkits.packing import page_text, write, write_pack

if TYPE_CHECKING:
    from pathlib import Path

HARD = (
    "Interdisciplinary collaboration necessitates comprehensive documentation of organizational responsibilities, "
    "notwithstanding considerable administrative complications. "
) * 5
PLAIN = "The aunt has a key. She comes at six and stays until the father is home from work. " * 5
HARD_IN_SPANISH = (
    "La institucionalización interdisciplinaria de responsabilidades administrativas correspondientes requiere "
    "documentación exhaustiva, independientemente de complicaciones organizacionales considerables. "
) * 5


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "pack")


def exceptions_in(folder: Path, text: str) -> Path:
    file = folder.parent / "readability.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_pack_that_ships_keeps_its_targets_or_says_why_not() -> None:
    pack = read_pack(PACK)
    exceptions = read_exceptions(EXCEPTIONS, pack)

    found = measure(pack, exceptions)

    assert [one.name for one in found.over] == []
    assert found.stale == ()
    assert len(found.pages) >= 150
    assert len(exceptions) <= 6


def test_a_hard_page_is_told_once_with_its_grade(folder: Path) -> None:
    write(folder, "more/two.md", page_text("Two", body=f"{HARD}\n\n## Part\n\n{HARD}\n"))

    found = measure(read_pack(folder))

    assert [(one.name, one.target) for one in found.over] == [("two", 8.0)]
    assert found.over[0].grade > 16
    assert not found.is_right


def test_a_hard_part_of_a_plain_page_is_told_by_its_heading(folder: Path) -> None:
    write(
        folder,
        "more/two.md",
        page_text("Two", body=f"{PLAIN * 12}\n\n## Hard part\n\n{HARD}\n\n## Plain part\n\n{PLAIN}\n"),
    )

    found = measure(read_pack(folder))

    assert [one.name for one in found.over] == ["two · Hard part"]


def test_headings_and_tables_do_not_count(folder: Path) -> None:
    table = f"| A | B |\n|---|---|\n| {HARD} | x |\n"
    write(folder, "more/two.md", page_text("Two", body=f"## {HARD.strip()}\n\n{table}\n{PLAIN}\n"))

    assert measure(read_pack(folder)).over == ()


def test_a_few_words_are_not_measured(folder: Path) -> None:
    write(
        folder, "more/two.md", page_text("Two", body="Interdisciplinary responsibilities necessitate documentation.\n")
    )

    found = measure(read_pack(folder))

    assert found.over == ()
    assert "two" not in {one.page for one in found.pages}


def test_a_sheet_for_families_has_the_lower_target(folder: Path) -> None:
    middling = "The worker calls the mother and the grandmother to plan a family meeting. " * 8
    write(folder, "more/two.md", page_text("Two", body=middling))
    as_page = measure(read_pack(folder))
    write(folder, "more/two.md", page_text("Two", kind="sheet", body=middling))

    as_sheet = measure(read_pack(folder))

    assert as_page.over == ()
    assert [(one.name, one.target) for one in as_sheet.over] == [("two", 6.0)]


def test_spanish_is_held_to_an_ease(folder: Path) -> None:
    write(folder, "more/two.md", page_text("Dos", kind="sheet", more="language: es\n", body=HARD_IN_SPANISH))

    found = measure(read_pack(folder))

    assert [one.name for one in found.over] == ["two"]
    assert found.over[0].ease < 80


def test_an_exception_takes_a_part_out_and_one_nobody_needs_is_told(folder: Path) -> None:
    write(folder, "more/two.md", page_text("Two", body=HARD))
    file = exceptions_in(
        folder,
        '[[exceptions]]\npage = "two"\nreason = "Names."\n[[exceptions]]\npage = "one"\npart = "x"\nreason = "None."\n',
    )
    pack = read_pack(folder)

    found = measure(pack, read_exceptions(file, pack))

    assert found.over == ()
    assert [(one.name, why.reason) for one, why in found.excepted] == [("two", "Names.")]
    assert [(one.page, one.part) for one in found.stale] == [("one", "x")]
    assert not found.is_right


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[exceptions]]\npage = "tow"\nreason = "R"\n', "there is no page “tow” (did you mean “two”?)"),
        ('[[exceptions]]\npage = "two"\n', "“reason” is missing"),
        ('[[exceptions]]\npage = "two"\nreason = "R"\ngrade = 9\n', "“grade” is not a key here"),
        ("[[exceptions]\n", "not valid TOML"),
    ],
)
def test_a_fault_in_the_exceptions_is_told_with_its_place(folder: Path, text: str, told: str) -> None:
    file = exceptions_in(folder, text)

    with pytest.raises(FaultyContent) as caught:
        read_exceptions(file, read_pack(folder))

    assert [told in str(fault) for fault in caught.value.faults] == [True]
    assert str(caught.value.faults[0]).startswith("readability.toml:")
