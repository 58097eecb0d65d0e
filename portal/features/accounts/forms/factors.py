"""Forms of passkeys, codes and proofs."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Length

from portal.features.accounts.services import LONGEST_FACTOR_NAME
from portal.web.forms import PortalForm, trim

LONGEST_ANSWER = 20_000
CODE_ATTRIBUTES = {"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "characters"}


class PasskeyForm(PortalForm):
    """What the browser answered when it was asked for a passkey."""

    answer = HiddenField(validators=[DataRequired(), Length(max=LONGEST_ANSWER)])
    is_shared = BooleanField()
    next = HiddenField()


class NewPasskeyForm(PortalForm):
    """What the browser answered when it was asked to make a passkey, and the passkey's name."""

    name = StringField(
        "Name of the new passkey",
        description="So that you know it again, such as “Work laptop”.",
        filters=[trim],
        validators=[Length(max=LONGEST_FACTOR_NAME)],
        render_kw={"autocomplete": "off"},
    )
    answer = HiddenField(validators=[DataRequired(), Length(max=LONGEST_ANSWER)])


class CodeForm(PortalForm):
    """A code of the app, or a printed one."""

    code = StringField(
        "Code",
        description="Six digits from your authenticator app, or one of your printed codes.",
        validators=[DataRequired("Enter a code."), Length(max=60)],
        render_kw=CODE_ATTRIBUTES,
    )


class AppForm(PortalForm):
    """The first code of a new authenticator app."""

    code = StringField(
        "Code that the app shows now",
        description="Six digits. The app shows new ones every half minute.",
        validators=[DataRequired("Enter the six digits that the app shows."), Length(max=60)],
        render_kw=CODE_ATTRIBUTES | {"inputmode": "numeric"},
    )


class ProofForm(PortalForm):
    """The password once more."""

    current_password = PasswordField(
        "Your password",
        validators=[DataRequired("Enter your password.")],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()
