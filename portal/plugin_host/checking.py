"""Try a plugin in a child process before it comes into ours: it may leave, crash or never return there.

The child imports it, asks for everything it declares, and at the end writes a word that only we know; leaving early,
with whatever exit code, is no proof (plugins contract, section 1.10).
"""

from __future__ import annotations

import json
import os
import secrets
import selectors
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

from portal.plugin_host.discovery import inspect
from portal.plugin_host.loading import LONGEST_TRACE, failed, load
from portal.plugin_host.manifest import CODE_MANIFEST
from portal.plugin_host.reaching import reaches_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.plugin_host.discovery import Found

LIMIT_SECONDS = 20.0
STARTING_SECONDS = 60.0
LONGEST_OUTPUT = 2**20
STAYS_INSIDE = "A plugin may import portal.plugin_api and nothing else of the portal."
STAYS_OUT = "Tell its author; the portal runs on without it."


@dataclass(frozen=True, slots=True)
class Ran:
    """What a child process left: how it ended (None where it had to be ended), and the end of what it wrote."""

    code: int | None
    out: str
    err: str

    @property
    def trace(self) -> str:
        """What its author needs to see."""
        return f"{self.out}{self.err}"[-LONGEST_TRACE:]


def check(
    found: Found, counties: Mapping[str, str], *, seconds: float = LIMIT_SECONDS, places: tuple[str, ...] = ()
) -> Found:
    """Return the plugin as found when it passed, else as failed with the reason and what it printed.

    `places` are folders from which the child may import besides: a plugin that is tried need not be installed.
    """
    if reaching := sentence_on_reaches(found):
        return replace(found, state="failed", reason=reaching, remedy=STAYS_INSIDE)
    word = secrets.token_hex(16)
    task = {
        "id": found.id, "folder": str(found.folder), "module": found.module, "counties": dict(counties), "word": word,
    }  # fmt: skip
    ran = run_apart(task, seconds, [*places, *(entry for entry in sys.path if entry)])
    if ran.code is None:
        reason = f"It did not return within {seconds:g} seconds when it was tried."
        return replace(found, state="failed", reason=reason, remedy=STAYS_OUT, trace=ran.trace)
    return judged(found, ran, word)


def run_apart(task: Mapping[str, object], seconds: float, path: list[str]) -> Ran:
    """Run a child process on a task, and end whatever it started with it.

    It writes into files: who holds them open keeps nobody waiting, and what was written before it hung is there. The
    seconds count from when the plugin's turn begins: how long Python takes to start on a busy machine is not its fault.
    """
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
        hears, tells = os.pipe()
        given.write(json.dumps({**task, "tells": tells}).encode())
        given.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-m", "portal.plugin_host.checking"],
            stdin=given,
            stdout=out,
            stderr=err,
            pass_fds=(tells,),
            start_new_session=True,  # a signal to its own group does not reach ours, and one to it reaches all of it
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
        )
        os.close(tells)
        code = None
        try:
            wait_until_closed(hears)
            with suppress(subprocess.TimeoutExpired):
                code = child.wait(seconds)
        finally:
            with suppress(ProcessLookupError, PermissionError):  # nothing of it is left
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            os.close(hears)
        return Ran(code, end_of(out), end_of(err))


def wait_until_closed(hears: int) -> None:
    """Return when the other end of a pipe is closed, or after the time a process may take to start."""
    with selectors.DefaultSelector() as selector:
        selector.register(hears, selectors.EVENT_READ)
        selector.select(STARTING_SECONDS)


def end_of(file: IO[bytes]) -> str:
    """Return the end of what was written into a file; it may be whatever a plugin likes."""
    file.seek(max(0, file.seek(0, os.SEEK_END) - LONGEST_OUTPUT))
    return file.read().decode("utf-8", "replace")


def judged(found: Found, ran: Ran, word: str) -> Found:
    """Return a plugin by what its child process left: only the word at the end is proof that it came so far."""
    last = ran.out.rstrip().rpartition("\n")[2]
    if last.startswith(word):
        answer = json.loads(last.removeprefix(word))
        if not answer["reason"]:
            return found
        return replace(found, state="failed", **answer)
    return replace(
        found,
        state="failed",
        reason=f"It ended the process when it was tried ({ending_of(ran.code or 0)}).",
        remedy=STAYS_OUT,
        trace=ran.trace,
    )


def sentence_on_reaches(found: Found) -> str:
    """Return where a plugin with code takes from inside the portal; empty when it does not."""
    reaches = reaches_of(found.folder) if found.module else []
    more = f" Such places in all: {len(reaches)}." if len(reaches) > 1 else ""
    return f"{reaches[0]}.{more}" if reaches else ""


def ending_of(code: int) -> str:
    """Return how a process ended, in words."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"


def main() -> None:
    """Try the plugin named on standard input; write the answer after the word, as the last line."""
    task = json.loads(sys.stdin.read())
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123 - whoever asks for input gets none
    answer = {"reason": "", "remedy": "", "trace": ""}
    found = replace(inspect(task["id"], Path(task["folder"]), CODE_MANIFEST), module=task["module"])
    os.close(task["tells"])  # the plugin's turn begins
    try:
        load(found, "", task["counties"])
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever the plugin raises is the answer
        ill = failed(found, error)
        answer = {"reason": ill.reason, "remedy": ill.remedy, "trace": ill.trace}
    sys.stdout.flush()
    sys.stdout.write(f"\n{task['word']}{json.dumps(answer)}\n")
    sys.stdout.flush()
    os._exit(0)  # threads a plugin started do not keep us


if __name__ == "__main__":
    main()
