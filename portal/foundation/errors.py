"""Ways the portal says no, each with a sentence the person can act on."""

from __future__ import annotations

from dataclasses import dataclass


class Refusal(Exception):
    """A rule said no; the message is the sentence shown to the person."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Invalid(Refusal):
    """What was given cannot be used (shown as 422)."""


class NotFound(Refusal):
    """There is no such thing for this person (shown as 404)."""

    def __init__(self, sentence: str = "There is no such page.") -> None:
        super().__init__(sentence)


class Forbidden(Refusal):
    """The person may not do this (shown as 403)."""


class Conflict(Refusal):
    """The thing is in a state that does not allow this (shown as 409)."""


class TooLarge(Refusal):
    """More was sent than is taken (shown as 413)."""


class TooMany(Refusal):
    """Tried too often (shown as 429); `retry_after` is in seconds."""

    def __init__(self, sentence: str, *, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class StartRefused(Exception):
    """The portal cannot start like this; the message is one sentence for the operator."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in a file somebody wrote: which file, which line (from 1; 0 for the whole), and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.reason}"


class FaultyContent(Exception):
    """Files cannot be taken in; `faults` holds every reason, in file order."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))
