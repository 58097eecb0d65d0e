"""Named places in pages, filled by blocks that other features and plugins contribute."""

from __future__ import annotations

from markupsafe import Markup

from portal.plugin_host.host import get_host


def slot(name: str) -> Markup:
    """Return everything contributed to a slot, in display order (for templates)."""
    return Markup("\n").join(block.render() for block in get_host().blocks(name))
