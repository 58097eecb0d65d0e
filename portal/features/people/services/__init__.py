"""What is done to people by those who look after them. Rows are added here and committed by the caller."""

from portal.features.people.services import dormancy, transfers, yearly
from portal.features.people.services.noting import note_address_asked, note_reach

__all__ = ["dormancy", "note_address_asked", "note_reach", "transfers", "yearly"]
