"""What plugins add, as of one number: frozen, so that a request that began with it ends with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from portal.plugin_host.holding import HELD_STATES
from portal.plugin_host.relations import read_relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from portal.plugin_host.discovery import Found
    from portal.plugin_host.loading import Loaded
    from portal.plugin_host.parts import Block, Job, NavItem, Subscription, Theme

Point = tuple[str, str, str]
POINTS_FOR_QUARANTINE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """The plugins that answer, where each is on, and everything found for each region, in display order.

    `found` holds every plugin, with its reason when it does not answer; `pairs` each plugin and region where it is on;
    `shown` those and the ones where its code is held, but what it brought in is shown; `open_points` the extension
    points that are left alone, and since when. Where three points of a plugin are open, it is `quarantined`: what it
    brought in is shown, its code is not called but to see whether it is well again.
    """

    number: int
    found: Mapping[str, Found] = field(default_factory=dict)
    plugins: Mapping[str, Loaded] = field(default_factory=dict)
    pairs: frozenset[tuple[str, str]] = frozenset()
    shown: frozenset[tuple[str, str]] = frozenset()
    open_points: Mapping[Point, datetime] = field(default_factory=dict)
    quarantined: frozenset[tuple[str, str]] = frozenset()
    blocks: Mapping[tuple[str, str], tuple[tuple[Loaded, Block], ...]] = field(default_factory=dict)
    nav: Mapping[str, tuple[tuple[Loaded, NavItem], ...]] = field(default_factory=dict)
    themes: Mapping[str, Theme] = field(default_factory=dict)

    def is_on(self, plugin_id: str, region_id: str) -> bool:
        """Say whether a plugin answers in a region."""
        return (plugin_id, region_id) in self.pairs

    def is_quarantined(self, plugin_id: str, region_id: str) -> bool:
        """Say whether a plugin's code is left alone in a region."""
        return (plugin_id, region_id) in self.quarantined

    def on_in(self, region_id: str) -> Iterator[Loaded]:
        """Give the plugins that answer in a region, by id."""
        return (plugin for plugin_id, plugin in self.plugins.items() if (plugin_id, region_id) in self.pairs)

    def regions_of(self, plugin_id: str) -> tuple[str, ...]:
        """Return the regions where a plugin answers, by key."""
        return tuple(sorted(region for plugin, region in self.pairs if plugin == plugin_id))

    def quarantine_of(self, plugin_id: str) -> tuple[str, ...]:
        """Return the regions where a plugin's code is left alone, by key."""
        return tuple(sorted(region for plugin, region in self.quarantined if plugin == plugin_id))

    def shown_of(self, plugin_id: str) -> tuple[str, ...]:
        """Return the regions where what a plugin brought in is shown, by key."""
        return tuple(sorted(region for plugin, region in self.shown if plugin == plugin_id))

    def jobs(self) -> Iterator[tuple[Loaded, str, Job]]:
        """Give every job with its plugin and region."""
        for plugin_id, region_id in sorted(self.pairs - self.quarantined):
            plugin = self.plugins[plugin_id]
            for job in declared_for(plugin, "portal_jobs", region_id):
                yield plugin, region_id, job

    def subscribers(self, event: str, region_id: str) -> Iterator[Loaded]:
        """Give the plugins that want to be told of an event in a region."""
        for plugin in self.on_in(region_id):
            wishes: list[Subscription] = declared_for(plugin, "portal_events", region_id)
            if "portal_on_event" in plugin.hooks and any(getattr(wish, "event", "") == event for wish in wishes):
                yield plugin


EMPTY = Registry(number=-1)


def may_be_on(plugin: Loaded, region_id: str) -> bool:
    """Say whether a plugin's manifest lets it answer in a region."""
    return not plugin.declared.named or region_id in plugin.declared.named


def declared_for(plugin: Loaded, hook: str, region_id: str) -> list[Any]:
    """Return a plugin's records of a hook that are for a region, in display order."""
    return [record for record in plugin.declared.of(hook) if record.regions is None or region_id in record.regions]


def in_quarantine(open_points: Iterable[Point]) -> frozenset[tuple[str, str]]:
    """Return each plugin and region in which too many of the plugin's points are left alone."""
    counts = Counter((plugin_id, region_id) for plugin_id, region_id, _ in open_points)
    return frozenset(pair for pair, count in counts.items() if count >= POINTS_FOR_QUARANTINE)


def build_registry(
    number: int,
    found: Mapping[str, Found],
    loaded: Mapping[str, Loaded],
    on: Mapping[tuple[str, str], str],
    open_points: Mapping[Point, datetime],
) -> Registry:
    """Put together what plugins add. `on` gives each plugin and region that are switched on."""
    plugins = dict(sorted(loaded.items()))
    answering = {pair for pair in on if pair[0] in plugins and may_be_on(plugins[pair[0]], pair[1])}
    pairs = with_what_they_need(found, answering)
    quarantined = in_quarantine(open_points)
    held = {pair for pair in on if is_held(found.get(pair[0]), pair[1])}
    blocks: dict[tuple[str, str], list[tuple[Loaded, Block]]] = {}
    nav: dict[str, list[tuple[Loaded, NavItem]]] = {}
    themes: dict[str, Theme] = {}
    for plugin_id, region_id in sorted(pairs):
        plugin = plugins[plugin_id]
        for block in declared_for(plugin, "portal_blocks", region_id):
            blocks.setdefault((region_id, block.slot), []).append((plugin, block))
        for item in declared_for(plugin, "portal_nav", region_id):
            if item.route and (plugin_id, region_id) in quarantined:
                continue
            nav.setdefault(region_id, []).append((plugin, item))
        for theme in declared_for(plugin, "portal_theme", region_id):
            themes.setdefault(region_id, theme)
    return Registry(
        number=number,
        found=MappingProxyType(dict(found)),
        plugins=MappingProxyType(plugins),
        pairs=pairs,
        shown=with_what_they_need(found, answering | held),
        open_points=MappingProxyType(dict(open_points)),
        quarantined=quarantined,
        blocks=MappingProxyType({place: in_order(pieces) for place, pieces in blocks.items()}),
        nav=MappingProxyType({region: in_order(items) for region, items in nav.items()}),
        themes=MappingProxyType(themes),
    )


def is_held(found: Found | None, region_id: str) -> bool:
    """Say whether a plugin's code is held while what it brought into a region is shown."""
    if found is None or found.manifest is None or found.state not in HELD_STATES:
        return False
    return not found.manifest.regions or region_id in found.manifest.regions


def with_what_they_need(found: Mapping[str, Found], pairs: set[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Return the plugins and regions where everything a plugin depends on is on as well; the others rest meanwhile."""
    standing = set(pairs)
    while resting := {
        (plugin_id, region_id)
        for plugin_id, region_id in standing
        if any((needed, region_id) not in standing for needed in needs_of(found[plugin_id]))
    }:
        standing -= resting
    return frozenset(standing)


def needs_of(found: Found) -> tuple[str, ...]:
    """Return the ids of the plugins that one depends on."""
    return tuple(read_relation(text).plugin_id for text in found.manifest.depends) if found.manifest else ()


def in_order(pieces: list[tuple[Loaded, Any]]) -> tuple[tuple[Loaded, Any], ...]:
    """Return pieces of several plugins in display order: by order, plugin and id, whatever was loaded first."""
    return tuple(sorted(pieces, key=lambda piece: (piece[1].order, piece[0].id, piece[1].id)))
