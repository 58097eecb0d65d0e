"""How far a person's hand goes on these pages: the whole state, or the regions the person looks after.

What lies beyond answers as if it did not exist, and so does what is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.features.accounts import permissions
from portal.features.accounts.session import viewer_here
from portal.features.extensions.queries import list_columns
from portal.foundation.errors import NotFound
from portal.plugin_host.host import registry_here
from portal.plugin_host.models import STATEWIDE
from portal.plugin_host.standing import list_standing

if TYPE_CHECKING:
    from portal.features.extensions.queries import Column
    from portal.plugin_host.loading import Loaded
    from portal.plugin_host.standing import Standing


@dataclass(frozen=True, slots=True)
class Reach:
    """The regions a permission is held for; None means all of them and what is the whole state's."""

    regions: frozenset[str] | None

    @property
    def is_statewide(self) -> bool:
        """Whether nothing is beyond it."""
        return self.regions is None

    def covers(self, region_id: str) -> bool:
        """Say whether something of a region, or of the whole state, is within it."""
        return self.regions is None or (region_id != STATEWIDE and region_id in self.regions)

    def covers_plugin(self, plugin: Standing) -> bool:
        """Say whether a plugin can be on somewhere within it."""
        return self.regions is None or not plugin.named or bool(self.regions & set(plugin.named))


def reach_here(permission: str = permissions.PLUGINS_VIEW) -> Reach:
    """Return how far this request's reader holds a permission."""
    viewer = viewer_here()
    if viewer.may(permission):
        return Reach(None)
    return Reach(frozenset(region_id for held, region_id in viewer.powers if held == permission))


def list_plugins_here(reach: Reach) -> list[Standing]:
    """Return the plugins a person may know of, by name."""
    return [one for one in list_standing() if reach.covers_plugin(one)]


def get_plugin_here(plugin_id: str, reach: Reach) -> Standing:
    """Return a plugin a person may know of; any other is no page."""
    found = next((one for one in list_plugins_here(reach) if one.id == plugin_id), None)
    if found is None:
        raise NotFound
    return found


def get_loaded_here(plugin_id: str, reach: Reach) -> tuple[Standing, Loaded | None]:
    """Return a plugin a person may know of, and what it declares if it answers in this process."""
    return get_plugin_here(plugin_id, reach), registry_here().plugins.get(plugin_id)


def list_columns_here(reach: Reach) -> tuple[Column, ...]:
    """Return the regions a person looks after."""
    return tuple(column for column in list_columns(reach.regions) if reach.covers(column.id))


def get_column_here(plugin: Standing, region_id: str, reach: Reach) -> Column:
    """Return a region within reach where a plugin may be on; any other is no page."""
    found = next((one for one in list_columns_here(reach) if one.id == region_id), None)
    if found is None or (plugin.named and region_id not in plugin.named):
        raise NotFound
    return found
