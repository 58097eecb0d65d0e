"""Make contacts agree with what plugins declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.contacts.models import Contact
from portal.features.regions.queries import list_region_ids
from portal.plugin_host.reconcile import reconcile

if TYPE_CHECKING:
    from portal.plugin_host.declarations import Declared, Remark


def synchronise(declared: tuple[Declared, ...]) -> list[Remark]:
    """Bring the plugins' contacts into the database; return what could not be done as they wished."""
    return reconcile(Contact, declared, "portal_contacts", regions=list_region_ids())
