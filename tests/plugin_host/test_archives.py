"""An uploaded zip is read in memory: whole when it is in order, not at all when it is not."""

from __future__ import annotations

import stat
import struct
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.foundation.errors import FaultyContent
from portal.plugin_host import archives
from portal.plugin_host.archives import extract, read_archive
from tests.plugin_host.zips import MANIFEST, PNG, TOOL, Entry, faults_of_zip, pack_zip, zip_of

if TYPE_CHECKING:
    from pathlib import Path

MIB = 1024 * 1024
FILES = {"pack.toml": MANIFEST, "tools/a.md": TOOL, "files/plan.png": PNG}
COMPOSED, DECOMPOSED = "caf\u00e9", "cafe\u0301"
WHOLE = pack_zip(Entry("tools/a.md"), Entry("posts/b.md"), Entry("files/plan.png", PNG))


def test_a_zip_in_order_is_read_by_name() -> None:
    data = pack_zip(Entry("tools/a.md"), Entry("files/plan.png", PNG))

    assert read_archive(data) == FILES


def test_a_folder_around_everything_is_taken_off() -> None:
    data = zip_of(*(Entry(f"Our pack/{name}", held) for name, held in FILES.items()), Entry("Our pack/tools/", b""))

    assert read_archive(data) == FILES


def test_what_computers_add_of_their_own_is_left_out() -> None:
    added = ("__MACOSX/._pack.toml", "__MACOSX/tools/._a.md", ".DS_Store", "trial/.DS_Store", "trial/files/Thumbs.db")
    data = zip_of(*(Entry(name) for name in added), *(Entry(f"trial/{name}", held) for name, held in FILES.items()))

    assert read_archive(data) == FILES


def test_the_content_may_lie_in_the_folder_that_the_manifest_names() -> None:
    manifest = MANIFEST + b'content = "content"\n'
    entries = (Entry("content/tools/a.md"), Entry("content/files/plan.png", PNG), Entry("tools/b.md"))

    inside = read_archive(zip_of(Entry("pack.toml", manifest), *entries[:2]))
    beside = faults_of_zip(zip_of(Entry("pack.toml", manifest), *entries))
    beside_a_broken_manifest = faults_of_zip(zip_of(Entry("pack.toml", manifest + b"x"), *entries))

    assert list(inside) == ["content/files/plan.png", "content/tools/a.md", "pack.toml"]
    assert [fault[:38] for fault in beside] == ["tools/b.md: it has no place in a pack;"]
    assert beside_a_broken_manifest == beside


def test_a_checked_archive_is_written_to_a_folder(tmp_path: Path) -> None:
    extract(FILES, tmp_path / "new")

    written = {
        file.relative_to(tmp_path / "new").as_posix(): file.read_bytes()
        for file in tmp_path.rglob("*")
        if file.is_file()
    }
    assert written == FILES


def test_c92_a_dangerous_archive_is_refused_whole() -> None:
    link = {"external_attr": (stat.S_IFLNK | 0o777) << 16}
    pipe = {"external_attr": stat.S_IFIFO << 16}
    data = pack_zip(
        Entry("../x.md"),
        Entry("/etc/passwd"),
        Entry("tools/..\\..\\x.md"),
        Entry("C:/x.md"),
        Entry("tools//x.md"),
        Entry("tools/./x.md"),
        Entry("tools/link.md", b"/etc/passwd", link),
        Entry("tools/pipe.md", b"", pipe),
        Entry("tools/locked.md", TOOL, {"flag_bits": 1}),
        Entry("tools/lzma.md", TOOL, {"compress_type": 14}),
        Entry("inner.zip", WHOLE),
        Entry("tools/disguised.md", WHOLE),
        Entry("files/inner.png", PNG + WHOLE),
        Entry("tools/double.md"),
        Entry("tools/Double.md"),
        Entry(f"files/{COMPOSED}.png", PNG),
        Entry(f"files/{DECOMPOSED}.png", PNG),
        Entry("posts/twice.md"),
        Entry("posts/twice.md"),
        Entry("files/a.png", PNG),
        Entry("files/a.png/b.png", PNG),
        Entry("files/gnp.\u202efdp.png", PNG),
        Entry("tools/zero\0.md"),
        Entry("tools/" + "x" * 200 + ".md"),
    )

    found = faults_of_zip(data)

    elsewhere = "some computers cannot tell its name from “{}”; rename one of them"
    assert found == sorted([
        "../x.md: its name leads out of the pack; names may not hold “..”",
        "/etc/passwd: its name begins with a slash; names lead from the pack's own folder",
        "tools/..\\..\\x.md: its name holds a backslash; folders are divided by “/”",
        "C:/x.md: its name holds a colon, as of a drive; rename it",
        "tools//x.md: its name has a part that is empty or a dot; zip the folder again",
        "tools/./x.md: its name has a part that is empty or a dot; zip the folder again",
        "tools/link.md: it is a link to another file; put the file itself there",
        "tools/pipe.md: it is no ordinary file; leave it out",
        "tools/locked.md: it is locked with a password; zip it without one",
        "tools/lzma.md: it is packed in a way that is not taken; zip the folder in the ordinary way",
        "inner.zip: it is an archive inside the archive; put in what it holds",
        "tools/disguised.md: it is an archive inside the archive; put in what it holds",
        "files/inner.png: an archive is hidden in it; save it again from the program it was made with",
        f"tools/Double.md: {elsewhere.format('tools/double.md')}",
        f"files/{DECOMPOSED}.png: {elsewhere.format(f'files/{COMPOSED}.png')}",
        "posts/twice.md: it is in the archive twice; keep one",
        "files/a.png: a folder has the same name; rename one of them",
        "files/gnp.\\u202efdp.png: its name holds a character that is not seen; rename it",
        "tools/zero\\u0000.md: its name holds a character that is not seen; rename it",
        "tools/" + "x" * 114 + "…: its name is longer than 200 bytes; shorten it",
    ])  # fmt: skip


@pytest.mark.parametrize("cut", [b"", b"words", WHOLE[:-1], WHOLE[: len(WHOLE) // 2], b"MZ" + WHOLE])
def test_what_is_no_whole_zip_is_refused_with_one_fault(cut: bytes) -> None:
    [fault] = faults_of_zip(cut)

    assert fault in {
        "the zip file: it is no zip, or an empty one; zip the folder that holds pack.toml",
        "the zip file: it is damaged or not complete; zip the folder again and upload it anew",
    }


def test_a_zip_without_a_manifest_is_refused() -> None:
    data = zip_of(Entry("tools/a.md"), Entry("posts/b.md"))

    assert faults_of_zip(data) == ["pack.toml: it is missing; it lies at the top of the zip"]


def test_a_damaged_entry_is_named_and_the_others_are_still_checked() -> None:
    data = pack_zip(Entry("tools/a.md", TOOL, {"CRC": 1}), Entry("run.py", b"print()"))

    found = faults_of_zip(data)

    assert found[1] == "tools/a.md: it is damaged; zip the folder again"
    assert found[0].startswith("run.py: it has no place in a pack; a pack holds pack.toml, region.toml, counties.toml,")


@pytest.mark.parametrize(
    "name",
    [
        "plugin.py", "tools/page.html", "tools/deeper/a.md", "tools/A.MD", "notes.md", "region.toml.bak", "files",
        "posts/run.sh", "Region.toml", "templates/base.html", ".htaccess",
    ],
)  # fmt: skip
def test_only_known_places_are_taken(name: str) -> None:
    [fault] = faults_of_zip(pack_zip(Entry(name)))

    assert fault == (
        f"{name}: it has no place in a pack; a pack holds pack.toml, region.toml, counties.toml, contacts.csv, "
        "feeds.toml, search-words.toml, tools/*.md, posts/*.md, worksheets/*.toml and files/"
    )


def test_a_real_bomb_is_refused_without_being_unpacked() -> None:
    data = pack_zip(Entry("files/plan.pdf", b"%PDF-" + bytes(50 * MIB)))

    found = faults_of_zip(data)

    assert len(data) < 60_000
    assert found == ["files/plan.pdf: it unpacks to more than 100 times its size; save it anew or leave it out"]


def test_what_an_entry_says_of_its_size_is_not_believed() -> None:
    bomb = b"%PDF-" + bytes(20 * MIB)

    too_small = faults_of_zip(pack_zip(Entry("files/plan.pdf", bomb, {"file_size": 100})))
    too_large = faults_of_zip(pack_zip(Entry("files/plan.pdf", bomb, {"compress_size": MIB})))

    assert too_small == ["files/plan.pdf: it is damaged; zip the folder again"]
    assert too_large == ["the zip file: it is damaged or not complete; zip the folder again and upload it anew"]


def test_a_small_entry_may_be_packed_tightly() -> None:
    data = pack_zip(Entry("files/plan.png", PNG + bytes(10_000)))

    assert list(read_archive(data)) == ["files/plan.png", "pack.toml"]


@pytest.mark.parametrize(
    ("limit", "value", "fault"),
    [
        ("LARGEST_ARCHIVE", len(WHOLE) - 1, "it is larger than 0 MiB; leave out or shrink what lies in files/"),
        ("MOST_ENTRIES", 3, "it holds more than 3 entries; leave some out"),
        ("MOST_MARKS", 3, "it holds more than 2,000 entries; leave some out"),
        ("LARGEST_TEXTS", 2 * len(TOOL), "its texts are larger than 0 MiB together; leave some out"),
        ("LARGEST_TOTAL", 200, "it is too large when unpacked: 0 MiB at most"),
    ],
)
def test_what_goes_beyond_a_limit_is_refused_with_one_fault(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int, fault: str
) -> None:
    before = read_archive(WHOLE)
    monkeypatch.setattr(archives, limit, value)

    assert faults_of_zip(WHOLE) == [f"the zip file: {fault}"]
    assert len(before) == 4


def test_what_just_meets_the_limits_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    total = len(MANIFEST) + 2 * len(TOOL)
    monkeypatch.setattr(archives, "LARGEST_ARCHIVE", len(WHOLE))
    monkeypatch.setattr(archives, "MOST_ENTRIES", 4)
    monkeypatch.setattr(archives, "LARGEST_TEXTS", total)
    monkeypatch.setattr(archives, "LARGEST_TOTAL", total + len(PNG))

    assert len(read_archive(WHOLE)) == 4


def test_a_name_not_marked_as_utf_8_is_read_as_such_if_it_can_be() -> None:
    marked = pack_zip(Entry("files/año.png", PNG))

    unmarked = read_archive(without_utf_8_marks(marked))
    other = read_archive(without_utf_8_marks(marked).replace("ñ".encode(), b"\xa4\xa5"))

    assert list(unmarked) == ["files/año.png", "pack.toml"]
    assert list(other) == ["files/añÑo.png", "pack.toml"]


def without_utf_8_marks(data: bytes) -> bytes:
    """Return a zip with the mark of names in UTF-8 taken from every entry."""
    changed = bytearray(data)
    for start, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(start)
        while at >= 0:
            [flags] = struct.unpack_from("<H", changed, at + place)
            struct.pack_into("<H", changed, at + place, flags & ~0x800)
            at = data.find(start, at + 1)
    return bytes(changed)


@settings(max_examples=400, deadline=None)
@given(
    at=st.integers(0, len(WHOLE) - 1),
    raw=st.binary(min_size=1, max_size=8),
    cut=st.integers(0, 8),
)
def test_whatever_bytes_a_zip_holds_it_is_read_or_its_faults_are_told(at: int, raw: bytes, cut: int) -> None:
    with suppress(FaultyContent):
        read_archive(WHOLE[:at] + raw + WHOLE[at + cut :])
