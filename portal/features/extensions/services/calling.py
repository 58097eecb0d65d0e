"""Call a plugin's hooks for what happens to it, and write down what goes wrong."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

from portal.features.regions.queries import list_county_fips, list_region_names
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.plugin_host import events
from portal.plugin_host.calls import LIFECYCLE, Outcome, guarded
from portal.plugin_host.context import WORK, Context, RegionRef, Surroundings
from portal.plugin_host.host import get_host, registry_here
from portal.plugin_host.incidents import Place, sentence_of, take_noted, write_noted
from portal.plugin_host.loading import declared_events, defaults_of
from portal.plugin_host.routing import urls_of
from portal.plugin_host.templates import environment_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from portal.plugin_host.loading import Loaded

log = logging.getLogger(__name__)


class Overdue(Exception):
    """A plugin took longer than it may: its work is done again by somebody, so what it wrote now is not kept."""


def deliver_for(plugin: Loaded, region_id: str) -> Callable[[Session, list[tuple[str, dict[str, Any]]]], None]:
    """Return what writes down the events a call announced, in the call's own transaction."""
    registry = registry_here()

    def deliver(session: Session, announced: list[tuple[str, dict[str, Any]]]) -> None:
        events.post(session, registry, region_id, announced)

    return deliver


def work_context(plugin: Loaded, region_id: str, *, hosts: frozenset[str] | None = None) -> Context:
    """Return the context for what happens to a plugin outside a page: it may write, and fetch from these hosts."""
    manifest = plugin.found.manifest
    name = list_region_names().get(region_id, region_id)
    return Context(
        Surroundings(
            plugin_id=plugin.id,
            version=plugin.declared.source.version,
            api=manifest.api if manifest else "",
            phase=WORK,
            region=RegionRef(region_id, name, list_county_fips(region_id)),
            engine=db.engine,
            defaults=defaults_of(plugin),
            events=declared_events(plugin),
            templates=environment_of(plugin),
            urls=urls_of(plugin, region_id),
            hosts=hosts,
            is_local_allowed=get_host().is_local_fetched,
            is_writing=True,
        )
    )


def place_of(plugin: Loaded, region_id: str, hook: str) -> Place:
    """Return where a plugin is called again and again by the core itself; what goes on failing there is left alone."""
    version = plugin.declared.source.version
    return Place(plugin=plugin.id, version=version, region=region_id, point=hook, breaks=True)


def call_hook(
    plugin: Loaded,
    region_id: str,
    hook: str,
    *,
    together_with: Callable[[Connection], bool] | None = None,
    **given: Any,
) -> Outcome:
    """Call one of a plugin's hooks for a region, guarded; what it wrote stands only if it went well.

    `together_with` writes what belongs to it in the same transaction; where it says no, what the hook wrote is undone.
    A hook that does not return in time can write nothing any more.
    """
    place = Place(plugin=plugin.id, version=plugin.declared.source.version, region=region_id, point=hook)
    context = work_context(plugin, region_id)

    def run() -> Any:
        with context.opened(deliver_for(plugin, region_id)):
            value = plugin.hooks[hook](ctx=context, **given)
            if together_with is not None and not together_with(context.take_turn()):
                context.undo()
            return value

    db.session.commit()  # nothing was written: the reading ends, so that what the hook wrote is read after it
    outcome = guarded(place, run, budget=LIFECYCLE)
    if outcome.is_hanging:
        context.abandon()
    keep_noted()
    return outcome


def why_not(plugin_id: str, outcome: Outcome, seconds: float) -> str:
    """Return why a call that had so many seconds failed, in one sentence."""
    if outcome.error is None:
        return f"It did not return within {seconds:g} seconds."
    return sentence_of(plugin_id, outcome.error)


def keep_noted() -> None:
    """Write down what was noted of plugins, in a transaction of its own."""
    noted = take_noted()
    if not noted:
        return
    try:
        with transaction():
            write_noted(noted)
    except SQLAlchemyError:
        log.exception("%d faults of plugins could not be written down.", len(noted))
