"""Forms of those who ask for an account."""

from __future__ import annotations

from wtforms import EmailField, StringField
from wtforms.validators import DataRequired, Length

from portal.features.accounts.forms.signing_in import MAIL_LENGTH
from portal.features.accounts.services import LONGEST_NAME
from portal.web.forms import PortalForm, trim


class AskForm(PortalForm):
    """Who asks."""

    name = StringField(
        "Your name",
        filters=[trim],
        validators=[DataRequired("Enter your name."), Length(max=LONGEST_NAME)],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        "Work email",
        description="Your own address at your county.",
        filters=[trim],
        validators=[DataRequired("Enter your work email."), Length(max=MAIL_LENGTH)],
        render_kw={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"},
    )


class ConfirmForm(PortalForm):
    """Nothing but the proof that the form is ours."""
