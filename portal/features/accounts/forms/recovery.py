"""Forms of recovery."""

from __future__ import annotations

from wtforms import EmailField
from wtforms.validators import DataRequired, Length

from portal.features.accounts.forms.signing_in import MAIL_LENGTH
from portal.web.forms import PortalForm, trim


class RecoveryForm(PortalForm):
    """The mail address of who cannot sign in."""

    email = EmailField(
        "Work email",
        filters=[trim],
        validators=[DataRequired("Enter your work email."), Length(max=MAIL_LENGTH)],
        render_kw={"autocomplete": "username", "inputmode": "email", "spellcheck": "false"},
    )
