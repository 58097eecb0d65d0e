"""Forms of those who look after people: one module a noun."""

from portal.features.people.forms.joining import ApproveForm, CountySignInForm, DeclineForm, DomainForm
from portal.features.people.forms.persons import (
    MAIL_LENGTH,
    NAME_LENGTH,
    DeedForm,
    GrantForm,
    LeaveForm,
    NewPersonForm,
)
from portal.features.people.forms.recovering import CalledForm
from portal.features.people.forms.transfers import AskForForm, OfferForm
from portal.features.people.forms.viewing import ViewForm

__all__ = [
    "MAIL_LENGTH", "NAME_LENGTH", "ApproveForm", "AskForForm", "CalledForm", "CountySignInForm",
    "DeclineForm", "DeedForm", "DomainForm", "GrantForm", "LeaveForm", "NewPersonForm", "OfferForm",
    "ViewForm",
]  # fmt: skip
