"""Tables of people, their roles, their sessions, one-time links and sign-in tries."""

from portal.features.accounts.models.accounts import Account, FormerGrant, RoleGrant
from portal.features.accounts.models.signing_in import JoinLink, SignInSession, SignInTry

__all__ = ["Account", "FormerGrant", "JoinLink", "RoleGrant", "SignInSession", "SignInTry"]
