"""How long plugins take: the last calls of each of their points, in this process."""

from __future__ import annotations

from collections import deque
from threading import Lock

CALLS_KEPT = 200
BLOCK = "block:"


class Times:
    """The milliseconds of the last calls, by plugin and point."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._calls: dict[str, dict[str, deque[float]]] = {}

    def add(self, plugin_id: str, point: str, milliseconds: float) -> None:
        """Note a call."""
        with self._lock:
            points = self._calls.setdefault(plugin_id, {})
            points.setdefault(point, deque(maxlen=CALLS_KEPT)).append(milliseconds)

    def by_point(self, plugin_id: str) -> dict[str, float]:
        """Return the average of each of a plugin's points."""
        with self._lock:
            points = {point: tuple(calls) for point, calls in self._calls.get(plugin_id, {}).items()}
        return {point: sum(calls) / len(calls) for point, calls in sorted(points.items())}

    def added(self, plugin_id: str) -> float:
        """Return what a plugin adds to a page on which all of its blocks are drawn anew."""
        return sum(average for point, average in self.by_point(plugin_id).items() if point.startswith(BLOCK))
