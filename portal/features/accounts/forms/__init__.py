"""Forms of sign-in and of passwords: one module a noun."""

from portal.features.accounts.forms.asking import AskForm, ConfirmForm
from portal.features.accounts.forms.credits import CreditForm
from portal.features.accounts.forms.factors import AppForm, CodeForm, NewPasskeyForm, PasskeyForm, ProofForm
from portal.features.accounts.forms.passwords import LONG_ENOUGH, JoinForm, PasswordForm, long_enough
from portal.features.accounts.forms.recovery import RecoveryForm
from portal.features.accounts.forms.signing_in import MAIL_LENGTH, SignInForm

__all__ = [
    "LONG_ENOUGH", "MAIL_LENGTH", "AppForm", "AskForm", "CodeForm", "ConfirmForm", "CreditForm", "JoinForm",
    "NewPasskeyForm", "PasskeyForm", "PasswordForm", "ProofForm", "RecoveryForm", "SignInForm", "long_enough",
]  # fmt: skip
