"""Call a plugin's function so that nothing it does reaches further than its own piece of a page.

Every error is caught and noted, with one exception: a person who stops the process with Ctrl-C means it. A call with a
deadline runs in a thread of its own; one that does not return is left there, and its point is not called again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass
from threading import Thread
from threading import enumerate as enumerate_threads
from time import perf_counter
from typing import Any, TypeVar

from flask import has_app_context, has_request_context, request

from portal.foundation.clock import now
from portal.plugin_host.breaking import may_be_tried
from portal.plugin_host.host import get_host, registry_here
from portal.plugin_host.incidents import ERROR, HANG, SLOW, Place, note, note_recovery
from portal.plugin_host.masking import CURRENT

log = logging.getLogger(__name__)
T = TypeVar("T")
THREAD = "plugin "
TOO_SLOW = "It took {:.0f} ms; at most {:.0f} are allowed."


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a call may take, in seconds: beyond `quarantine` it counts as a failure, beyond `deadline` as a hang."""

    quarantine: float
    deadline: float


BLOCK = Budget(0.25, 2.0)
VIEW = Budget(2.0, 2.0)  # a view answers the request itself: it can be called slow, not be left behind
EVENT = Budget(30.0, 30.0)
LIFECYCLE = Budget(60.0, 60.0)
HEALTH = Budget(5.0, 5.0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call: its value, whether it went well, how long it took, and the error if there was one."""

    value: Any
    is_well: bool
    milliseconds: float
    error: BaseException | None = None

    @property
    def is_hanging(self) -> bool:
        """Whether the call has not returned: what it does now, nobody waits for."""
        return not self.is_well and self.error is None


def guarded(
    place: Place, function: Callable[[], Any], *, budget: Budget, client: str = "", is_proof: bool = False
) -> Outcome:
    """Call a function of a plugin within a budget; note whatever goes wrong.

    `is_proof` where the core calls by itself: no visitor can have caused what goes wrong then.
    """
    began = perf_counter()
    finished: list[Outcome] = []
    thread = Thread(
        target=copy_context().run,
        args=(run, place, function, began, finished),
        daemon=True,
        name=f"{THREAD}{place.plugin}",
    )
    thread.start()
    thread.join(budget.deadline)
    if not finished:
        note(place, HANG, f"It did not return within {budget.deadline:g} seconds.", page=page_here(), client=client)
        return Outcome(None, is_well=False, milliseconds=since(began))
    outcome = finished[0]
    keep_time(place, outcome.milliseconds)
    if isinstance(outcome.error, KeyboardInterrupt):
        raise outcome.error
    if outcome.error is not None:
        log.warning("The plugin %s failed at %s.", place.plugin, place.point)
        note(place, ERROR, outcome.error, page=page_here(), client=client, is_proof=is_proof)
    elif outcome.milliseconds > budget.quarantine * 1000:
        allowed = budget.quarantine * 1000
        note(place, SLOW, TOO_SLOW.format(outcome.milliseconds, allowed), page=page_here())
    return outcome


def is_left_alone(place: Place) -> bool:
    """Say whether a point is not to be called now: its breaker is open, or its plugin rests in this region.

    One whose breaker has been open for long enough is called once more.
    """
    registry = registry_here()
    opened_at = registry.open_points.get((place.plugin, place.region, place.point))
    if opened_at is None:
        return registry.is_quarantined(place.plugin, place.region)
    return not may_be_tried(opened_at, now())


def note_well(place: Place, milliseconds: float, budget: Budget) -> None:
    """Note that a call went well: a point that was left alone is called as usual again, if it was quick as well."""
    is_open = (place.plugin, place.region, place.point) in registry_here().open_points
    if is_open and milliseconds <= budget.quarantine * 1000:
        note_recovery(place)


def attended(place: Place, function: Callable[[], T]) -> T:
    """Call a plugin's view in this very thread: it answers the request. What it raises is for the caller to judge.

    What it sets of context variables is gone afterwards.
    """
    began = perf_counter()

    def call() -> T:
        CURRENT.set(place.plugin)
        return function()

    try:
        return copy_context().run(call)
    finally:
        taken = since(began)
        keep_time(place, taken)
        if taken > VIEW.quarantine * 1000:
            note(place, SLOW, TOO_SLOW.format(taken, VIEW.quarantine * 1000), page=page_here())


def keep_time(place: Place, milliseconds: float) -> None:
    """Note how long a call took, for whoever looks after plugins."""
    if has_app_context():
        get_host().times.add(place.plugin, place.point, milliseconds)


def run(place: Place, function: Callable[[], Any], began: float, finished: list[Outcome]) -> None:
    """Call the function and hand over what came of it."""
    CURRENT.set(place.plugin)
    try:
        value = function()
    except BaseException as error:  # noqa: BLE001 - also SystemExit; the caller decides
        finished.append(Outcome(None, is_well=False, milliseconds=since(began), error=error))
    else:
        finished.append(Outcome(value, is_well=True, milliseconds=since(began)))


def is_anything_hanging() -> bool:
    """Say whether a call that was left behind is still under way in this process; no thread can be stopped."""
    return any(thread.name.startswith(THREAD) for thread in enumerate_threads())


def since(began: float) -> float:
    """Return the milliseconds since a moment of perf_counter."""
    return (perf_counter() - began) * 1000


def page_here() -> str:
    """Return the path of the page this is for; without its query, which a visitor chose."""
    return request.path if has_request_context() else ""
