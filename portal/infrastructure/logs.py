"""Where log lines go, and in what form."""

from __future__ import annotations

import logging
import sys

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def set_up_logs(level: int = logging.INFO) -> None:
    """Write lines to standard error, with time and part; control characters in them are made visible."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine(FORMAT))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)


class OneLine(logging.Formatter):
    """A formatter whose message cannot begin a line of its own: traces are set in under it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text."""
        message = super().format(record)
        head, *rest = message.splitlines() or [""]
        return "\n".join([visible(head), *(f"    {visible(line)}" for line in rest)])


def visible(line: str) -> str:
    """Return the line with control characters written out."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in line)
