"""A region without any code: the proof that an academy can do without."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest

from portal.plugin_host.archives import extract, read_archive
from portal.plugin_host.declarations import Declared
from portal.plugin_host.discovery import inspect_pack
from portal.plugin_host.validating import faults_of_pack
from portal.plugin_host.writing import zip_pack
from tests.conftest import ROOT
from tests.plugin_host.loading import declared_by_all
from tests.plugins import Installer

PACK = ROOT / "plugins" / "los_angeles"


@pytest.fixture
def declared(installer: Installer) -> Declared:
    """Give what the pack declares; no plugin with code is installed."""
    with (ROOT / "portal" / "content" / "counties.csv").open(encoding="utf-8", newline="") as stream:
        counties = {row["name"]: row["fips"] for row in csv.DictReader(stream)}
    [declared] = declared_by_all(counties, pack_folders=(ROOT / "plugins",))
    return declared


def test_the_pack_holds_no_code() -> None:
    endings = {file.suffix for file in PACK.rglob("*") if file.is_file()}

    assert endings == {".toml", ".csv", ".md"}
    assert inspect_pack(PACK).module == ""


def test_the_pack_gives_its_region_and_what_a_region_needs(declared: Declared) -> None:
    assert (declared.source.plugin, declared.regions) == ("los_angeles", ("los-angeles",))
    assert [region.id for region in declared.of("portal_regions")] == ["los-angeles"]
    assert len(declared.of("portal_tools")) >= 4
    assert len(declared.of("portal_posts")) >= 4
    assert declared.of("portal_contacts")
    assert declared.of("portal_feeds")
    assert [sheet.id for sheet in declared.of("portal_worksheets")] == ["one-skill-one-number"]
    assert {word.leads_to for word in declared.of("portal_search_words")} <= {
        tool.id for tool in declared.of("portal_tools")
    }


def test_the_folder_as_it_is_can_be_zipped_and_uploaded(tmp_path: Path) -> None:
    files = {file.relative_to(PACK).as_posix(): file.read_bytes() for file in PACK.rglob("*") if file.is_file()}
    with (ROOT / "portal" / "content" / "counties.csv").open(encoding="utf-8", newline="") as stream:
        counties = {row["name"]: row["fips"] for row in csv.DictReader(stream)}

    extract(read_archive(zip_pack(files)), tmp_path)

    assert faults_of_pack(tmp_path, counties) == []


def test_the_pack_claims_the_counties_of_its_file(declared: Declared) -> None:
    rows = tomllib.loads((PACK / "content" / "counties.toml").read_text())["counties"]

    claims = {claim.fips: claim.is_main for claim in declared.of("portal_counties")}

    assert claims == {row["fips"]: row["main"] for row in rows}
    assert claims["06037"] is True
