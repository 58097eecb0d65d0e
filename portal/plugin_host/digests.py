"""What is read of files once, and again only when they change: their digests, and what manifests say."""

from __future__ import annotations

import hashlib
import time
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILES_AT_MOST = 32_768
SETTLED_SECONDS = 2.0
R = TypeVar("R")


def read_once(read: Callable[[Path], R]) -> Callable[[Path], R]:
    """Keep what a function reads of a file for as long as its size, its times and its place on the disk stay.

    A file that changed a moment ago may change again without another time being seen: it is always read.
    """

    @lru_cache(FILES_AT_MOST)
    def kept(file: Path, _facts: tuple[int, ...]) -> R:
        return read(file)

    @wraps(read)
    def reading(file: Path) -> R:
        try:
            facts = file.stat()
        except OSError:
            return read(file)
        if max(facts.st_mtime, facts.st_ctime) + SETTLED_SECONDS >= time.time():
            return read(file)
        return kept(file, (facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino))

    return reading


@read_once
def digest_of_file(file: Path) -> bytes:
    """Return the digest of a file, read piece by piece."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()
