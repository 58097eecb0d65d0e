"""Every name a plugin may import. Versioned: a name leaves only after a deprecation."""

from __future__ import annotations

from portal.foundation.errors import Conflict, Fault, FaultyContent, Forbidden, Invalid, NotFound
from portal.infrastructure.fetch.client import Fetched, FetchFault
from portal.plugin_host.content import Content
from portal.plugin_host.context import Context, OutOfPhase, Page, RegionRef, UserView
from portal.plugin_host.contributions import (
    Contact,
    Contribution,
    CountyClaim,
    Feed,
    Post,
    Provenance,
    RegionProposal,
    Tool,
    Worksheet,
    WorksheetPart,
)
from portal.plugin_host.data.models import PluginModel
from portal.plugin_host.data.session import RegionFault
from portal.plugin_host.data.steps import Migration, Steps
from portal.plugin_host.markers import hookimpl
from portal.plugin_host.parts import (
    Asset,
    Block,
    Event,
    EventType,
    Health,
    Job,
    NavItem,
    Permission,
    Problem,
    Route,
    SearchWord,
    SettingField,
    Subscription,
    Theme,
    Validator,
)

API_VERSION = (1, 0)

__all__ = [
    "API_VERSION",
    "Asset",
    "Block",
    "Conflict",
    "Contact",
    "Content",
    "Context",
    "Contribution",
    "CountyClaim",
    "Event",
    "EventType",
    "Fault",
    "FaultyContent",
    "Feed",
    "FetchFault",
    "Fetched",
    "Forbidden",
    "Health",
    "Invalid",
    "Job",
    "Migration",
    "NavItem",
    "NotFound",
    "OutOfPhase",
    "Page",
    "Permission",
    "PluginModel",
    "Post",
    "Problem",
    "Provenance",
    "RegionFault",
    "RegionProposal",
    "RegionRef",
    "Route",
    "SearchWord",
    "SettingField",
    "Steps",
    "Subscription",
    "Theme",
    "Tool",
    "UserView",
    "Validator",
    "Worksheet",
    "WorksheetPart",
    "hookimpl",
]
