"""Make contacts agree with what plugins declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.contacts.models import Contact
from portal.features.regions.queries import list_region_ids
from portal.plugin_host.reconcile import reconcile

if TYPE_CHECKING:
    from typing import Any

    from portal.plugin_host import contributions
    from portal.plugin_host.declarations import Declared, Remark


def synchronise(declared: tuple[Declared, ...]) -> list[Remark]:
    """Bring the plugins' contacts into the database; return what could not be done as they wished."""
    return reconcile(Contact, declared, "portal_contacts", facts_of, regions=list_region_ids())


def facts_of(record: contributions.Contact) -> dict[str, Any]:
    """Return the columns of a contact."""
    return {
        "name": record.name,
        "organisation": record.organisation,
        "what_for": record.what_for,
        "email": record.email,
        "phone": record.phone,
        "url": record.url,
        "address": record.address,
        "hours": record.hours,
        "counties": list(record.counties),
        "confirmed_on": record.confirmed_on,
        "for_everyone": record.for_everyone,
    }
