"""Ask plugins what they think of a draft before it is saved: guarded, each within a second."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from portal.features.accounts.session import viewer_here
from portal.features.extensions.session import client_mark, measured, place_of, surroundings, user_view
from portal.plugin_host.calls import Budget, is_left_alone, note_well
from portal.plugin_host.context import Context
from portal.plugin_host.host import registry_here
from portal.plugin_host.incidents import INVALID, note
from portal.plugin_host.parts import Problem
from portal.plugin_host.registry import declared_for

if TYPE_CHECKING:
    from portal.features.regions.queries import RegionView
    from portal.plugin_host.contributions import Contribution
    from portal.plugin_host.incidents import Place
    from portal.plugin_host.items import ItemKind
    from portal.plugin_host.loading import Loaded
    from portal.plugin_host.parts import Validator

LOOK = Budget(1.0, 1.0)
MOST_PROBLEMS = 50
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What validators said: problems that keep a draft from being saved, and warnings that do not."""

    problems: tuple[Problem, ...]
    warnings: tuple[str, ...]


def ask_validators(kind: ItemKind, draft: Contribution, region: RegionView) -> Verdict:
    """Ask every validator of the region's plugins about a draft."""
    problems: list[Problem] = []
    warnings: list[str] = []
    for plugin in registry_here().on_in(region.id):
        for validator in declared_for(plugin, "portal_validators", region.id):
            if validator.kinds and kind.key not in validator.kinds:
                continue
            found = ask(plugin, validator, draft, region)
            if validator.is_required:
                problems += [failed(plugin, validator)] if found is None else found
            elif found is None:
                warnings.append(
                    f"“{validator.label}” of {plugin.name} could not look at it. It was saved all the same."
                )
            else:
                warnings += [f"{validator.label}: {one.sentence}" for one in found]
    return Verdict(tuple(problems), tuple(warnings))


def ask(plugin: Loaded, validator: Validator, draft: Contribution, region: RegionView) -> list[Problem] | None:
    """Return the problems a validator finds; None when it fails, which is noted, or is left alone after it did."""
    place = place_of(plugin, region.id, f"validator:{validator.id}", breaks=True)
    if is_left_alone(place):
        return None
    outcome = measured(place, partial(look, plugin, validator, draft, region), LOOK)
    found = checked(place, outcome.value) if outcome.is_well else None
    if found is not None:
        note_well(place, outcome.milliseconds, LOOK)
    return found


def look(plugin: Loaded, validator: Validator, draft: Contribution, region: RegionView) -> list[object]:
    """Call a validator with a context of its own, in which it may read."""
    around = surroundings(plugin, region)
    around.user = user_view(viewer_here(), region.id)
    context = Context(around)
    with context.opened():
        given: Any = validator.check(context, draft)
        return [] if given is None else list(islice(given, MOST_PROBLEMS))


def checked(place: Place, given: list[object]) -> list[Problem] | None:
    """Return what a validator gave if it is problems and nothing else."""
    for one in given:
        if not isinstance(one, Problem) or not all(isinstance(text, str) for text in (one.field, one.sentence)):
            note(place, INVALID, f"It must give problems, but gave a {type(one).__name__}.", client=client_mark())
            return None
    return [one for one in given if isinstance(one, Problem)]


def failed(plugin: Loaded, validator: Validator) -> Problem:
    """Return the refusal when a required validator fails, with the reference under which the log has it."""
    reference = secrets.token_hex(4)
    log.error("Fault %s of the plugin %s: its required validator %s failed.", reference, plugin.id, validator.id)
    return Problem(
        "",
        f"“{validator.label}” of {plugin.name} must look at it first, and could not. Nothing was saved and what you "
        f"typed is still here. Tell your regional contact the reference {reference}.",
    )
