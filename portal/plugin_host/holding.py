"""Plugins whose code waits while what they brought in earlier is still shown: what for, and what to do.

A plugin is held when its tables are not ready for it, or when another version of it could not be taken over.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portal.plugin_host.discovery import Found

NEEDS_MIGRATION, NOT_UPGRADED = "needs_migration", "not_upgraded"
HELD_STATES = frozenset({NEEDS_MIGRATION, NOT_UPGRADED})
UNCHANGED = "What it brought in before is still shown, and nothing of it was changed."


def hold_for_steps(found: Found, waiting: Sequence[str]) -> Found:
    """Return a plugin as waiting for steps of its schema."""
    changes = "1 change of its tables waits" if len(waiting) == 1 else f"{len(waiting)} changes of its tables wait"
    return replace(
        found,
        state=NEEDS_MIGRATION,
        reason=f"{changes}: {', '.join(waiting)}.",
        remedy=f"Run “portal plugins migrate {found.id}”.",
    )


def hold_back(found: Found, reason: str, remedy: str) -> Found:
    """Return a plugin as not taken over in its new version."""
    return replace(found, state=NOT_UPGRADED, reason=f"{reason} {UNCHANGED}", remedy=remedy)


def hold_older(found: Found, versions: Iterable[str]) -> Found | None:
    """Return a plugin with code as not taken over when a newer version of it was on here; None when it may come.

    `versions` are those that were on, region by region. A manifest with `downgrade = true` says that an older version
    can read what a newer one wrote.
    """
    manifest = found.manifest
    if manifest is None or manifest.kind != "code" or manifest.downgrade:
        return None
    newest = max((version for version in versions if version), key=rank, default=manifest.version)
    if rank(manifest.version) >= rank(newest):
        return None
    reason = f"It is version {manifest.version}, and version {newest} was on here already."
    return hold_back(found, reason, f"Install version {newest} or a newer one again.")


def rank(version: str) -> tuple[int, int, int, bool, str]:
    """Return a version as what it is compared by; a trial version such as 1.0.0-rc.1 comes before the one it is for."""
    numbers, _, trial = version.partition("+")[0].partition("-")
    major, minor, patch = map(int, numbers.split("."))
    return major, minor, patch, not trial, trial
