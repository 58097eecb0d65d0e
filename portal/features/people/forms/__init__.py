"""Forms of those who look after people: one module a noun."""

from portal.features.people.forms.joining import ApproveForm, CountySignInForm, DeclineForm, DomainForm
from portal.features.people.forms.persons import MAIL_LENGTH, NAME_LENGTH, CloseForm, GrantForm, NewPersonForm

__all__ = [
    "MAIL_LENGTH", "NAME_LENGTH", "ApproveForm", "CloseForm",
    "CountySignInForm", "DeclineForm", "DomainForm", "GrantForm",
    "NewPersonForm",
]  # fmt: skip
