"""Zips as people make them, and as those do who mean harm."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from portal.foundation.errors import FaultyContent
from portal.plugin_host.archives import read_archive

MANIFEST = b"""\
id = "trial"
name = "Trial"
version = "1.0.0"
description = "A pack for tests."
kind = "pack"
scope = "region"
regions = ["east"]
api = "1"
contact = "web@trial.example"
personal_data = "none"
"""
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
TOOL = b"---\ntitle: A tool\n---\n\nWords.\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a zip; `said` is what the list of entries says of it, whatever is true."""

    name: str
    data: bytes = TOOL
    said: dict[str, int] = field(default_factory=dict)


def zip_of(*entries: Entry) -> bytes:
    """Return entries as a packed zip."""
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        for entry in entries:
            info = ZipInfo("placeholder")
            info.filename, info.compress_type = entry.name, ZIP_DEFLATED
            info.external_attr = (0o40755 if entry.name.endswith("/") else 0o100644) << 16
            with warnings.catch_warnings(action="ignore"):  # it warns of a name that is there twice
                archive.writestr(info, entry.data)
            for key, value in entry.said.items():
                setattr(info, key, value)
    return held.getvalue()


def pack_zip(*entries: Entry) -> bytes:
    """Return a packed zip with a manifest in order and these entries."""
    return zip_of(Entry("pack.toml", MANIFEST), *entries)


def faults_of_zip(data: bytes) -> list[str]:
    """Return the faults found in a zip, as they are told."""
    with pytest.raises(FaultyContent) as raised:
        read_archive(data)
    return [str(fault) for fault in raised.value.faults]
