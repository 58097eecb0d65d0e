"""The locks: made from pyproject.toml, with hashes, without addresses."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]
NEEDED = {
    "run.txt": [
        *PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"]["postgres"],
        *GROUPS["build"],
    ],
    "all.txt": [
        *PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"]["postgres"],
        *(one for group in GROUPS.values() for one in group),
    ],
}
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]+\])?==([^\s;\\]+)", re.MULTILINE)


def source(lock: str) -> str:
    return (ROOT / "requirements" / lock).read_text(encoding="utf-8")


def pins(lock: str) -> dict[str, str]:
    """Return the version each package is locked to."""
    return {canonicalize_name(name): version for name, version in PIN.findall(source(lock))}


@pytest.mark.parametrize("lock", NEEDED)
def test_a_lock_holds_what_pyproject_asks_for(lock: str) -> None:
    locked = pins(lock)

    missing = [
        text
        for text in NEEDED[lock]
        if not Requirement(text).specifier.contains(locked.get(canonicalize_name(Requirement(text).name), "0.0.0.dev0"))
    ]

    assert missing == []


@pytest.mark.parametrize("lock", NEEDED)
def test_every_package_of_a_lock_has_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", source(lock).strip())

    assert [entry for entry in entries if not PIN.match(entry) or "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", NEEDED)
def test_a_lock_holds_no_address(lock: str) -> None:
    assert re.findall(r"\S*(?:://|@ |--find-links|-f |--index)\S*", source(lock)) == []


def test_what_runs_is_locked_to_the_same_versions_for_running_and_for_testing() -> None:
    run, everything = pins("run.txt"), pins("all.txt")

    assert {name: everything.get(name) for name in run} == run
