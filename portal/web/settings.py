"""The settings of the portal that answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from portal.config import Settings


def settings_here() -> Settings:
    """Return the settings of the current application."""
    settings: Settings = current_app.extensions["portal.settings"]
    return settings
