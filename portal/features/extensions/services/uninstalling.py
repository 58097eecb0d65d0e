"""Uninstall a plugin: what stands against it, and what is done. It works when the plugin's code is gone as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from portal.features.accounts.models import RoleGrant
from portal.features.accounts.rules import Scope
from portal.features.extensions.services.calling import call_hook
from portal.features.extensions.services.switching import switch_off
from portal.features.regions.models import Region
from portal.features.regions.queries import list_region_names
from portal.foundation.database import Base, db
from portal.foundation.errors import Conflict, Invalid, NotFound
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.log import record
from portal.infrastructure.epoch import advance_people, advance_plugins
from portal.plugin_host import activation
from portal.plugin_host.data.steps import erase as erase_tables
from portal.plugin_host.data.tables import list_tables
from portal.plugin_host.host import registry_here
from portal.plugin_host.loading import listed
from portal.plugin_host.models import PluginActivation, PluginRecord

if TYPE_CHECKING:
    from sqlalchemy import Table

    from portal.plugin_host.loading import Loaded

KEEP, ERASE = "keep", "erase"
MODES = (KEEP, ERASE)
BLOCKERS, ON_UNINSTALL = "portal_uninstall_blockers", "portal_on_uninstall"
LONGEST_SENTENCE = 300
NOT_ASKED = "Its code is here and not loaded now, so it could not be asked whether anything stands against it."


@dataclass(frozen=True, slots=True)
class Blocker:
    """One reason against uninstalling: in which region, by its name, and why. The portal's own name no region."""

    region: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Holdings:
    """What there is of a plugin: where it is on, its regions, its tables, and how many rows of it each table has."""

    plugin_id: str
    name: str
    regions: tuple[str, ...]
    owned: tuple[str, ...]
    tables: tuple[str, ...]
    rows: int


def holdings_of(plugin_id: str) -> Holdings:
    """Return what there is of a plugin, whether its code is here or not."""
    row = db.session.get(PluginRecord, plugin_id)
    if row is None:
        raise NotFound(f"There is no plugin “{plugin_id}”.")
    counts = [
        db.session.scalar(select(func.count()).select_from(table).where(table.c.plugin_id == plugin_id)) or 0
        for table in tables_with_plugins()
    ]
    return Holdings(
        plugin_id=plugin_id,
        name=row.name or plugin_id,
        regions=tuple(activation.regions_of(plugin_id)),
        owned=tuple(db.session.scalars(select(Region.id).where(Region.plugin_id == plugin_id).order_by(Region.id))),
        tables=tuple(list_tables(db.session.connection(), plugin_id)),
        rows=sum(counts),
    )


def tables_with_plugins() -> list[Table]:
    """Return the portal's own tables whose rows belong to a plugin, in an order in which they can be emptied."""
    return [table for table in reversed(Base.metadata.sorted_tables) if "plugin_id" in table.columns]


def list_blockers(plugin_id: str) -> list[Blocker]:
    """Return what stands against uninstalling: what its own hook says, region by region, and what goes with it."""
    blockers: list[Blocker] = []
    registry, names = registry_here(), list_region_names()
    plugin, found = registry.plugins.get(plugin_id), registry.found.get(plugin_id)
    if plugin is None and found is not None and found.module:
        blockers.append(Blocker("", NOT_ASKED))
    if plugin is not None and BLOCKERS in plugin.hooks:
        for region_id in activation.regions_of(plugin_id, only_on=False):
            blockers += [Blocker(names.get(region_id, region_id), text) for text in ask(plugin, region_id)]
    for region_id in holdings_of(plugin_id).owned:
        blockers += [Blocker("", text) for text in what_goes_with(plugin_id, region_id)]
    return blockers


def ask(plugin: Loaded, region_id: str) -> list[str]:
    """Return what a plugin's own hook says against it; one that fails is a reason as well."""
    outcome = call_hook(plugin, region_id, BLOCKERS)
    if not outcome.is_well:
        return [f"{plugin.name} was asked whether anything stands against it, and could not answer."]
    try:
        given = listed(BLOCKERS, outcome.value, "sentences")
    except Exception as error:  # noqa: BLE001 - what a plugin gives may fail as it is read
        return [str(error)[:LONGEST_SENTENCE]]
    return [one[:LONGEST_SENTENCE] if isinstance(one, str) else f"{BLOCKERS} gave no sentence." for one in given]


def what_goes_with(plugin_id: str, region_id: str) -> list[str]:
    """Return what else is lost when a plugin's region is."""
    name = list_region_names().get(region_id, region_id)
    others = list(
        db.session.scalars(
            select(PluginActivation.plugin_id)
            .where(PluginActivation.region_id == region_id, PluginActivation.plugin_id != plugin_id)
            .where(PluginActivation.is_on)
            .order_by(PluginActivation.plugin_id)
        )
    )
    held = select(func.count(RoleGrant.id)).where(RoleGrant.scope == Scope.REGION, RoleGrant.key == region_id)
    roles = db.session.scalar(held) or 0
    sentences = []
    if others:
        sentences.append(f"The region {name} comes from it, and {', '.join(others)} is on there.")
    if roles:
        sentences.append(f"The region {name} comes from it, and roles are held there: {roles}.")
    return sentences


def uninstall(
    plugin_id: str, *, mode: str, confirmation: str = "", is_overriding: bool = False, actor_id: int | None
) -> Holdings:
    """Take a plugin out of use everywhere; with `erase`, delete everything there is of it. Return what there was.

    Erasing asks for the plugin's id, typed. Blockers refuse it, unless a statewide administrator overrides them.
    Everything goes in one transaction; the plugin's own code runs before it.
    """
    there = holdings_of(plugin_id)
    if mode not in MODES:
        raise Invalid(f"A plugin is uninstalled with one of {', '.join(MODES)}.")
    if mode == ERASE and confirmation.strip() != plugin_id:
        raise Invalid(f"Type the plugin's id, {plugin_id}, to confirm that everything of it is deleted.")
    blockers = [] if is_overriding or mode == KEEP else list_blockers(plugin_id)
    if blockers:
        said = " ".join(f"{one.region}: {one.sentence}" if one.region else one.sentence for one in blockers)
        raise Conflict(f"{there.name} was not uninstalled. {said}")
    for region_id in there.regions:
        switch_off(plugin_id, region_id, actor_id=actor_id)
    tell(plugin_id, mode)
    with transaction():
        if mode == ERASE:
            erase(plugin_id)
        record(
            activation.UNINSTALLED, actor_id=actor_id, subject=f"plugin {plugin_id}", mode=mode,
            overridden="yes" if is_overriding else "no",
        )  # fmt: skip
    return there


def tell(plugin_id: str, mode: str) -> None:
    """Tell a plugin, if its code is here, that it is uninstalled in each region where it ever was on."""
    plugin = registry_here().plugins.get(plugin_id)
    if plugin is not None and ON_UNINSTALL in plugin.hooks:
        for region_id in activation.regions_of(plugin_id, only_on=False):
            call_hook(plugin, region_id, ON_UNINSTALL, mode=mode)


def erase(plugin_id: str) -> None:
    """Delete everything there is of a plugin, in the transaction around us: a reinstallation begins anew."""
    erase_tables(db.session.connection(), plugin_id)
    for table in tables_with_plugins():
        db.session.execute(delete(table).where(table.c.plugin_id == plugin_id))
    db.session.execute(delete(PluginRecord).where(PluginRecord.id == plugin_id))
    db.session.expire_all()
    advance_plugins()
    advance_people()
