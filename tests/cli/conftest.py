"""The command `portal`, run as a person runs it, on instance folders of a test's own."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from portal.cli.main import main
from tests.conftest import ROOT
from tests.plugins import untried

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKS = f'["{ROOT / "plugins"}"]'


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str


Command = Callable[..., Ran]


@pytest.fixture(scope="session")
def first_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an instance folder that “portal init” has made; tests take a copy."""
    folder = tmp_path_factory.mktemp("first") / "instance"
    before = dict(os.environ), sys.argv
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        del os.environ[name]
    os.environ.update(PORTAL_INSTANCE=str(folder), PORTAL_PACK_FOLDERS=PACKS)
    sys.argv = ["portal", "init"]
    try:
        with untried():  # tests of the command itself let it try the plugins
            main()
    except SystemExit as ended:
        assert not ended.code  # noqa: PT017 - an exit is how a command ends
    finally:
        os.environ.clear()
        os.environ.update(before[0])
        sys.argv = before[1]
    return folder


@pytest.fixture
def bare_environment(tmp_path: Path) -> Iterator[Path]:
    """Let the environment name an instance folder that is not there yet; put it back afterwards."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        del os.environ[name]
    folder = tmp_path / "instance"
    os.environ.update(PORTAL_INSTANCE=str(folder), PORTAL_PACK_FOLDERS=PACKS)
    yield folder
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def instance(bare_environment: Path, first_instance: Path) -> Path:
    """Give an instance folder as “portal init” leaves it."""
    shutil.copytree(first_instance, bare_environment)
    bare_environment.chmod(0o700)
    return bare_environment


@pytest.fixture
def portal(bare_environment: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Give a function that runs the command with arguments."""

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["portal", *arguments])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run
