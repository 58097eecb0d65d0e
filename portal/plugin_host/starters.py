"""Packs to begin with: a blank one to fill in, and a filled one to look at. Their files lie in portal/content/."""

from __future__ import annotations

from pathlib import Path

from portal.plugin_host.writing import zip_pack

CONTENT = Path(__file__).parents[1] / "content"
BLANK, EXAMPLE = CONTENT / "pack_template", CONTENT / "pack_example"


def blank_pack() -> bytes:
    """Return the zip of a pack with everything in its place and nothing true in it."""
    return zip_folder(BLANK)


def example_pack() -> bytes:
    """Return the zip of an invented region's pack."""
    return zip_folder(EXAMPLE)


def zip_folder(folder: Path) -> bytes:
    """Return a folder's files as a zip, named from the folder."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return zip_pack({file.relative_to(folder).as_posix(): file.read_bytes() for file in files})
