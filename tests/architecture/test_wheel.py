"""The wheel alone: installed into an empty folder it makes its database and serves."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from tests.browser.running import HOST, free_port, own_environment, running
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [pytest.mark.xdist_group("wheel"), pytest.mark.timeout(600)]  # it is built once; commands are many
OURS = ("portal_", "sop_regional_portal", "_sop_regional_portal", "_editable_impl_portal_")
SECONDS = 200


def run(*command: str, cwd: Path) -> str:
    """Run a command, which must end well; return what it printed."""
    ran = subprocess.run(  # noqa: S603 - a command of ours
        command, cwd=cwd, env=own_environment(), capture_output=True, text=True, check=False, timeout=SECONDS
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the portal's wheel, built now."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    [built] = folder.glob("*.whl")
    return built


@pytest.mark.server
def test_the_wheel_holds_everything_the_portal_needs_and_no_test(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())

    shipped = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "portal").rglob("*.*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert shipped - names == set()
    assert {"portal/migrations/env.py", "portal/migrations/versions/0001_first_tables.py"} <= names
    assert [name for name in names if name.startswith(("tests/", "plugins/", "instance/", "migrations/"))] == []


@pytest.fixture(scope="module")
def bare_python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of programs of an environment with the wheel and what it needs, and nothing else of ours."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    programs = folder / "venv" / "bin"
    needed = folder / "needed"
    needed.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not entry.name.startswith(OURS) and entry.suffix != ".pth":
            (needed / entry.name).symlink_to(entry)
    python = str(programs / "python")
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip()
    (Path(site) / "needed.pth").write_text(f"{needed}\n")
    run(python, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet", str(wheel), cwd=folder)
    return programs


@pytest.fixture
def uninstalls(bare_python: Path, tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Give a function that names what is to be uninstalled when the test is over: other tests know nothing of it."""
    named: list[str] = []
    yield named.append
    run(str(bare_python / "python"), "-m", "pip", "uninstall", "--yes", "--quiet", *named, cwd=tmp_path)


@pytest.fixture(scope="module")
def told_and_made(bare_python: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Give what “portal init” says in an empty folder, and the folder; tests take a copy."""
    folder = tmp_path_factory.mktemp("empty")
    return run(str(bare_python / "portal"), "init", cwd=folder), folder


def fetch(port: int, path: str) -> tuple[int, str]:
    """Return the status and text of an address."""
    connection = HTTPConnection(HOST, port, timeout=SECONDS)
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


@pytest.mark.server
def test_the_wheel_makes_its_database_and_serves_from_an_empty_folder(
    bare_python: Path, told_and_made: tuple[str, Path], tmp_path: Path
) -> None:
    told, made = told_and_made
    folder = shutil.copytree(made, tmp_path / "folder")
    where = run(str(bare_python / "python"), "-c", "import portal; print(portal.__file__)", cwd=folder).strip()
    well = run(str(bare_python / "portal"), "doctor", cwd=folder)

    port = free_port()
    env = own_environment(PORTAL_INSTANCE=str(folder / "instance"), PORTAL_PORT=str(port))
    with running([str(bare_python / "portal"), "serve"], port=port, log=tmp_path / "log", env=env):
        status, home = fetch(port, "/")
        style = re.search(r'<link rel="stylesheet" href="([^"]+)"', home)
        assert style is not None
        styled = fetch(port, style[1])
        page = fetch(port, "/toolkit/direct-practice/three-houses")

    assert not Path(where).is_relative_to(ROOT)
    assert "Plugins: none\n" in told
    assert re.search(r"Content: (\d+) new", told)
    assert {line.split()[1] for line in well.splitlines()} == {"ok"}
    assert (status, styled[0], page[0]) == (200, 200, 200)
    assert "Three Houses" in page[1]
    assert [entry.name for entry in folder.iterdir()] == ["instance"]


@pytest.mark.server
def test_a_new_plugin_is_installed_brought_in_and_switched_on_with_the_wheel_alone(
    bare_python: Path, told_and_made: tuple[str, Path], tmp_path: Path, uninstalls: Callable[[str], None]
) -> None:
    program, python = str(bare_python / "portal"), str(bare_python / "python")
    shutil.copytree(told_and_made[1], tmp_path, dirs_exist_ok=True)
    parts = "tool,block,settings,job,route,model,event,nav,region"
    run(program, "plugins", "new", "fresh", "--region", "far-coast", "--with", parts, cwd=tmp_path)

    uninstalls("portal-fresh")
    offline = ("--no-deps", "--no-index", "--no-build-isolation", "--quiet")
    run(python, "-m", "pip", "install", *offline, "./fresh", cwd=tmp_path)
    run(program, "plugins", "migrate", cwd=tmp_path)
    synchronised = run(program, "plugins", "sync", cwd=tmp_path)
    listed = run(program, "plugins", "list", cwd=tmp_path)

    assert "fresh" in synchronised
    assert re.search(r"^on +fresh +0\.1\.0 ", listed, re.MULTILINE)
