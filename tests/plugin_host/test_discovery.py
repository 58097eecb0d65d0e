"""Finding plugins without running any of their code."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from portal.plugin_host.discovery import Found, discover
from tests.plugins import write_manifest

if TYPE_CHECKING:
    from tests.plugins import Installer


def state_of(found: list[Found]) -> list[tuple[str, str]]:
    return [(one.id, one.state) for one in found]


def pack(folder: Path, name: str, **manifest: object) -> Path:
    """Write a pack of this name into a folder of packs."""
    (folder / name).mkdir(parents=True)
    write_manifest(folder / name / "pack.toml", **({"id": name, "kind": "pack"} | manifest))
    return folder / name


def test_packages_and_packs_are_found_by_id(installer: Installer, tmp_path: Path) -> None:
    package = installer.install("zeta", "", content="content")
    folder = pack(tmp_path / "packs", "alpha")

    alpha, zeta = discover((tmp_path / "packs",))

    assert (alpha.id, alpha.module, alpha.content_folder, alpha.state) == ("alpha", "", folder, "found")
    assert (zeta.id, zeta.module, zeta.content_folder) == ("zeta", "portal_zeta.plugin", package / "content")


@pytest.mark.parametrize("manifest", [{}, {"api": "9"}, {"kind": "zip"}, {"id": "another"}])
def test_nothing_of_a_package_runs_while_it_is_found(installer: Installer, manifest: dict[str, object]) -> None:
    package = installer.install("trial", "", **manifest)
    (package / "__init__.py").write_text("from pathlib import Path\nPath(__file__).with_name('ran').touch()\n")

    discover(())

    assert not (package / "ran").exists()
    assert "portal_trial" not in sys.modules


def test_a_faulty_manifest_is_rejected_with_its_faults(installer: Installer) -> None:
    installer.install("trial", "", version="one", colour="red")

    [found] = discover(())

    assert (found.state, found.manifest) == ("rejected", None)
    assert found.reason == "portal-plugin.toml:11: “colour” is not a key of a manifest"
    assert found.remedy == "Correct portal-plugin.toml, then restart."


def test_a_plugin_for_another_api_is_incompatible(installer: Installer) -> None:
    installer.install("trial", "", api="9")

    [found] = discover(())

    assert (found.state, found.reason) == ("incompatible", "It was written for API 9; this portal supports 1.")


def test_a_package_without_manifest_is_rejected(installer: Installer) -> None:
    package = installer.install("trial", "")
    (package / "portal-plugin.toml").unlink()

    [found] = discover(())

    assert (found.state, found.reason) == ("rejected", "portal-plugin.toml: the manifest is missing")


def test_a_package_that_is_gone_is_rejected(installer: Installer) -> None:
    installer.points.append(EntryPoint("ghost", "portal_ghost.plugin", "portal.plugins"))

    [found] = discover(())

    assert (found.id, found.state, found.reason) == ("ghost", "rejected", "Its package portal_ghost cannot be found.")


@pytest.mark.parametrize("value", ["", ".x", ":x", "sys"])
def test_an_entry_point_that_names_no_package_is_rejected(installer: Installer, value: str) -> None:
    installer.points.append(EntryPoint("odd", value, "portal.plugins"))

    assert state_of(discover(())) == [("odd", "rejected")]


def test_a_manifest_and_entry_point_of_different_names_are_rejected(installer: Installer) -> None:
    installer.install("trial", "", id="other")

    [found] = discover(())

    assert (found.id, found.state) == ("trial", "rejected")
    assert found.reason == "Its manifest says “other” but its entry point says “trial”."


def test_an_id_found_twice_is_rejected_in_all_its_places(installer: Installer, tmp_path: Path) -> None:
    installer.install("trial", "")
    pack(tmp_path / "packs", "trial")
    pack(tmp_path / "packs", "other")

    found = discover((tmp_path / "packs",))

    assert state_of(found) == [("other", "found"), ("trial", "rejected"), ("trial", "rejected")]
    assert all("More than one plugin is called “trial”" in one.reason for one in found[1:])


def test_a_pack_is_known_by_its_manifest_not_its_folder(installer: Installer, tmp_path: Path) -> None:
    pack(tmp_path / "packs", "some-folder", id="alpha")

    assert state_of(discover((tmp_path / "packs",))) == [("alpha", "found")]


def test_folders_without_a_manifest_and_folders_that_are_not_there_hold_no_pack(
    installer: Installer, tmp_path: Path
) -> None:
    (tmp_path / "packs" / "notes").mkdir(parents=True)

    assert discover((tmp_path / "packs", tmp_path / "nowhere")) == []
