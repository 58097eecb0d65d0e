"""A Markdown pack, read into values with every fault in it. No database."""

from __future__ import annotations

from portal.features.toolkits.packs.fingerprint import fingerprint_of
from portal.features.toolkits.packs.readability import Readability, measure, read_exceptions
from portal.features.toolkits.packs.reading import read_pack
from portal.features.toolkits.packs.values import Pack, PackPage, PackSection

__all__ = [
    "Pack", "PackPage", "PackSection", "Readability", "fingerprint_of", "measure", "read_exceptions", "read_pack",
]  # fmt: skip
