"""Words that may stand in some places only: regions' names, registries, homes."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.architecture.reading import PORTAL, committed_files, files, name_of
from tests.conftest import ROOT

CONTENT, DEMO_PEOPLE = PORTAL / "content", PORTAL / "cli" / "demo.py"
HOSTS = (
    "files.python" + "hosted.org", "pypi" + ".org/simple", "registry" + ".npmjs", "--index" + "-url",
    "--extra-index" + "-url", "arti" + "factory", "pythonhosted" + ".org",
)  # fmt: skip
HOMES = re.compile(r"(?<![\w.:/-])/(home|Users|root)/[\w.-]+")


def region_words() -> list[str]:
    """Return every word by which a region is known: names, labels, academies, keys of regions and plugins."""
    words = {"Northern", "Bay Area", "Central California", "Southern", "Los Angeles"}
    for file in ROOT.glob("plugins/**/content/region.toml"):
        facts = tomllib.loads(file.read_text(encoding="utf-8"))
        words |= {facts[key] for key in ("id", "name", "label", "academy")}
    words |= {file.parent.name for file in ROOT.glob("plugins/*/pack.toml")}
    words |= {file.parent.name for file in ROOT.glob("plugins/*/pyproject.toml")}
    return sorted(words)


def test_the_core_names_no_region() -> None:
    pattern = re.compile("|".join(rf"(?<![\w-]){re.escape(word)}(?![\w-])" for word in region_words()))
    sources = [
        file
        for file in files(PORTAL, "py", "html", "xml", "css", "js", "svg", "toml")
        if CONTENT not in file.parents and file != DEMO_PEOPLE
    ]

    named = [
        f"{name_of(file)}:{number}: {line.strip()}"
        for file in sources
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]

    assert len(sources) > 150
    assert named == []


def test_no_more_than_five_regions_are_known_to_the_test_of_names() -> None:
    assert {"northern", "bay-area", "central", "southern", "los-angeles", "los_angeles", "bay_area"} <= set(
        region_words()
    )


@pytest.mark.parametrize("host", HOSTS)
def test_nothing_committed_names_a_registry(host: str) -> None:
    named = [
        name_of(file)
        for file in committed_files()
        if file.suffix not in {".png", ".webp"} and host in file.read_text(encoding="utf-8", errors="replace")
    ]

    assert named == []


def test_nothing_committed_names_a_folder_of_somebodys_home() -> None:
    named = [
        f"{name_of(file)}: {found[0]}"
        for file in committed_files()
        if file.suffix not in {".png", ".webp"}
        and (found := HOMES.search(file.read_text(encoding="utf-8", errors="replace")))
    ]

    assert named == []


@pytest.mark.parametrize("line", ["/" + "home/ana/portal", "cd /" + "root/portal", "'/" + "Users/ana'"])
def test_the_eye_for_homes_sees_one(line: str) -> None:
    assert HOMES.search(line)
