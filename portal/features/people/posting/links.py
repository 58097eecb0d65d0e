"""Addresses in letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from portal.config import Settings


def link_to(endpoint: str) -> str:
    """Return the public address of a page."""
    settings: Settings = current_app.extensions["portal.settings"]
    return settings.public_url + current_app.url_map.bind("").build(endpoint)  # jobs have no request
