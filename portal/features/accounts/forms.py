"""Forms of people: sign in, set and change a password, create, grant, close."""

from __future__ import annotations

from wtforms import DateField, EmailField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional

from portal.features.accounts.rules import LONGEST_PASSWORD, SHORTEST_PASSWORD
from portal.web.forms import PortalForm, trim

MAIL_LENGTH, NAME_LENGTH = 254, 120
LONG_ENOUGH = f"At least {SHORTEST_PASSWORD} characters. A few unrelated words are strong and easy to remember."


class SignInForm(PortalForm):
    """Mail address and password."""

    email = EmailField(
        "Work email",
        filters=[trim],
        validators=[DataRequired("Enter your work email."), Length(max=MAIL_LENGTH)],
        render_kw={"autocomplete": "username", "inputmode": "email", "spellcheck": "false"},
    )
    password = PasswordField(
        "Password",
        validators=[DataRequired("Enter your password.")],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class JoinForm(PortalForm):
    """The first password."""

    new_password = PasswordField(
        "New password",
        description=LONG_ENOUGH,
        validators=[DataRequired("Choose a password."), Length(max=LONGEST_PASSWORD)],
        render_kw={"autocomplete": "new-password"},
    )


class PasswordForm(JoinForm):
    """The current password and a new one."""

    current_password = PasswordField(
        "Current password",
        validators=[DataRequired("Enter your current password.")],
        render_kw={"autocomplete": "current-password"},
    )


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


class CloseForm(PortalForm):
    """Nothing but the proof that the form is ours."""
