"""Tables of people, their roles, their sessions, what they sign in with, one-time links and sign-in tries."""

from portal.features.accounts.models.accounts import Account, FormerGrant, RoleGrant
from portal.features.accounts.models.factors import AuthenticatorApp, Challenge, Passkey, PrintedCode
from portal.features.accounts.models.signing_in import JoinLink, SignInSession, SignInTry

__all__ = [
    "Account", "AuthenticatorApp", "Challenge", "FormerGrant", "JoinLink", "Passkey", "PrintedCode", "RoleGrant",
    "SignInSession", "SignInTry",
]  # fmt: skip
