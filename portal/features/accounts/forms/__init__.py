"""Forms of sign-in and of passwords: one module a noun."""

from portal.features.accounts.forms.passwords import LONG_ENOUGH, JoinForm, PasswordForm
from portal.features.accounts.forms.signing_in import MAIL_LENGTH, SignInForm

__all__ = ["LONG_ENOUGH", "MAIL_LENGTH", "JoinForm", "PasswordForm", "SignInForm"]
