"""A plugin is tried in a child process, of which nothing is left afterwards but what it said."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from portal.plugin_host.checking import check
from portal.plugin_host.discovery import Found, inspect
from portal.plugin_host.manifest import CODE_MANIFEST

if TYPE_CHECKING:
    from tests.plugins import Installer

STARTS_ANOTHER = """
import subprocess, sys
from pathlib import Path
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
Path({file!r}).write_text(str(child.pid))
print("a child was started", flush=True)
"""


def is_running(number: int) -> bool:
    """Say whether a process runs; one that ended and was not fetched yet does not."""
    try:
        os.kill(number, 0)
        return Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


@pytest.mark.parametrize(
    ("hangs", "reason"), [(False, ""), (True, "It did not return within 5 seconds when it was tried.")]
)
def test_what_a_plugin_starts_when_it_is_tried_ends_with_the_trial_and_its_words_are_kept(
    installer: Installer, tmp_path: Path, *, hangs: bool, reason: str
) -> None:
    file = tmp_path / "number"
    code = STARTS_ANOTHER.format(file=str(file)) + ("import time\ntime.sleep(600)\n" if hangs else "")
    package = installer.install("trial", code)
    found = Found(
        id="trial", folder=package, manifest=inspect("trial", package, CODE_MANIFEST).manifest,
        module="portal_trial.plugin",
    )  # fmt: skip
    began = time.monotonic()

    tried = check(found, {}, seconds=5 if hangs else 60)

    assert (tried.reason, tried.trace.strip()) == (reason, "a child was started" if hangs else "")
    assert hangs or time.monotonic() - began < 60
    for _ in range(50):
        if not is_running(int(file.read_text())):
            return
        time.sleep(0.1)
    pytest.fail("the child of the child is still there")
