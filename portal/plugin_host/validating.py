"""Everything that is wrong with a pack's folder, in one list: its manifest, its content files, and how they fit."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from portal.foundation.errors import Fault, FaultyContent
from portal.foundation.slugs import nearest
from portal.infrastructure.markup.sources import is_list_of_texts, read_toml
from portal.plugin_host.archives import content_folder, extract, inspect_archive
from portal.plugin_host.bodies import Inside, faults_of_body, inspecting_parser
from portal.plugin_host.content import documents, rows, tables, values, worksheets
from portal.plugin_host.manifest import (
    LARGEST,
    PACK_MANIFEST,
    Incompatible,
    faults_in_values,
    faults_of,
    read_manifest,
)
from portal.plugin_host.records import find_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from portal.plugin_host.content.rows import KeyFault
    from portal.plugin_host.contributions import Contribution, RegionProposal, Worksheet
    from portal.plugin_host.parts import SearchWord

IN_ORDER: dict[str, Any] = {
    "id": "in_order", "name": "In order", "version": "1.0.0", "description": "", "kind": "pack", "scope": "region",
    "api": "1", "contact": "", "personal_data": "none",
}  # fmt: skip


def inspect_pack_zip(data: bytes, counties: Mapping[str, str]) -> tuple[dict[str, bytes], list[Fault]]:
    """Return the files of a pack's zip as far as they can be read, and every fault of the zip and of what it holds.

    Raises FaultyContent when it is no archive that can be opened.
    """
    files, faults = inspect_archive(data)
    if PACK_MANIFEST in files:
        with TemporaryDirectory() as place:
            for name, held in files.items():
                with suppress(OSError):  # a name that is also a folder's was told already
                    extract({name: held}, Path(place))
            faults += faults_of_pack(Path(place), counties)
    return files, sorted(set(faults))


def faults_of_pack(folder: Path, counties: Mapping[str, str]) -> list[Fault]:
    """Return every fault of the pack in a folder, in file order. `counties` gives each county name's FIPS code."""
    check = PackCheck(folder, counties)
    check.read_manifest()
    check.read_tables()
    check.read_documents()
    check.read_records()
    return sorted(set(check.faults))


class PackCheck:
    """One reading of a pack: the faults found so far, and what was read without any."""

    def __init__(self, folder: Path, counties: Mapping[str, str]) -> None:
        self.folder, self.counties = folder, counties
        self.faults: list[Fault] = []
        self.records: list[Contribution] = []
        self.regions: set[str] = set()
        self.prefix = ""

    @property
    def content(self) -> Path:
        """Where the content files lie."""
        return self.folder / self.prefix

    def add(self, faults: list[Fault]) -> None:
        """Add faults of content files, named as they lie in the pack."""
        self.faults += [Fault(self.prefix + one.file, one.line, one.reason) for one in faults]

    def read_manifest(self) -> None:
        """Read pack.toml: shapes and values at once, and whether it is for this portal."""
        file = self.folder / PACK_MANIFEST
        try:
            values.refuse_large(file, PACK_MANIFEST, LARGEST)
            self.prefix = content_folder(file.read_bytes() if file.is_file() else b"")
            toml = read_toml(file, PACK_MANIFEST)
            named = toml.facts.get("regions", [])
            self.regions = set(named) if is_list_of_texts(named) else set()
            rows.refuse(toml.fault(*one) for one in manifest_faults(toml.facts, self.prefix))
            read_manifest(file)
        except FaultyContent as error:
            self.faults += error.faults
        except Incompatible as error:
            self.faults.append(Fault(PACK_MANIFEST, 0, str(error)))

    def read_tables(self) -> None:
        """Read the files with rows."""
        names = {fips: name for name, fips in self.counties.items()}
        for read in (
            self.read_region,
            partial(tables.read_counties, self.content, names),
            partial(tables.read_contacts, self.content, self.counties),
            partial(tables.read_feeds, self.content),
            self.read_worksheets,
            self.read_search_words,
        ):
            self.keep(read)

    def keep(self, read: Callable[[], list[Any]]) -> None:
        """Keep the records that a function reads, or its faults."""
        try:
            self.records += read()
        except FaultyContent as error:
            self.add(error.faults)

    def read_region(self) -> list[RegionProposal]:
        """Return the region of region.toml, which must be one the manifest names."""
        regions = tables.read_region(self.content, self.regions)
        self.regions |= {region.id for region in regions}
        return regions

    def read_search_words(self) -> list[SearchWord]:
        """Return the search words, each of which must lead to a tool of the pack."""
        words = tables.read_search_words(self.content)
        tools = names_in(self.content)["tools"]
        for word in words:
            if word.leads_to not in tools:
                reason = f"there is no tool “{word.leads_to}” in the pack{nearest(word.leads_to, tools)}"
                self.add([Fault("search-words.toml", 0, reason)])
        return words

    def read_worksheets(self) -> list[Worksheet]:
        """Return the worksheets without a fault; the faults of the others are kept."""
        found, faults = worksheets.read_sheets(self.content)
        self.add(faults)
        return found

    def read_documents(self) -> None:
        """Read the tools and posts: their facts, their texts, and the links between them."""
        inside = Inside(frozenset(self.regions), names_in(self.content))
        parser = inspecting_parser()
        for kind, faults_of_facts, record_of in (
            ("tools", documents.tool_faults, documents.tool_of),
            ("posts", documents.post_faults, documents.post_of),
        ):
            found, faults = documents.read_documents(self.content, kind)
            self.add(faults)
            for document in found:
                wrong = faults_of_facts(document)
                self.add([*wrong, *faults_of_body(document, inside, parser)])
                self.records += [] if wrong else [record_of(document)]

    def read_records(self) -> None:
        """Ask of records without a fault so far the same as is asked of every record."""
        for record in self.records if not self.faults else ():
            if fault := find_fault(record):
                self.add([Fault(file_of(record), 0, f"of “{record.id}”, {fault}")])


def manifest_faults(facts: dict[str, Any], content: str) -> list[KeyFault]:
    """Return every fault of a manifest. `content` is the folder it names, if that is a plain one.

    Values are checked as if keys with a wrong shape were in order, so that all faults are told at once.
    """
    shapes = faults_of(facts)
    spoilt = {key for key, _ in shapes}
    sound = IN_ORDER | {key: value for key, value in facts.items() if key not in spoilt}
    faults = [*shapes, *faults_in_values(sound)]
    if sound["kind"] == "code":
        faults.append(("kind", "“kind” must be pack: a plugin with code is installed, not uploaded"))
    if facts.get("content") and not content:
        faults.append(("content", "“content” must be the name of a folder in the pack; or leave the key out"))
    return faults


def names_in(content: Path) -> dict[str, frozenset[str]]:
    """Return the names by which texts may link to what lies in tools/, posts/, worksheets/ and files/."""
    names = {kind: frozenset(file.stem for file in (content / kind).glob("*.md")) for kind in ("tools", "posts")}
    names["worksheets"] = frozenset(file.stem for file in (content / "worksheets").glob("*.toml"))
    files = content / "files"
    return names | {"files": frozenset(one.relative_to(files).as_posix() for one in files.rglob("*") if one.is_file())}


def file_of(record: Contribution) -> str:
    """Return the file in which a record of that kind lies."""
    kind = type(record).__name__
    tables_of = {"RegionProposal": "region.toml", "CountyClaim": "counties.toml", "Contact": "contacts.csv"}
    tables_of |= {"Feed": "feeds.toml", "SearchWord": "search-words.toml"}
    folders = {
        "Tool": f"tools/{record.id}.md",
        "Post": f"posts/{record.id}.md",
        "Worksheet": f"worksheets/{record.id}.toml",
    }
    return (tables_of | folders)[kind]
