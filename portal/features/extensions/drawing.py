"""Draw plugins' blocks into pages: guarded, checked, kept for a while, and left out quietly when one fails."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, Any

from flask import g, render_template
from markupsafe import Markup

from portal.features.accounts import permissions
from portal.features.accounts.session import current_viewer
from portal.features.extensions.session import block_context, measured, place_of, roles_of
from portal.infrastructure.epoch import current_epoch, kept
from portal.plugin_host.calls import BLOCK, is_left_alone, note_well
from portal.plugin_host.fragments import as_html, faults_of_fragment
from portal.plugin_host.host import registry_here
from portal.plugin_host.incidents import INVALID, note
from portal.web.slots import Part, explained, ids_in, is_explaining, since

if TYPE_CHECKING:
    from portal.features.regions.queries import RegionView
    from portal.plugin_host.incidents import Place
    from portal.plugin_host.loading import Loaded
    from portal.plugin_host.parts import Block

STILL_GOOD_SECONDS = 24 * 60 * 60
DRAWN_AT_MOST = 2_000
ALWAYS: tuple[Any, ...] = ()


class Unfit(Exception):
    """What a block gave cannot be put into a page; the message says why."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A block as it was drawn: its HTML, when, and as of which content."""

    html: Markup
    at: float
    epoch: int


def draw_slot(region: RegionView, slot: str, taken: set[str]) -> list[tuple[int, str, Markup]]:
    """Return what the plugins that are on put into a slot of a region's page: order, id and HTML of each.

    `taken` are the ids on the page so far; a piece that has one of them is left out, those of the others are added.
    """
    pieces = []
    for plugin, block in registry_here().blocks.get((region.id, slot), ()):
        began, calls = perf_counter(), calls_so_far()
        html = draw_block(plugin, block, region)
        own = ids_in(html)
        if doubles := sorted(own & taken):
            note_doubles(plugin, block, region, doubles)
            html = unshown(plugin, block, region)
        else:
            taken |= own
        if is_explaining():
            html = explained(html, part_of(plugin, block, began, is_kept=calls_so_far() == calls))
        if html:
            pieces.append((block.order, f"{plugin.id}.{block.id}", html))
    return pieces


def calls_so_far() -> int:
    """Return how often plugins were called for this page."""
    return len(g.get("portal_spent", ()))


def part_of(plugin: Loaded, block: Block, began: float, *, is_kept: bool) -> Part:
    """Return a block as it is explained."""
    return Part(
        source=plugin.id,
        version=plugin.declared.source.version,
        hook="portal_blocks",
        name=block.title or block.id,
        milliseconds=since(began),
        state="as kept from before" if is_kept else "",
    )


def note_doubles(plugin: Loaded, block: Block, region: RegionView, doubles: list[str]) -> None:
    """Note, once per change of content, that a block bears ids of the page; no breaker opens: time does not heal it."""
    store, key = kept("doubles"), (plugin.id, plugin.digest, block.id, region.id)
    if not store.find(key, (current_epoch(),))[0]:
        store.put(key, (current_epoch(),), doubles)
        place = place_of(plugin, region.id, f"block:{block.id}")
        note(place, INVALID, f"What it drew was left out: the id “{doubles[0]}” is on the page already.")


def draw_block(plugin: Loaded, block: Block, region: RegionView) -> Markup:
    """Return a block: from what is kept, drawn anew, as it last was well, or as a quiet line."""
    roles = roles_of(current_viewer(), region.id)
    store, key = kept("blocks", DRAWN_AT_MOST), (plugin.id, plugin.digest, block.id, region.id, roles)
    _, held = store.find(key, ALWAYS)
    if held is not None and held.epoch == current_epoch() and monotonic() - held.at < block.ttl:
        return framed(plugin, block, held.html)
    place = place_of(plugin, region.id, f"block:{block.id}", breaks=True)
    html = try_to_draw(place, plugin, block, region, roles)
    if html is not None:
        store.put(key, ALWAYS, Drawn(html, monotonic(), current_epoch()))
        return framed(plugin, block, html)
    if held is not None and monotonic() - held.at < STILL_GOOD_SECONDS:
        return framed(plugin, block, held.html)
    return unshown(plugin, block, region)


def try_to_draw(
    place: Place, plugin: Loaded, block: Block, region: RegionView, roles: tuple[str, ...]
) -> Markup | None:
    """Draw a block, unless its point is left alone; None when that did not go well."""
    if is_left_alone(place):
        return None
    outcome = measured(place, lambda: call_block(plugin, block, region, roles), BLOCK)
    if not outcome.is_well:
        return None
    try:
        html = checked(block, outcome.value)
    except Unfit as error:
        note(place, INVALID, str(error), is_proof=True)
        return None
    note_well(place, outcome.milliseconds, BLOCK)
    return html


def call_block(plugin: Loaded, block: Block, region: RegionView, roles: tuple[str, ...]) -> object:
    """Call a block's function with a context of its own. It is told the roles only: what it draws is kept for all."""
    context = block_context(plugin, region, roles)
    with context.opened():
        return block.render(context)


def checked(block: Block, given: object) -> Markup:
    """Return what a block gave as HTML that fits into a page; plain text is escaped."""
    if given is None:
        return Markup()
    if not isinstance(given, str):
        raise Unfit(f"It must give a text or what ctx.render gave, but gave a {type(given).__name__}.")
    html = as_html(given)
    faults = faults_of_fragment(html)
    if faults:
        raise Unfit(f"What it drew was left out: {'; '.join(faults[:3])}.")
    return html


def framed(plugin: Loaded, block: Block, html: Markup) -> Markup:
    """Return a block within its frame; an empty one shows nothing."""
    if not html.strip():
        return Markup()
    return Markup(render_template("extensions/_block.html", plugin=plugin, block=block, html=html))  # noqa: S704 - ours


def unshown(plugin: Loaded, block: Block, region: RegionView) -> Markup:
    """Return a quiet line in place of a block; who looks after plugins is told more, strangers nothing."""
    viewer = current_viewer()
    if viewer is None:
        return Markup()
    may_look = viewer.may(permissions.PLUGINS_VIEW, region.id)
    html = render_template("extensions/_unshown.html", plugin=plugin, block=block, may_look=may_look)
    return Markup(html)  # noqa: S704 - a template of ours
