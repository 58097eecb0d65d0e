"""Forms on people: create, grant, close."""

from __future__ import annotations

from wtforms import BooleanField, DateField, EmailField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional

from portal.web.forms import PortalForm, trim

MAIL_LENGTH = 254
NAME_LENGTH = 120


class NewPersonForm(PortalForm):
    """A new account."""

    name = StringField(
        "Name",
        filters=[trim],
        validators=[DataRequired("Enter the person's name."), Length(max=NAME_LENGTH)],
        render_kw={"autocomplete": "off"},
    )
    email = EmailField(
        "Work email",
        filters=[trim],
        validators=[DataRequired("Enter the person's work email."), Length(max=MAIL_LENGTH)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    county = SelectField("County", description="Leave empty for academy and state staff.")
    job = SelectField("Role", description="More roles can be granted afterwards.")


class GrantForm(PortalForm):
    """A role in a place."""

    role = SelectField("Role")
    scope = SelectField("Where")
    starts_on = DateField("From day", description="Leave empty to begin now.", validators=[Optional()])
    ends_on = DateField(
        "Until day", description="The last day. Leave empty for as long as needed.", validators=[Optional()]
    )


class ConfirmForm(PortalForm):
    """That the person was called before anything is confirmed."""

    is_called = BooleanField(
        "I called on a number we knew before, and it was the person who asked",
        validators=[DataRequired("Call the person first; then tick this.")],
    )


class CloseForm(PortalForm):
    """Nothing but the proof that the form is ours."""
