"""Forms of those who look after people: one module a noun."""

from portal.features.people.forms.joining import ApproveForm, DeclineForm, DomainForm, OnlyProofForm
from portal.features.people.forms.persons import MAIL_LENGTH, NAME_LENGTH, CloseForm, DeedForm, GrantForm, NewPersonForm

__all__ = [
    "MAIL_LENGTH", "NAME_LENGTH", "ApproveForm", "CloseForm", "DeclineForm", "DeedForm", "DomainForm", "GrantForm",
    "NewPersonForm", "OnlyProofForm",
]  # fmt: skip
