"""What is done to people by those who look after them. Rows are added here and committed by the caller."""

from portal.features.people.services.deeds import ask_deed, do_some, grant_in, undo_some
from portal.features.people.services.noting import note_address_asked, note_reach

__all__ = ["ask_deed", "do_some", "grant_in", "note_address_asked", "note_reach", "undo_some"]
