"""A plugin's content files, read into records: docs/region-content.md as code."""

from __future__ import annotations

from portal.plugin_host.content.reading import Content
from portal.plugin_host.content.tables import CONTACT_KEYS
from portal.plugin_host.content.values import colour_faults, is_web_address

__all__ = ["CONTACT_KEYS", "Content", "colour_faults", "is_web_address"]
