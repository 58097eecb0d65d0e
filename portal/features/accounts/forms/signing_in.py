"""The form to sign in."""

from __future__ import annotations

from wtforms import BooleanField, EmailField, HiddenField, PasswordField
from wtforms.validators import DataRequired, Length

from portal.web.forms import PortalForm, trim

MAIL_LENGTH = 254


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
    is_shared = BooleanField(
        "This is a shared computer",
        description="You are signed out when the browser is closed, or after a short pause.",
    )
    next = HiddenField()
