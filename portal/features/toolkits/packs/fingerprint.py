"""A mark by which a pack is known again, so that it is brought in only when something changed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from portal.infrastructure.markup.sources import is_file

PORTAL = Path(__file__).parents[3]
COUNTIES = PORTAL / "content" / "counties.csv"
CODE = (
    "features/toolkits/packs/*.py", "features/toolkits/rules.py", "foundation/slugs.py", "foundation/vocabulary.py",
    "infrastructure/markup/*.py", "plugin_host/content.py",
)  # fmt: skip


def fingerprint_of(folder: Path) -> str:
    """Return a mark of all that is brought in with a pack, and of the code that reads, checks and renders it."""
    digest = hashlib.sha256()
    code = [file for pattern in CODE for file in sorted(PORTAL.glob(pattern))]
    for root, files in ((PORTAL, [*code, COUNTIES]), (folder, sorted(folder.rglob("*")))):
        for file in filter(is_file, files):
            name = os.fsencode(file.relative_to(root).as_posix())
            digest.update(name + b"\0" + hashlib.sha256(bytes_of(file)).digest())
    return digest.hexdigest()


def bytes_of(file: Path) -> bytes:
    """Return what a file holds; nothing when it cannot be read, which the reading tells."""
    try:
        return file.read_bytes()
    except OSError:
        return b""
