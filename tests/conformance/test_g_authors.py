"""Conformance cases of group G that are for authors: documents, the dump of the API, new projects, reaching inside."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from portal.cli import scaffolding
from portal.foundation.errors import Conflict, Invalid
from portal.plugin_host.checking import check
from portal.plugin_host.discovery import Found
from portal.plugin_host.reaching import reaches_of
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def reach(folder: Path, source: str, name: str = "plugin.py") -> list[str]:
    """Return what is found in a plugin's package with this source."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source, encoding="utf-8")
    return [str(one) for one in reaches_of(folder)]


@pytest.mark.parametrize(
    ("source", "module", "instead"),
    [
        ("from portal.foundation.database import db", "portal.foundation.database", "ctx.db for the plugin"),
        ("import portal.foundation.clock", "portal.foundation.clock", "ctx.clock()"),
        ("from portal.foundation.clock import now", "portal.foundation.clock", "ctx.clock()"),
        ("from portal.features.accounts.session import current_viewer", "portal.features.accounts.session", "ctx.user"),
        ("from portal.features.tools import queries", "portal.features.tools", "a hook that contributes records"),
        ("from portal.config import load_settings", "portal.config", "portal_settings for values to choose"),
        ("from portal.web.slots import slot", "portal.web.slots", "ctx.page and ctx.render"),
        ("from portal.plugin_host.parts import Block", "portal.plugin_host.parts",
         "“from portal.plugin_api import Block”"),
        ("from portal import config", "portal.config", "portal_settings for values to choose"),
        ("def late():\n    import portal.app", "portal.app", "portal.plugin_api and what the context gives"),
        ("from importlib import import_module\nimport_module('portal.app')", "portal.app", "portal.plugin_api"),
        ("__import__('portal.web.errors')", "portal.web.errors", "ctx.page"),
        ("from portal.testing import certify", "portal.testing", "tests, which lie beside the plugin's package"),
    ],
)  # fmt: skip
def test_c112_what_is_taken_from_inside_is_found_with_its_replacement(
    tmp_path: Path, source: str, module: str, instead: str
) -> None:
    [found] = reach(tmp_path, source)

    line = source.count("\n") + 1
    assert found.startswith(f"plugin.py, line {line} imports {module}, which may change any day; use {instead}")


@pytest.mark.parametrize(
    "source",
    [
        "from portal.plugin_api import Block, hookimpl",
        "import portal.plugin_api",
        "from portal import plugin_api",
        "import portal_northern.rules\nfrom . import rules\nfrom .portal import x",
        "import sqlalchemy\nfrom flask import Response",
        "this is no Python",
    ],
)
def test_c112_what_is_public_is_left_alone(tmp_path: Path, source: str) -> None:
    assert reach(tmp_path, source) == []


def test_c112_tests_may_use_the_test_kit(tmp_path: Path) -> None:
    assert reach(tmp_path, "from portal.testing import certify", "tests/test_it.py") == []


def test_c112_the_check_fails_such_a_plugin_and_nothing_of_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "portal_nosy"
    package.mkdir()
    (package / "__init__.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    (package / "plugin.py").write_text("from portal.foundation.database import db\nimport portal.app\n")
    monkeypatch.syspath_prepend(tmp_path)

    tried = check(Found(id="nosy", folder=package, module="portal_nosy.plugin"), {})

    assert (tried.state, (tmp_path / "ran").exists()) == ("failed", False)
    assert tried.reason == (
        "plugin.py, line 1 imports portal.foundation.database, which may change any day; use ctx.db for the plugin's "
        "own tables. Such places in all: 2."
    )
    assert tried.remedy == "A plugin may import portal.plugin_api and nothing else of the portal."


PROJECTS = {
    **{part: ("code", part) for part in scaffolding.PARTS},
    "everything": ("code", ",".join(scaffolding.PARTS)),
    "pack": ("pack", ""),
    "pack_region": ("pack", "region"),
}
ALONE = {"PYTHONPATH": str(ROOT), "CI": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
WHOLLY = {"everything", "pack"}  # the others go through that part of the certificate which is about their part


def write_project(folder: Path, name: str) -> Path:
    """Write a new project as the command does; return its folder."""
    kind, wanted = PROJECTS[name]
    told = CliRunner().invoke(
        scaffolding.new,
        [f"try_{name}", "--kind", kind, "--region", "far-coast", "--with", wanted, "--in", str(folder)],
        catch_exceptions=False,
    )
    assert told.exit_code == 0, told.output
    return folder / f"try_{name}"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Counter[str]]:
    """Give how the tests of every kind of new project went, by its name; they ran without any socket."""
    folder = tmp_path_factory.mktemp("projects")
    found: dict[str, Counter[str]] = {name: Counter() for name in PROJECTS}
    for names, chosen in ((WHOLLY, "test"), (PROJECTS.keys() - WHOLLY, "not contract or passes or opens")):
        place = folder / str(len(names))
        place.mkdir()
        for name in names:
            write_project(place, name)
        (place / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib -p portal.testing\n")
        ran = subprocess.run(  # noqa: S603 - a command of ours
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "pytest_socket", "--disable-socket",
             "-k", chosen, "--junit-xml=results.xml", "."],
            cwd=place, env={**os.environ, **ALONE}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        sys.stdout.write(ran.stdout if ran.returncode else "")
        for case in ET.parse(place / "results.xml").iter("testcase"):  # noqa: S314 - a file of ours
            is_bad = any(case.find(kind) is not None for kind in ("failure", "error", "skipped"))
            found[str(case.get("classname")).split(".")[0].removeprefix("try_")]["bad" if is_bad else "good"] += 1
    return found


@pytest.mark.timeout(400)
@pytest.mark.xdist_group("new projects")  # they are tried together, once
@pytest.mark.parametrize("name", PROJECTS)
def test_c110_a_new_project_passes_its_own_tests_and_the_certificate_at_once(
    results: dict[str, Counter[str]], name: str
) -> None:
    assert (results[name]["bad"], results[name]["good"] >= 2) == (0, True)


@pytest.mark.parametrize("name", ["everything", "pack_region"])
def test_c110_a_new_project_reads_as_if_a_person_wrote_it(tmp_path: Path, name: str) -> None:
    folder = write_project(tmp_path, name)

    texts = {file: file.read_text(encoding="utf-8") for file in folder.rglob("*") if file.is_file()}

    assert [file.name for file, text in texts.items() if "{%" in text and file.suffix != ".html"] == []
    assert [file.name for file, text in texts.items() if "\n\n\n\n" in text or not text.endswith("\n")] == []
    assert [file.name for file, text in texts.items() if any(line != line.rstrip() for line in text.split("\n"))] == []
    lines = [line for file, text in texts.items() for line in text.split("\n") if file.suffix != ".csv"]
    assert [line for line in lines if len(line) > 120] == []


def test_c110_a_new_project_is_in_order_for_the_linter(tmp_path: Path) -> None:
    for name in PROJECTS:
        write_project(tmp_path, name)

    ran = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "E,F,I,UP,B,SIM,RET,D1,PL",
         "--line-length", "120", "--ignore", "D103,PLR2004", "--output-format", "concise", "."],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ran.stdout == "All checks passed!\n"


def test_c110_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("Mine.")

    with pytest.raises(Conflict, match="is there already and is not empty"):
        CliRunner().invoke(
            scaffolding.new, ["mine", "--region", "coast", "--in", str(tmp_path)], catch_exceptions=False
        )
    assert [file.name for file in (tmp_path / "mine").iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["Bad-Id", "--region", "coast"], "An id has 3 to 31 lower-case letters"),
        (["good", "--region", "Far Coast"], "“Far Coast” is not a region's key"),
        (["good", "--region", "coast", "--with", "tool,magic"], "A code plugin cannot begin with “magic”"),
        (["good", "--region", "coast", "--kind", "pack", "--with", "job"], "A pack plugin cannot begin with “job”"),
    ],
)
def test_c110_what_cannot_be_made_is_told_and_nothing_is_written(
    tmp_path: Path, arguments: list[str], words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        CliRunner().invoke(scaffolding.new, [*arguments, "--in", str(tmp_path)], catch_exceptions=False)
    assert list(tmp_path.iterdir()) == []
