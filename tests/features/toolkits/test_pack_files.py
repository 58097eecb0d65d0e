"""The files of a pack's folder: what is no file is left alone, and every one counts for the fingerprint."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from portal.cli.content import PACK, read_all
from portal.features.toolkits.packs import fingerprint, fingerprint_of, read_pack
from portal.foundation.errors import FaultyContent
from tests.features.toolkits.packing import write, write_pack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "pack")


def test_a_folder_named_like_a_file_is_not_read(folder: Path) -> None:
    for name in ("a.b", "more/four.md", "posts/five.md"):
        (folder / name).mkdir(parents=True)

    pack, posts = read_all(folder)

    assert (len(pack.pages), posts) == (5, [])


def test_a_table_that_is_a_folder_is_a_fault(folder: Path) -> None:
    (folder / "videos.toml").unlink()
    (folder / "videos.toml").mkdir()

    with pytest.raises(FaultyContent) as caught:
        read_pack(folder)

    assert [str(fault) for fault in caught.value.faults] == ["videos.toml: the file cannot be read: Is a directory"]


def test_links_to_nothing_and_pipes_are_left_alone(folder: Path) -> None:
    (folder / "more" / ".#two.md").symlink_to("nobody@nowhere.1234")
    os.mkfifo(folder / "more" / "pipe.md")

    assert len(read_pack(folder).pages) == 5


def test_a_file_whose_name_is_no_text_is_a_fault(folder: Path) -> None:
    source = (folder / "more" / "two.md").read_bytes()
    Path(os.fsdecode(os.fsencode(folder / "more") + b"/\xff.md")).write_bytes(source)

    with pytest.raises(FaultyContent) as caught:
        read_pack(folder)

    assert [fault.reason for fault in caught.value.faults] == [
        "the file's name must be lower-case words joined by hyphens"
    ]


def test_a_file_in_another_folder_has_another_fingerprint(folder: Path) -> None:
    before = fingerprint_of(folder)

    (folder / "start").rename(folder / "stark")
    moved = fingerprint_of(folder)
    (folder / "stark").rename(folder / "start")

    assert moved != before
    assert fingerprint_of(folder) == before


def test_a_file_without_an_ending_counts_and_a_folder_does_not(folder: Path) -> None:
    before = fingerprint_of(folder)

    (folder / "a.b").mkdir()
    with_folder = fingerprint_of(folder)
    write(folder, "NOTES", "Words.\n")

    assert with_folder == before
    assert fingerprint_of(folder) != before


@pytest.mark.parametrize(
    "name",
    [
        "content/counties.csv", "features/toolkits/packs/tables.py", "features/toolkits/rules.py",
        "foundation/slugs.py", "foundation/vocabulary.py", "infrastructure/markup/markdown.py",
        "infrastructure/markup/front_matter.py", "plugin_host/content.py",
    ],
)  # fmt: skip
def test_counties_and_the_code_that_reads_count_for_the_fingerprint(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    copy = tmp_path / "portal"
    shutil.copytree(PACK.parents[1], copy, ignore=shutil.ignore_patterns("static", "sop", "__pycache__"))
    before = fingerprint_of(folder)
    monkeypatch.setattr(fingerprint, "PORTAL", copy)
    monkeypatch.setattr(fingerprint, "COUNTIES", copy / "content" / "counties.csv")
    same = fingerprint_of(folder)

    with (copy / name).open("a", encoding="utf-8") as stream:
        stream.write("\n")

    assert same == before
    assert fingerprint_of(folder) != before
