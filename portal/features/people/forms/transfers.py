"""Forms that move people to another county."""

from __future__ import annotations

from wtforms import EmailField, SelectField
from wtforms.validators import DataRequired, Length

from portal.features.people.forms.persons import MAIL_LENGTH
from portal.web.forms import PortalForm, trim


class OfferForm(PortalForm):
    """A person offered to another county."""

    county = SelectField("County")


class AskForForm(PortalForm):
    """A person asked for by mail address."""

    email = EmailField(
        "Work email",
        filters=[trim],
        validators=[DataRequired("Enter the person's work email."), Length(max=MAIL_LENGTH)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    county = SelectField("To county")
