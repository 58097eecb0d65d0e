"""Forms on people: create, grant, leave, and something with several at once."""

from __future__ import annotations

from wtforms import DateField, EmailField, RadioField, SelectField, StringField
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


class LeaveForm(PortalForm):
    """Who takes over what somebody leaves unfinished."""

    heir = EmailField(
        "Who takes over, by their work email",
        filters=[trim],
        validators=[Optional(), Length(max=MAIL_LENGTH)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class DeedForm(PortalForm):
    """What to do with several people."""

    kind = SelectField("What", id="deed-kind")
    role = SelectField("Role", id="deed-role", description="For giving and taking a role.", validators=[Optional()])
    scope = SelectField("Where", id="deed-scope", validators=[Optional()])
    whom = RadioField("With whom", id="deed-whom", default="chosen")
