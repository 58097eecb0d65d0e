"""A whole pack, read from its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.toolkits.packs.fingerprint import fingerprint_of
from portal.features.toolkits.packs.links import Targets, faults_in_posts
from portal.features.toolkits.packs.pages import POSTS, addresses_of, read_files, read_page
from portal.features.toolkits.packs.tables import read_glossary, read_redirects, read_toolkit, read_videos
from portal.features.toolkits.packs.values import Pack
from portal.foundation.errors import Fault, FaultyContent

if TYPE_CHECKING:
    from pathlib import Path


def read_pack(folder: Path) -> Pack:
    """Return the pack of a folder, or raise FaultyContent with all faults of all files."""
    faults: list[Fault] = []
    keep = faults.append
    toolkit = read_toolkit(folder / "toolkit.toml", keep)
    files = read_files(folder, toolkit.known, keep)
    addresses = addresses_of(files, toolkit.known)
    glossary = read_glossary(folder / "glossary.toml", addresses, keep)
    pages = {file.name: read_page(file, file.document, addresses, keep) for file in files if file.document}
    targets = Targets(addresses, {page.slug: page.rendered.anchors for page in pages.values()}, glossary.known)
    for name, page in pages.items():
        faults += targets.faults(name, page.rendered.links)
    faults += faults_in_posts(folder / POSTS, targets)
    pack = Pack(
        slug=toolkit.slug,
        title=toolkit.title,
        summary=toolkit.summary,
        fingerprint=fingerprint_of(folder),
        sections=toolkit.sections,
        pages=tuple(pages.values()),
        terms=glossary.terms,
        videos=tuple(read_videos(folder / "videos.toml", addresses, keep)),
        redirects=dict(read_redirects(folder / "redirects.toml", addresses, keep)),
    )
    if faults:
        raise FaultyContent(faults)
    return pack
