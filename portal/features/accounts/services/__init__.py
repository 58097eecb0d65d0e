"""Everything a person does with accounts: one function each. Rows are added here and committed by the caller."""

from portal.features.accounts.services.accounts import LONGEST_NAME, TAKEN, create_account, record_of
from portal.features.accounts.services.addresses import change_address
from portal.features.accounts.services.closing import close_account, reopen_account
from portal.features.accounts.services.joining import LINK_LIVES, end_join_links, get_join_link, join, make_join_link
from portal.features.accounts.services.passwords import (
    NOT_CURRENT,
    change_password,
    get_current_hash,
    new_hash,
    stronger_hash,
)
from portal.features.accounts.services.roles import end_role, grant_role
from portal.features.accounts.services.sessions import (
    begin_session,
    end_session,
    end_sessions,
    has_lapsed,
    needs_seeing,
    note_seen,
)
from portal.features.accounts.services.signing_in import Tries, begin_try, check_sign_in, forget_tries

__all__ = [
    "LINK_LIVES", "LONGEST_NAME", "NOT_CURRENT", "TAKEN", "Tries", "begin_session", "begin_try",
    "change_address", "change_password", "check_sign_in", "close_account", "create_account", "end_join_links",
    "end_role", "end_session", "end_sessions", "forget_tries", "get_current_hash", "get_join_link",
    "grant_role", "has_lapsed", "join", "make_join_link", "needs_seeing", "new_hash", "note_seen", "record_of",
    "reopen_account", "stronger_hash",
]  # fmt: skip
