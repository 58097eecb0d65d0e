"""Applied packs become folders when they are needed, whoever asks first, and stay what they are."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from portal.features.extensions.services import applying, packs
from portal.plugin_host.host import get_host
from portal.plugin_host.unpacking import mark_of, mark_of_folder, unpacked
from tests import packs as made

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

FILES = {"pack.toml": b"id", "tools/one.md": b"one", "files/\u062f\u0644\u064a\u0644.pdf": b"%PDF-"}
MARK = mark_of(FILES)


def never() -> dict[str, bytes]:
    """Fail when the files are asked for."""
    raise AssertionError("nothing had to be read")


def test_the_same_files_lie_in_the_same_folder_and_are_unpacked_once(tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "store", MARK, lambda: FILES)

    assert unpacked(tmp_path / "store", MARK, never) == folder == tmp_path / "store" / MARK
    assert {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*.*")} == FILES
    assert [one.name for one in (tmp_path / "store").iterdir()] == [MARK]


@pytest.mark.parametrize("harm", ["changed", "missing", "added", "a file in its place"])
def test_a_damaged_folder_is_replaced(tmp_path: Path, harm: str) -> None:
    folder = unpacked(tmp_path, MARK, lambda: FILES)
    if harm == "changed":
        (folder / "tools" / "one.md").write_bytes(b"two")
    elif harm == "missing":
        (folder / "pack.toml").unlink()
    elif harm == "added":
        (folder / "tools" / "two.md").write_bytes(b"two")
    else:
        folder.rename(tmp_path / "away")
        folder.write_bytes(b"in its place")

    unpacked(tmp_path, MARK, lambda: FILES)

    assert mark_of_folder(folder) == MARK
    assert not list(tmp_path.glob(".new-*"))


def test_many_at_once_end_with_one_whole_folder(tmp_path: Path) -> None:
    start = Barrier(8)

    def one_worker(_: int) -> Path:
        start.wait()
        return unpacked(tmp_path, MARK, lambda: FILES)

    with ThreadPoolExecutor(8) as workers:
        folders = set(workers.map(one_worker, range(8)))

    assert folders == {tmp_path / MARK}
    assert mark_of_folder(tmp_path / MARK) == MARK


def test_what_cannot_be_unpacked_is_an_error_and_not_half_a_pack(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="does not hold what it should"):
        unpacked(tmp_path, MARK, lambda: {"pack.toml": b"other"})


def test_an_applied_pack_is_found_beside_the_others_and_a_lost_folder_comes_back(context: Flask) -> None:
    version = packs.upload(made.pack(), actor_id=None)
    assert "isles_pack" not in get_host().find()
    applying.apply(version, actor_id=None)

    found = get_host().find()["isles_pack"]
    (found.folder / "tools" / "map.md").unlink()

    again = get_host().find()["isles_pack"]
    assert (again.state, again.folder) == ("found", found.folder)
    assert (again.folder / "tools" / "map.md").is_file()


def test_an_applied_pack_that_cannot_be_unpacked_says_so_and_the_others_are_found(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    applying.apply(packs.upload(made.pack(), actor_id=None), actor_id=None)
    monkeypatch.setattr("portal.plugin_host.unpacking.unpacked", lambda *_: (_ for _ in ()).throw(OSError("disk full")))

    found = get_host().find()

    assert found["isles_pack"].state == "rejected"
    assert found["isles_pack"].reason == "Its files could not be unpacked: disk full."
    assert found["northern"].state == "found"
