"""Every name a plugin may import. Versioned: a name leaves only after a deprecation."""

from __future__ import annotations

from portal.foundation.errors import Fault, FaultyContent
from portal.plugin_host.content import Content
from portal.plugin_host.contributions import (
    Contact,
    Contribution,
    CountyClaim,
    Feed,
    Post,
    Provenance,
    RegionProposal,
    Tool,
)
from portal.plugin_host.declarations import DeclareContext
from portal.plugin_host.markers import hookimpl

API_VERSION = (1, 0)

__all__ = [
    "API_VERSION",
    "Contact",
    "Content",
    "Contribution",
    "CountyClaim",
    "DeclareContext",
    "Fault",
    "FaultyContent",
    "Feed",
    "Post",
    "Provenance",
    "RegionProposal",
    "Tool",
    "hookimpl",
]
