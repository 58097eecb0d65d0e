"""Tables of what is done to several people at once. One module a noun."""

from portal.features.people.models.deeds import Deed, DeedPart
from portal.features.people.models.imports import PeopleImport, PeopleImportRow

__all__ = ["Deed", "DeedPart", "PeopleImport", "PeopleImportRow"]
