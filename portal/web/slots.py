"""Named places in pages, filled by blocks that features and plugins contribute."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

from flask import current_app, g, has_request_context, render_template
from markupsafe import Markup

from portal.infrastructure.epoch import kept_per_epoch
from portal.plugin_host.host import get_host
from portal.plugin_host.slots import SLOTS

IDS = re.compile(r"""\sid\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
PLACE = re.compile(r"<!--slot ([a-z.*-]+)-->")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of this page as it is explained: where it comes from, through which hook, and what it cost.

    `state` says what else there is to know: that it was kept from before, or shows nothing.
    """

    source: str
    version: str = ""
    hook: str
    name: str
    milliseconds: float
    state: str = ""


def slot(name: str) -> Markup:
    """Return the portal's own blocks of a slot in display order, and the place for what plugins add (for templates)."""
    pieces = []
    for block in get_host().blocks(name):
        began = perf_counter()
        html = Markup(block.render())  # noqa: S704 - the portal's own
        if is_explaining():
            html = explained(
                html, Part(source="portal", hook="portal_blocks", name=block.id, milliseconds=since(began))
            )
        pieces.append(html)
    if name in SLOTS and SLOTS[name].is_open:
        pieces.append(Markup(f"<!--slot {name}-->"))  # noqa: S704 - a name of ours
    return Markup("\n").join(pieces)


def fill(html: Markup) -> Markup:
    """Put what plugins add for this request into its places; nothing of it takes an id that is on the page already."""
    taken = ids_in(html)
    return Markup(PLACE.sub(lambda place: drawn(place[1], taken), html))  # noqa: S704 - what is put in was checked


def ids_in(html: str) -> set[str]:
    """Return every id that a page or a piece of one gives."""
    return set(IDS.findall(html))


def drawn(name: str, taken: set[str]) -> str:
    """Return what plugins add to a slot for this request; ids they take are added to those that are taken."""
    given = get_host().manager.hook.portal_fill(slot=name, taken=taken)
    pieces = sorted((order, key, html) for pieces in given for order, key, html in pieces)
    return "\n".join(html for _, _, html in pieces)


def is_explaining() -> bool:
    """Say whether this page is to show where each of its pieces comes from."""
    return has_request_context() and bool(g.get("portal_explaining"))


def since(began: float) -> float:
    """Return the milliseconds since a moment of perf_counter."""
    return (perf_counter() - began) * 1000


def explained(html: Markup, part: Part) -> Markup:
    """Return a piece under a label that says where it comes from, and note it for the list; an empty one stays so."""
    parts = parts_here()
    parts.append(part if html else replace(part, state="shows nothing"))
    return render_shared("components/explained.html", html=html, part=part, number=len(parts)) if html else html


def parts_here() -> list[Part]:
    """Return the parts of this page that were explained so far."""
    parts: list[Part] = g.setdefault("portal_parts", [])
    return parts


def render_shared(template: str, **values: Any) -> Markup:
    """Return a piece that is the same for several people. It is given nothing of the person it is first made for."""
    html = current_app.jinja_env.get_template(template).render(**values)
    return Markup(html)  # noqa: S704 - a template of ours


@kept_per_epoch
def site_footer(menu: tuple[Any, ...]) -> Markup:
    """Return the foot of every page, the same for everybody (for templates)."""
    return render_shared("layouts/_footer.html", menu=menu)


def render_own(template: str, **values: Any) -> Markup:
    """Return a piece made for this request's reader alone, who may be named in it."""
    return Markup(render_template(template, **values))  # noqa: S704 - a template of ours
