"""Everything a person does with accounts: one function each. Rows are added here and committed by the caller."""

from portal.features.accounts.services.accounts import LONGEST_NAME, TAKEN, create_account, record_of
from portal.features.accounts.services.closing import close_account
from portal.features.accounts.services.joining import LINK_LIVES, end_join_links, get_join_link, join, make_join_link
from portal.features.accounts.services.passwords import (
    NOT_CURRENT,
    change_password,
    get_current_hash,
    new_hash,
    stronger_hash,
)
from portal.features.accounts.services.recovering import (
    ask_recovery,
    begin_recovery,
    check_stopping,
    confirm_recovery,
    end_recoveries,
    forget_ask,
    get_opening,
    make_recovery_link,
    note_expired,
    recover,
    refuse_recovery,
    stop_recovery,
)
from portal.features.accounts.services.roles import end_role, grant_role
from portal.features.accounts.services.sessions import (
    begin_session,
    end_own_session,
    end_session,
    end_sessions,
    forget_old_sessions,
    has_lapsed,
    needs_seeing,
    note_seen,
    renew_session,
    renew_sessions,
    sign_out_everywhere,
)
from portal.features.accounts.services.signing_in import Tries, begin_try, check_sign_in, forget_tries

__all__ = [
    "LINK_LIVES", "LONGEST_NAME", "NOT_CURRENT", "TAKEN", "Tries", "ask_recovery", "begin_recovery",
    "begin_session", "begin_try", "change_password", "check_sign_in", "check_stopping", "close_account",
    "confirm_recovery", "create_account", "end_join_links", "end_own_session", "end_recoveries", "end_role",
    "end_session", "end_sessions", "forget_ask", "forget_old_sessions", "forget_tries", "get_current_hash",
    "get_join_link", "get_opening", "grant_role", "has_lapsed", "join", "make_join_link", "make_recovery_link",
    "needs_seeing", "new_hash", "note_expired", "note_seen", "record_of", "recover", "refuse_recovery",
    "renew_session", "renew_sessions", "sign_out_everywhere", "stop_recovery", "stronger_hash",
]  # fmt: skip
