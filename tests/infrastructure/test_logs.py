"""Log lines."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

import pytest

from portal.infrastructure.logs import OneLine, set_up_logs, visible

if TYPE_CHECKING:
    from collections.abc import Iterator


def formatted(message: str, *arguments: object) -> str:
    record = logging.LogRecord("portal", logging.INFO, "", 0, message, arguments, None)
    return OneLine("%(levelname)s %(name)s: %(message)s").format(record)


@pytest.mark.parametrize(
    "ending", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
)
def test_a_line_break_in_a_message_cannot_begin_a_line_of_its_own(ending: str) -> None:
    assert formatted("no page %s", f"/x{ending}INFO portal: all is well") == (
        "INFO portal: no page /x\n    INFO portal: all is well"
    )


def test_control_characters_are_written_out() -> None:
    assert formatted("%s", "a\x1b[31mb\x00\u202ec") == "INFO portal: a\\x1b[31mb\\x00\\u202ec"


def test_letters_of_every_script_stay_as_they_are() -> None:
    assert visible("Peña “ok” 日本") == "Peña “ok” 日本"


def test_a_trace_is_set_in_under_its_line() -> None:
    try:
        raise LookupError("one\ntwo")  # noqa: TRY301 - the trace is what is wanted
    except LookupError:
        record = logging.LogRecord("portal", logging.ERROR, "", 0, "Fault", (), sys.exc_info())

    head, *rest = OneLine("%(levelname)s %(message)s").format(record).split("\n")

    assert head == "ERROR Fault"
    assert all(line.startswith("    ") for line in rest)
    assert rest[-1] == "    two"


def test_a_message_of_nothing_is_a_line_of_nothing() -> None:
    record = logging.LogRecord("portal", logging.INFO, "", 0, "", (), None)

    assert OneLine("%(message)s").format(record) == ""


@pytest.fixture
def own_logging() -> Iterator[None]:
    """Put logging back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers = []
    yield
    root.handlers, root.level = handlers, level


def test_lines_go_to_standard_error_with_time_and_part(own_logging: None, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs()

    logging.getLogger("portal.test").info("hello")
    logging.getLogger("portal.test").debug("not this")

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.endswith(" INFO portal.test: hello\n")
    assert captured.err.count("\n") == 1
