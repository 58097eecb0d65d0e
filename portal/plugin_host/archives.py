"""A zip that somebody uploaded: read in memory, and refused whole when anything in it is not as it should be.

The limits are those of the plugins contract, section 1.12. Sizes are counted while reading, never believed.
"""

from __future__ import annotations

import re
import stat
import unicodedata
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from portal.foundation.errors import Fault, FaultyContent
from portal.infrastructure.markup.sources import load_toml
from portal.plugin_host.attachments import (
    DAMAGED,
    ZIP_ENTRY,
    ZIP_START,
    faults_of_attachment,
    is_archive,
)
from portal.plugin_host.manifest import PACK_MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from zipfile import ZipInfo

MIB = 1024 * 1024
LARGEST_ARCHIVE, LARGEST_TOTAL, LARGEST_TEXTS = 25 * MIB, 150 * MIB, 8 * MIB
MOST_ENTRIES, MOST_MARKS = 2_000, 50_000  # Word documents inside bring marks of their own
HIGHEST_RATIO, TOO_SMALL_TO_COUNT = 100, 10 * 1024
LONGEST_NAME, LONGEST_SHOWN = 200, 120
AT_ONCE = 256 * 1024
WHOLE = "the zip file"
LEFT_OUT = re.compile(r"(.*/)?(__MACOSX/.*|\.DS_Store|Thumbs\.db|desktop\.ini|README\.md)", re.DOTALL)
PLACES = re.compile(
    r"region\.toml|counties\.toml|feeds\.toml|contacts\.csv|search-words\.toml|(tools|posts)/[^/]+\.md|worksheets/[^/]+\.toml"
)
ALLOWED = (
    "a pack holds pack.toml, region.toml, counties.toml, contacts.csv, feeds.toml, search-words.toml, tools/*.md, "
    "posts/*.md, worksheets/*.toml and files/"
)
ARCHIVE_ENDINGS = (
    ".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".cab", ".jar", ".iso", ".lz", ".z",
)  # fmt: skip
NEVER_IN_NAMES = {"Cc", "Cf", "Cs"}  # control and format characters, those that turn the direction among them
ENCRYPTED = 0x1 | 0x40
BROKEN = "it is damaged or not complete; zip the folder again and upload it anew"
INNER_ARCHIVE = "it is an archive inside the archive; put in what it holds"
CONTENT_LINE = re.compile(r"""^content\s*=\s*["']([^"']*)["']""", re.MULTILINE)
FOLDER_NAME = re.compile(r"[\w-]+(/[\w-]+)*", re.ASCII)


def read_archive(data: bytes) -> dict[str, bytes]:
    """Return the files of a pack's zip by name, or raise FaultyContent with every fault of it.

    One folder around everything is taken off; what computers add of their own, and a README, are left out.
    """
    files, faults = inspect_archive(data)
    if faults:
        raise FaultyContent(faults)
    return files


def inspect_archive(data: bytes) -> tuple[dict[str, bytes], list[Fault]]:
    """Return the files of a pack's zip as far as they can be read, and every fault of it.

    Raises FaultyContent when it is no archive that can be opened.
    """
    with open_archive(data) as archive:
        spoilt = {info: list(faults_of_entry(info)) for info in archive.infolist()}
        plain = [info for info in archive.infolist() if not is_left_out(info) and not reasons_against(info)]
        names = [info.orig_filename for info in plain]
        top = top_folder(names)
        whole = {info.orig_filename.removeprefix(top): info for info in plain if not spoilt[info]}
        files, faults = read_entries(archive, whole)
    faults += [fault for found in spoilt.values() for fault in found]
    faults += faults_between_names(names)
    if f"{top}{PACK_MANIFEST}" not in names:
        faults.append(Fault(PACK_MANIFEST, 0, "it is missing; it lies at the top of the zip"))
    faults += faults_of_places(files)
    return files, faults


def extract(files: dict[str, bytes], folder: Path) -> None:
    """Write the files of a checked archive below a folder."""
    for name, data in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def open_archive(data: bytes) -> ZipFile:
    """Return the archive with its list of entries read, or raise FaultyContent."""
    if len(data) > LARGEST_ARCHIVE:
        raise refusal(f"it is larger than {LARGEST_ARCHIVE // MIB} MiB; leave out or shrink what lies in files/")
    if not data.startswith(ZIP_START):
        raise refusal("it is no zip, or an empty one; zip the folder that holds pack.toml")
    try:
        archive = opened(data) if data.count(ZIP_ENTRY) <= MOST_MARKS else None
    except DAMAGED:
        raise refusal(BROKEN) from None
    if archive is None or len(archive.infolist()) > MOST_ENTRIES:
        raise refusal(f"it holds more than {MOST_ENTRIES:,} entries; leave some out")
    if sum(info.compress_size for info in archive.infolist()) > len(data):
        raise refusal(BROKEN)
    return archive


def opened(data: bytes) -> ZipFile:
    """Open an archive; names that are not marked as UTF-8 may be so all the same."""
    try:
        return ZipFile(BytesIO(data), metadata_encoding="utf-8")
    except UnicodeDecodeError:
        return ZipFile(BytesIO(data))


def refusal(reason: str) -> FaultyContent:
    """Return the fault of an archive as a whole."""
    return FaultyContent([Fault(WHOLE, 0, reason)])


def is_left_out(info: ZipInfo) -> bool:
    """Say whether an entry is a folder, or something a computer put there for itself."""
    return info.orig_filename.endswith("/") or LEFT_OUT.fullmatch(info.orig_filename) is not None


def faults_of_entry(info: ZipInfo) -> Iterator[Fault]:
    """Give what is wrong with an entry before it is read: its name, and what it claims to be."""
    name, mode = info.orig_filename, info.external_attr >> 16
    reasons = reasons_against(info)
    if stat.S_ISLNK(mode):
        reasons.append("it is a link to another file; put the file itself there")
    elif stat.S_IFMT(mode) not in {0, stat.S_IFDIR if name.endswith("/") else stat.S_IFREG}:
        reasons.append("it is no ordinary file; leave it out")
    if info.flag_bits & ENCRYPTED:
        reasons.append("it is locked with a password; zip it without one")
    if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        reasons.append("it is packed in a way that is not taken; zip the folder in the ordinary way")
    if name.lower().endswith(ARCHIVE_ENDINGS):
        reasons.append(INNER_ARCHIVE)
    return (Fault(shown(name), 0, reason) for reason in reasons)


def reasons_against(info: ZipInfo) -> list[str]:
    """Return why an entry's name could lead out of the pack, or be taken for another."""
    name = info.orig_filename
    if len(name.encode("utf-8", "replace")) > LONGEST_NAME:
        return [f"its name is longer than {LONGEST_NAME} bytes; shorten it"]
    parts = name.removesuffix("/").split("/")
    checks = (
        (name.startswith("/"), "its name begins with a slash; names lead from the pack's own folder"),
        (".." in parts, "its name leads out of the pack; names may not hold “..”"),
        ("" in parts[1:] or "." in parts, "its name has a part that is empty or a dot; zip the folder again"),
        ("\\" in name, "its name holds a backslash; folders are divided by “/”"),
        (":" in name, "its name holds a colon, as of a drive; rename it"),
        (
            any(unicodedata.category(character) in NEVER_IN_NAMES for character in name),
            "its name holds a character that is not seen; rename it",
        ),
    )
    return [reason for is_wrong, reason in checks if is_wrong]


def shown(name: str) -> str:
    """Return a name as it can be shown: what is not seen is spelled out, and a long one is cut."""
    spelled = "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in name[:LONGEST_SHOWN])
    return spelled if len(name) <= LONGEST_SHOWN else f"{spelled}…"


def faults_between_names(names: list[str]) -> Iterator[Fault]:
    """Give a fault for each name that some computers cannot tell from another, or that is also a folder."""
    firsts: dict[str, str] = {}
    folders = {folded(name[:at]) for name in names for at, one in enumerate(name) if one == "/"}
    for name in names:
        first = firsts.setdefault(folded(name), name)
        if first is not name:
            reason = f"some computers cannot tell its name from “{shown(first)}”; rename one of them"
            yield Fault(shown(name), 0, "it is in the archive twice; keep one" if first == name else reason)
        if folded(name) in folders:
            yield Fault(shown(name), 0, "a folder has the same name; rename one of them")


def folded(name: str) -> str:
    """Return what is the same for names that differ only in case or in how their letters are composed."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def top_folder(names: list[str]) -> str:
    """Return the one folder around everything, with its slash, when the pack lies in it; otherwise nothing."""
    tops = {name.partition("/")[0] for name in names}
    top = f"{tops.pop()}/" if len(tops) == 1 else ""
    return top if f"{top}{PACK_MANIFEST}" in names else ""


def read_entries(archive: ZipFile, entries: dict[str, ZipInfo]) -> tuple[dict[str, bytes], list[Fault]]:
    """Return what entries hold, and why some cannot be read.

    Reading stops when it is too much in all; nothing is returned then.
    """
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    left = LARGEST_TOTAL
    for name, info in sorted(entries.items()):
        most = max(HIGHEST_RATIO * info.compress_size, TOO_SMALL_TO_COUNT)
        try:
            data = read_entry(archive, info, min(most, left))
        except DAMAGED:
            faults.append(Fault(shown(name), 0, "it is damaged; zip the folder again"))
            continue
        left -= len(data)
        if left < 0:
            return {}, [*faults, Fault(WHOLE, 0, f"it is too large when unpacked: {LARGEST_TOTAL // MIB} MiB at most")]
        if len(data) > most:
            reason = f"it unpacks to more than {HIGHEST_RATIO} times its size; save it anew or leave it out"
            faults.append(Fault(shown(name), 0, reason))
        files[name] = data
    return files, faults


def read_entry(archive: ZipFile, info: ZipInfo, most: int) -> bytes:
    """Return what an entry holds; of one that holds more than it may, only a little more than that."""
    held = bytearray()
    with archive.open(info) as stream:
        while len(held) <= most and (piece := stream.read(AT_ONCE)):
            held += piece
    return bytes(held)


def faults_of_places(files: dict[str, bytes]) -> Iterator[Fault]:
    """Give what is wrong with where files lie and with what kind they are."""
    content = content_folder(files.get(PACK_MANIFEST, b""))
    texts = 0
    for name, data in files.items():
        place = name.removeprefix(content) if name.startswith(content) else ""
        if place.startswith("files/"):
            yield from faults_of_attachment(name, data)
            continue
        texts += len(data)
        if name != PACK_MANIFEST and not PLACES.fullmatch(place):
            yield Fault(shown(name), 0, f"it has no place in a pack; {ALLOWED}")
        elif is_archive(data):
            yield Fault(shown(name), 0, INNER_ARCHIVE)
    if texts > LARGEST_TEXTS:
        yield Fault(WHOLE, 0, f"its texts are larger than {LARGEST_TEXTS // MIB} MiB together; leave some out")


def content_folder(manifest: bytes) -> str:
    """Return the folder, with its slash, in which a manifest says the content lies; usually there is none."""
    text = manifest.decode("utf-8", "replace")
    try:
        folder = load_toml(text).get("content", "")
    except (ValueError, RecursionError):
        said = CONTENT_LINE.search(text)
        folder = said[1] if said else ""
    return f"{folder}/" if isinstance(folder, str) and FOLDER_NAME.fullmatch(folder) else ""
