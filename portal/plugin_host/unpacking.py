"""Applied packs as folders: unpacked from the database when a worker needs them, under a mark of what they hold."""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.foundation.database import db
from portal.foundation.errors import FaultyContent
from portal.plugin_host.archives import extract, read_archive
from portal.plugin_host.digests import digest_of_file
from portal.plugin_host.discovery import Found, inspect_pack
from portal.plugin_host.models import PackVersion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

log = logging.getLogger(__name__)
DRAFT, APPLIED, REPLACED, UNDONE = "draft", "applied", "replaced", "undone"


def find_applied(store: Path) -> list[Found]:
    """Return every applied pack, its files in a folder of the store; one that cannot be unpacked says why."""
    rows = db.session.execute(
        select(PackVersion.id, PackVersion.plugin_id, PackVersion.digest).where(PackVersion.state == APPLIED)
    )
    return [find_one(store, *row) for row in rows.all()]


def find_one(store: Path, version_id: int, plugin_id: str, digest: str) -> Found:
    """Return one applied pack."""

    def read() -> dict[str, bytes]:
        return read_archive(db.session.scalars(select(PackVersion.archive).where(PackVersion.id == version_id)).one())

    try:
        folder = unpacked(store, digest, read)
    except (OSError, FaultyContent) as error:
        log.exception("The pack %s could not be unpacked.", plugin_id)
        return Found(
            id=plugin_id,
            folder=store / digest,
            state="rejected",
            reason=f"Its files could not be unpacked: {error}.",
            remedy="See that the instance folder can be written and has room; then look for plugins again.",
        )
    return replace(inspect_pack(folder), id=plugin_id)


def unpacked(store: Path, digest: str, read: Callable[[], Mapping[str, bytes]]) -> Path:
    """Return the folder of the store that holds files with this mark; `read` gives them where it does not yet.

    Workers may do this at the same time: files are written beside and moved into place whole, and a folder in which
    something was changed is replaced.
    """
    folder = store / digest
    if mark_of_folder(folder) == digest:
        return folder
    store.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=store, prefix=".new-") as place:
        whole, damaged = Path(place, "whole"), Path(place, "damaged")
        whole.mkdir()
        extract(dict(read()), whole)
        with suppress(OSError):  # something lies there: damaged, or another worker's, which is as good
            whole.rename(folder)
        if mark_of_folder(folder) != digest:
            with suppress(OSError):
                folder.rename(damaged)
            with suppress(OSError):
                whole.rename(folder)
    if mark_of_folder(folder) != digest:
        raise OSError(f"{folder} does not hold what it should")
    return folder


def mark_of(files: Mapping[str, bytes]) -> str:
    """Return a mark of files by their names and bytes: the same for the same files, however they were packed."""
    return joined_marks((name, hashlib.sha256(data).digest()) for name, data in sorted(files.items()))


def mark_of_folder(folder: Path) -> str:
    """Return the mark of the files in a folder; nothing where there is no such folder."""
    if not folder.is_dir():
        return ""
    names = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if not file.is_dir()}
    try:
        return joined_marks((name, digest_of_file(file)) for name, file in sorted(names.items()))
    except OSError:  # another worker is replacing it just now
        return ""


def joined_marks(marks: Iterator[tuple[str, bytes]]) -> str:
    """Return one mark for names with their digests."""
    whole = hashlib.sha256()
    for name, digest in marks:
        whole.update(name.encode() + b"\0" + digest)
    return whole.hexdigest()
