"""Tables of people, their roles, their sessions, what they sign in with, one-time links and sign-in tries."""

from portal.features.accounts.models.accounts import Account, FormerGrant, RoleGrant
from portal.features.accounts.models.county_sign_in import CountyIdentity, CountySignIn
from portal.features.accounts.models.factors import AuthenticatorApp, Challenge, Passkey, PrintedCode
from portal.features.accounts.models.joining import AccountRequest, CountyDomain, JoiningSwitch
from portal.features.accounts.models.recovery import (
    RecoveryAsk,
    RecoveryConfirmation,
    RecoveryLink,
    RecoveryRequest,
)
from portal.features.accounts.models.signing_in import EndedLink, JoinLink, KnownDevice, SignInSession, SignInTry

__all__ = [
    "Account", "AccountRequest", "AuthenticatorApp", "Challenge", "CountyDomain", "CountyIdentity",
    "CountySignIn", "EndedLink", "FormerGrant", "JoinLink", "JoiningSwitch", "KnownDevice", "Passkey", "PrintedCode",
    "RecoveryAsk", "RecoveryConfirmation", "RecoveryLink", "RecoveryRequest", "RoleGrant", "SignInSession",
    "SignInTry",
]  # fmt: skip
