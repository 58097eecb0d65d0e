"""The two marks of the hook system: what may be implemented, and what implements it."""

from __future__ import annotations

from pluggy import HookimplMarker, HookspecMarker

PROJECT = "portal"
ENTRY_POINTS = "portal.plugins"

hookspec = HookspecMarker(PROJECT)
hookimpl = HookimplMarker(PROJECT)
