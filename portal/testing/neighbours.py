"""Bad company: throw-away plugins that misbehave in one way at one place, so that authors see theirs beside them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DEEDS = {
    "raise": "raise RuntimeError('bad company')",
    "exit": "raise SystemExit(3)",
    "hang": "import time; time.sleep(3)",
    "junk": "return 12",
    "script": "from markupsafe import Markup; return Markup('<script>alert(1)</script></div>')",
}
IMPORT, DECLARE, BLOCK, ROUTE, EVENT, ENABLE = "import", "declare", "block", "route", "event", "enable"
PLACES = (IMPORT, DECLARE, BLOCK, ROUTE, EVENT, ENABLE)
numbers = count(1)

MANIFEST = """\
id = "{id}"
name = "Bad company {id}"
version = "1.0.0"
description = "A plugin that misbehaves, for tests."
kind = "code"
scope = "region"
api = "1"
contact = "web@kit.example"
personal_data = "none"
"""
MODULE = """\
from portal.plugin_api import Block, Route, Subscription, hookimpl


def misbehave(*given, **named):
    {deed}


{at_import}


@hookimpl
def portal_blocks(ctx):
    {at_declare}
    return [Block(id="neighbour", slot="region.home.main", render={render}, ttl=0)]


@hookimpl
def portal_routes(ctx):
    return [Route(id="page", rule="/", view={view})]


@hookimpl
def portal_events(ctx):
    return [Subscription(id="switched", event="portal.switched-on")]


@hookimpl
def portal_on_event(ctx, event):
    {at_event}


@hookimpl
def portal_on_enable(ctx, previous_version):
    {at_enable}
"""
WELL = "lambda ctx: 'A neighbour that is well.'"


def write_neighbour(folder: Path, deed: str, at: str) -> Path:
    """Write a plugin that does one of DEEDS at one of PLACES; return its package's folder."""
    if deed not in DEEDS or at not in PLACES:
        raise LookupError(f"A neighbour does one of {', '.join(DEEDS)}, at one of {', '.join(PLACES)}.")
    plugin_id = f"neighbour_{next(numbers)}"
    package = folder / f"kit_{plugin_id}"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('"""A plugin that misbehaves, for tests."""\n', encoding="utf-8")
    (package / "portal-plugin.toml").write_text(MANIFEST.format(id=plugin_id), encoding="utf-8")
    does = "return misbehave()"
    source = MODULE.format(
        deed=DEEDS[deed],
        at_import="misbehave()" if at == IMPORT else "",
        at_declare=does if at == DECLARE else "",
        render="misbehave" if at == BLOCK else WELL,
        view="misbehave" if at == ROUTE else WELL,
        at_event=does if at == EVENT else "pass",
        at_enable=does if at == ENABLE else "pass",
    )
    (package / "plugin.py").write_text(source, encoding="utf-8")
    return package
