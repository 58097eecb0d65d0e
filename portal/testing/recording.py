"""Write down which hooks were called, with what, and how long each took; and hold the clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import TYPE_CHECKING, Any

from portal.plugin_host import loading
from portal.plugin_host.context import OutOfPhase

if TYPE_CHECKING:
    from collections.abc import Callable

    import pluggy

    from portal.plugin_host.context import Context

NOON = datetime(2026, 6, 1, 19, tzinfo=UTC)  # noon in California


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a plugin's hook: with which arguments (the context left out), and how many milliseconds it took."""

    plugin: str
    hook: str
    region: str
    given: dict[str, Any]
    milliseconds: float


@dataclass(slots=True)
class HookLog:
    """Every call of a hook, in order, of the plugins loaded while the log is kept."""

    calls: list[Call] = field(default_factory=list)

    def of(self, hook: str) -> list[Call]:
        """Return the calls of one hook."""
        return [call for call in self.calls if call.hook == hook]

    def hooks_of(self, plugin: str) -> set[str]:
        """Return the names of a plugin's hooks that were called."""
        return {call.hook for call in self.calls if call.plugin == plugin}

    def passing(self, implementation: pluggy.HookImpl) -> Callable[..., Any]:
        """Return what stands for an implementation while the log is kept."""
        call_it = PASSING(implementation)
        hook = implementation.opts["specname"] or implementation.function.__name__

        def call_and_note(**given: Any) -> Any:
            began, ctx = perf_counter(), given["ctx"]
            try:
                return call_it(**given)
            finally:
                rest = {name: value for name, value in given.items() if name != "ctx"}
                self.calls.append(Call(ctx.plugin_id, hook, region_of(ctx), rest, (perf_counter() - began) * 1000))

        return call_and_note


PASSING = loading.passing


def region_of(ctx: Context) -> str:
    """Return the region a call is for; empty while a plugin declares."""
    try:
        return ctx.region.id
    except OutOfPhase:
        return ""


@dataclass(slots=True)
class FrozenClock:
    """The time as plugins and portal are told it; it stands still until it is moved."""

    at: datetime = NOON

    def moment(self) -> datetime:
        """Return the time."""
        return self.at

    def move(self, **span: float) -> None:
        """Move the time on, as `move(hours=2)` or whatever timedelta takes."""
        self.at += timedelta(**span)
