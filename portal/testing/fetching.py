"""The web as a test makes it up: what is not answered here cannot be fetched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from portal.infrastructure.fetch.client import Fetched, FetchFault, check

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(slots=True)
class FakeHttp:
    """Answers for addresses; `asked` lists what was fetched, in order."""

    answers: dict[str, Fetched | str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def answer(self, url: str, body: str | bytes, *, kind: str = "text/plain", etag: str = "") -> None:
        """Let an address give this body from now on. With an etag, who sends it again is told that nothing is new."""
        content = body.encode() if isinstance(body, str) else body
        self.answers[url] = Fetched(url, content, kind, etag, "")

    def fail(self, url: str, sentence: str = "It did not answer.") -> None:
        """Let an address fail from now on."""
        self.answers[url] = sentence

    def fetch(self, url: str, *, hosts: Collection[str] | None = None, etag: str = "", **_: Any) -> Fetched:
        """Stand for the real fetch: the same addresses and hosts are refused."""
        check(url, hosts, is_local_allowed=False)
        self.asked.append(url)
        answer = self.answers.get(url, "A test has no answer for this address.")
        if isinstance(answer, str):
            raise FetchFault(answer)
        if etag and etag == answer.etag:
            return Fetched(url, b"", answer.kind, answer.etag, answer.modified, is_new=False)
        return answer
