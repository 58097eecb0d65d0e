"""Forms of those who look after people: one module a noun."""

from portal.features.people.forms.joining import ApproveForm, DeclineForm, DomainForm, OnlyProofForm
from portal.features.people.forms.persons import MAIL_LENGTH, NAME_LENGTH, CloseForm, GrantForm, NewPersonForm
from portal.features.people.forms.recovering import CalledForm

__all__ = [
    "MAIL_LENGTH",
    "NAME_LENGTH",
    "ApproveForm",
    "CalledForm",
    "CloseForm",
    "DeclineForm",
    "DomainForm",
    "GrantForm",
    "NewPersonForm",
    "OnlyProofForm",
]  # fmt: skip
