"""Tables of people, their roles, their sessions, one-time links and sign-in tries."""

from portal.features.accounts.models.accounts import Account, FormerGrant, RoleGrant
from portal.features.accounts.models.recovery import (
    RecoveryAsk,
    RecoveryConfirmation,
    RecoveryLink,
    RecoveryRequest,
)
from portal.features.accounts.models.signing_in import JoinLink, SignInSession, SignInTry

__all__ = [
    "Account",
    "FormerGrant",
    "JoinLink",
    "RecoveryAsk",
    "RecoveryConfirmation",
    "RecoveryLink",
    "RecoveryRequest",
    "RoleGrant",
    "SignInSession",
    "SignInTry",
]
