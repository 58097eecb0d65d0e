"""What a page costs: bytes over the wire by kind, and how far its content jumps."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

# How far content has moved without the reader's doing, from the first paint on.
SHIFT = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
  const observer = new PerformanceObserver(() => {});
  observer.observe({ type: "layout-shift", buffered: true });
  const moves = observer.takeRecords().filter((move) => !move.hadRecentInput);
  done(moves.reduce((sum, move) => sum + move.value, 0));
})))"""


class Transfers:
    """Counts what a page loads from now on, headers included, as it came over the wire."""

    def __init__(self, page: Page) -> None:
        self.requests = 0
        self.kinds: dict[str, str] = {}
        self.sizes: Counter[str] = Counter()
        channel = page.context.new_cdp_session(page)
        channel.on("Network.responseReceived", self.on_response)
        channel.on("Network.loadingFinished", self.on_finished)
        channel.send("Network.enable")

    def on_response(self, event: dict[str, Any]) -> None:
        """Note of what kind an answer is; those from the cache cost nothing."""
        answer = event["response"]
        if not answer.get("fromDiskCache") and answer["url"].startswith("http"):
            self.requests += 1
            self.kinds[event["requestId"]] = answer["mimeType"]

    def on_finished(self, event: dict[str, Any]) -> None:
        """Add what came over the wire."""
        kind = self.kinds.get(event["requestId"])
        if kind:
            self.sizes[kind] += int(event["encodedDataLength"])

    @property
    def total(self) -> int:
        """Everything, in bytes."""
        return self.sizes.total()

    def bytes_of(self, kind: str) -> int:
        """Return the bytes of a media type."""
        return self.sizes[kind]
