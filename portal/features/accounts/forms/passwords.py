"""Forms of passwords."""

from __future__ import annotations

from wtforms import PasswordField
from wtforms.validators import DataRequired, Length

from portal.features.accounts.rules import LONGEST_PASSWORD, SHORTEST_PASSWORD
from portal.web.forms import PortalForm


def long_enough(shortest: int) -> str:
    """Return what is said about a password that has at least so many characters."""
    return f"At least {shortest} characters. A few unrelated words are strong and easy to remember."


LONG_ENOUGH = long_enough(SHORTEST_PASSWORD)


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
