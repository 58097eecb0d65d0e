"""What a server's processes cost: memory they share fairly, and time on the processor."""

from __future__ import annotations

import os
import re
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def family_of(pid: int) -> list[int]:
    """Return a process and all that come from it."""
    found = [pid]
    for task in (PROC / str(pid) / "task").glob("*/children"):
        for child in task.read_text().split():
            found += family_of(int(child))
    return found


def memory_of(pid: int) -> float:
    """Return the megabytes of a process and its children; shared pages count once."""
    total = 0
    for member in family_of(pid):
        text = (PROC / str(member) / "smaps_rollup").read_text()
        found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
        total += int(found[1]) if found else 0
    return total / 1024


def seconds_of(pid: int) -> float:
    """Return how long a process and its children have been on the processor."""
    total = 0
    for member in family_of(pid):
        fields = (PROC / str(member) / "stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS
