"""A load of a fixed number of requests, always some under way: `python -m tests.benchmark.load` with JSON on its input.

A process of its own, with one thread over plain keep-alive sockets: what it costs itself is small beside a page.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import sys
from dataclasses import dataclass, field
from time import perf_counter

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
HOST = "127.0.0.1"


@dataclass
class Line:
    """One connection and the answer that is coming in on it."""

    connection: socket.socket
    request: bytes
    received: bytearray = field(default_factory=bytearray)
    expected: int = 0

    def ask(self) -> None:
        """Send the request."""
        self.received.clear()
        self.expected = 0
        self.connection.sendall(self.request)

    def read(self) -> bool:
        """Read what came; say whether the answer is whole."""
        part = self.connection.recv(262_144)
        if not part:
            raise ConnectionError("the server closed the connection")
        self.received += part
        if not self.expected:
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = bytes(self.received[: end + 2])
            length = LENGTH.search(head)
            if not head.startswith(b"HTTP/1.1 200") or length is None:
                raise ValueError(head.decode(errors="replace"))
            self.expected = end + 4 + int(length[1])
        return len(self.received) >= self.expected


def run(port: int, path: str, *, cookie: str, count: int, connections: int) -> float:
    """Send the requests; return how many were answered in a second."""
    given = f"Cookie: {cookie}\r\n" if cookie else ""
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nAccept-Encoding: gzip\r\n{given}\r\n".encode()
    chooser, lines = selectors.DefaultSelector(), []
    for _ in range(connections):
        line = Line(socket.create_connection((HOST, port), timeout=30), request)
        chooser.register(line.connection, selectors.EVENT_READ, line)
        lines.append(line)
    begun = perf_counter()
    for line in lines:
        line.ask()
    asked, answered = connections, 0
    while answered < count:
        for key, _ in chooser.select():
            line = key.data
            if not line.read():
                continue
            answered += 1
            if asked < count:
                asked += 1
                line.ask()
    taken = perf_counter() - begun
    for line in lines:
        line.connection.close()
    return count / taken


if __name__ == "__main__":
    print(json.dumps(run(**json.load(sys.stdin))))  # noqa: T201
