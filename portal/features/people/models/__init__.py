"""Tables of those who look after people: one module a noun."""

from portal.features.people.models.deeds import Deed, DeedPart
from portal.features.people.models.imports import PeopleImport, PeopleImportRow
from portal.features.people.models.keeping import Dormancy, YearlyAnswer, YearlyCheck
from portal.features.people.models.transfers import Transfer

__all__ = [
    "Deed", "DeedPart", "Dormancy", "PeopleImport", "PeopleImportRow", "Transfer", "YearlyAnswer", "YearlyCheck",
]  # fmt: skip
