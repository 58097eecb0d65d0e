#!/usr/bin/env python3
"""The portal's two commands, on a machine that has git and Python 3.11 or newer and nothing else set up.

python3 run.py demo [--port 8000] [--host 127.0.0.1]    bring up the portal with demo people
python3 run.py test [-- pytest arguments]               install what the tests need, and pass all of them
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCKS = {"run": ROOT / "requirements" / "run.txt", "all": ROOT / "requirements" / "all.txt"}
OLDEST = (3, 11)
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def main() -> int:
    """Run the command that was asked for; return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="bring up the portal with demo people")
    demo.add_argument("--port", default="8000", help="port to listen on (8000)")
    demo.add_argument("--host", help="loopback address to listen on (127.0.0.1, called localhost)")
    test = commands.add_parser("test", help="install what the tests need, and pass all of them")
    test.add_argument("rest", nargs="*", metavar="-- ARGUMENT", help="arguments for pytest: then only it runs")
    asked = parser.parse_args()
    refuse_old_python()
    if asked.command == "demo":
        set_up("run")
        return run_demo(asked.host, asked.port)
    set_up("all")
    return run_tests(asked.rest)


def refuse_old_python() -> None:
    """Say in one sentence what this Python lacks."""
    if sys.version_info < OLDEST:
        raise SystemExit(f"The portal needs Python 3.11 or newer; this is {platform.python_version()}.")
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise SystemExit("This Python cannot make environments: on Debian or Ubuntu, run “apt install python3-venv”.")


def set_up(level: str) -> None:
    """Make the environment, once for each change of what it holds. `level` is run, or all with what tests need."""
    stamps = {name: VENV / f".{name}-{mark(name)}" for name in LOCKS}
    if stamps["all"].exists() or stamps[level].exists():
        return
    print(f"Setting up the environment in {VENV.name}/ (once; about half a minute) …", flush=True)
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    install = installer()
    install(["--require-hashes", "-r", str(LOCKS[level])])
    own = [ROOT, *sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml"))]
    install(["--no-deps", "--no-build-isolation", *(part for path in own for part in ("-e", str(path)))])
    for old in VENV.glob(".run-*"), VENV.glob(".all-*"):
        for file in old:
            file.unlink()
    stamps[level].touch()


def mark(level: str) -> str:
    """Return a short mark of everything the environment is made from."""
    parts = [LOCKS[level], ROOT / "pyproject.toml", *sorted(ROOT.glob("plugins/*/pyproject.toml"))]
    made_from = b"".join(part.read_bytes() for part in parts) + sys.version.encode() + str(ROOT).encode()
    return hashlib.sha256(made_from).hexdigest()[:16]


def installer():  # noqa: ANN201 - a function of this file's own
    """Return a function that installs: by uv where it can be had and works, else by pip."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    has_uv = subprocess.run([*pip, "uv"], **quiet, check=False).returncode == 0
    env = {**os.environ, "UV_SYSTEM_CERTS": "true", "VIRTUAL_ENV": str(VENV)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)

    def install(arguments: list[str]) -> None:
        if has_uv:
            uv = [str(PYTHON), "-m", "uv", "pip", "install", "--quiet", "--compile-bytecode", *arguments]
            if subprocess.run(uv, env=env, **quiet, check=False, cwd=ROOT).returncode == 0:
                return
        if subprocess.run([*pip, *arguments], env=env, check=False, cwd=ROOT).returncode:
            raise SystemExit("The packages could not be installed: see above; is there a network?")

    return install


def run_demo(host: str | None, port: str) -> int:
    """Bring up the portal with demo people; this process becomes the portal."""
    os.environ.setdefault("PORTAL_INSTANCE", str(ROOT / "instance"))
    command = [str(PYTHON), "-m", "portal", "demo", "--port", port, *(("--host", host) if host else ())]
    if os.name == "nt":
        return subprocess.run(command, check=False).returncode
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606 - the environment's own Python
    return 0


def run_tests(rest: list[str]) -> int:
    """Check style, types and layers, then run every test on SQLite and on PostgreSQL; return the worst exit code."""
    env = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("PORTAL_") or key.startswith("PORTAL_TEST")
    }
    env["PATH"] = f"{BIN}{os.pathsep}{env.get('PATH', '')}"
    env["PORTAL_BROWSER"] = find_browser()
    if rest:
        return subprocess.run([str(PYTHON), "-m", "pytest", *rest], cwd=ROOT, env=env, check=False).returncode
    compiled = [str(PYTHON), "-m", "compileall", "-q", "portal", "plugins", "migrations"]
    subprocess.run(compiled, cwd=ROOT, env=env, check=False)  # tests start many processes; each would do it anew
    steps = {
        "style": ["ruff", "check", "."],
        "form": ["ruff", "format", "--check", "."],
        "types": ["mypy"],
        "layers": ["lint-imports", "--no-logo"],
        "tests": [str(PYTHON), "-m", "pytest", "-n", workers(), "--dist", "loadgroup", "-q", "--databases=drawn"],
    }
    failed = []
    for name, command in steps.items():
        print(f"── {name}: {' '.join(command)}", flush=True)
        if subprocess.run(command, cwd=ROOT, env=env, check=False).returncode:
            failed.append(name)
    print(f"Failed: {', '.join(failed)}." if failed else "All passed.", flush=True)
    return 1 if failed else 0


def workers() -> str:
    """Return how many tests run side by side: one for each processor, from two (some only wait) to eight."""
    return str(min(max(2, os.cpu_count() or 2), 8))


def find_browser() -> str:
    """Return a browser for the browser tests; empty when none can be had, and those tests then say so."""
    named = os.environ.get("PORTAL_BROWSER", "")
    for name in (named, *BROWSERS):
        if name and (found := shutil.which(name)):
            return found
    return ""


if __name__ == "__main__":
    sys.exit(main())
