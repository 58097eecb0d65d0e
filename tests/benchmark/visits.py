"""Visits of a served portal: how it is started, signed in to, asked once, and asked many times."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from http.client import HTTPConnection
from urllib.parse import urlencode

from portal.cli.demo import PASSWORD
from tests.browser.running import HOST, ROOT

ANA = "ana@butte.example"
CONNECTIONS = 8


def serve(port: int) -> list[str]:
    """Return the command that serves the portal with two workers."""
    return [sys.executable, "-m", "portal", "serve", "--host", HOST, "--port", str(port), "--workers", "2"]


def signed_in(port: int, email: str = ANA) -> str:
    """Sign in, as a worker if nobody else is named; return the cookie."""
    connection = HTTPConnection(HOST, port, timeout=30)
    connection.request("GET", "/sign-in")
    answer = connection.getresponse()
    proof = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.read().decode())
    assert proof is not None
    fields = urlencode({"csrf_token": proof[1], "email": email, "password": PASSWORD})
    headers = {"Cookie": cookie_of(answer.getheader("Set-Cookie")), "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/sign-in", fields, headers)
    answer = connection.getresponse()
    answer.read()
    return cookie_of(answer.getheader("Set-Cookie"))


def cookie_of(header: str | None) -> str:
    """Return the name and value a server asked to keep."""
    return (header or "").partition(";")[0]


def body_of(port: int, path: str, cookie: str) -> bytes:
    """Return a page as it is before packing; raise if it is not one."""
    connection = HTTPConnection(HOST, port, timeout=30)
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    if answer.status != 200:
        raise SystemExit(f"{path} answers {answer.status}")
    return answer.read()


def load(port: int, path: str, cookie: str, count: int) -> float:
    """Let a process of its own ask for the page; return the answers in a second."""
    order = {"port": port, "path": path, "cookie": cookie, "count": count, "connections": CONNECTIONS}
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmark.load"],
        input=json.dumps(order),
        capture_output=True,
        check=True,
        cwd=ROOT,
        text=True,
        timeout=120,
    )
    return float(json.loads(done.stdout))
