"""Everything a person does with accounts: one function each. Rows are added here and committed by the caller."""

from portal.features.accounts.services.accounts import LONGEST_NAME, TAKEN, create_account, record_of
from portal.features.accounts.services.addresses import change_address
from portal.features.accounts.services.asking import (
    Asked,
    ask_account,
    clear_requests,
    confirm_address,
    get_asked,
    record_request,
    refuse_when_off,
)
from portal.features.accounts.services.asserting import Asking, Provider, ProviderFault, begin_asking, finish_asking
from portal.features.accounts.services.challenges import (
    APP_SET_UP,
    PASSKEY_ADDED,
    PASSKEY_SHOWN,
    TOO_LATE,
    begin_challenge,
    drop_challenge,
    find_challenge,
    take_challenge,
)
from portal.features.accounts.services.closing import close_account, reopen_account
from portal.features.accounts.services.county_sign_ins import (
    CountyChoice,
    admit,
    assert_person,
    find_unjoined,
    hold,
    join_identity,
    openable,
    recognise_by_county,
    set_county_sign_in,
)
from portal.features.accounts.services.credits import choose_credit
from portal.features.accounts.services.factors import (
    add_app,
    begin_app,
    check_code,
    end_codes_alone,
    end_factors,
    make_codes,
    refuse_too_little,
    remove_app,
)
from portal.features.accounts.services.joining import LINK_LIVES, end_join_links, get_join_link, join, make_join_link
from portal.features.accounts.services.many import Newcomer, create_many
from portal.features.accounts.services.passkeys import (
    LONGEST_FACTOR_NAME,
    add_passkey,
    begin_passkey,
    begin_showing,
    note_passkey_used,
    read_new_passkey,
    recognise,
    remove_passkey,
)
from portal.features.accounts.services.passwords import (
    NOT_CURRENT,
    change_password,
    get_current_hash,
    new_hash,
    shortest_for,
    stronger_hash,
)
from portal.features.accounts.services.proving import prove_session, renew_session
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
from portal.features.accounts.services.second_step import SecondStep, begin_second_step, find_second_step
from portal.features.accounts.services.sessions import (
    begin_session,
    end_own_session,
    end_session,
    end_sessions,
    forget_old_sessions,
    has_lapsed,
    needs_seeing,
    note_seen,
    renew_sessions,
    replace_token,
    sign_out_everywhere,
)
from portal.features.accounts.services.signing_in import (
    Tries,
    begin_tries,
    begin_try,
    check_sign_in,
    forget_tries,
    forget_try,
)
from portal.features.accounts.services.transferring import transfer_account
from portal.features.accounts.services.viewing import note_view

__all__ = [
    "APP_SET_UP", "LINK_LIVES", "LONGEST_FACTOR_NAME", "LONGEST_NAME", "NOT_CURRENT", "PASSKEY_ADDED", "PASSKEY_SHOWN",
    "TAKEN", "TOO_LATE", "Asked", "Asking", "CountyChoice", "Newcomer", "Provider", "ProviderFault", "SecondStep",
    "Tries", "add_app", "add_passkey", "admit", "ask_account", "ask_recovery", "assert_person", "begin_app",
    "begin_asking", "begin_challenge", "begin_passkey", "begin_recovery", "begin_second_step", "begin_session",
    "begin_showing", "begin_tries", "begin_try", "change_address", "change_password", "check_code", "check_sign_in",
    "check_stopping", "choose_credit", "clear_requests", "close_account", "confirm_address", "confirm_recovery",
    "create_account", "create_many", "drop_challenge", "end_codes_alone", "end_factors", "end_join_links",
    "end_own_session", "end_recoveries", "end_role", "end_session", "end_sessions", "find_challenge",
    "find_second_step", "find_unjoined", "finish_asking", "forget_ask", "forget_old_sessions", "forget_tries",
    "forget_try", "get_asked", "get_current_hash", "get_join_link", "get_opening", "grant_role", "has_lapsed", "hold",
    "join", "join_identity", "make_codes", "make_join_link", "make_recovery_link", "needs_seeing", "new_hash",
    "note_expired", "note_passkey_used", "note_seen", "note_view", "openable", "prove_session", "read_new_passkey",
    "recognise", "recognise_by_county", "record_of", "record_request", "recover", "refuse_recovery",
    "refuse_too_little", "refuse_when_off", "remove_app", "remove_passkey", "renew_session",
    "renew_sessions", "reopen_account", "replace_token", "set_county_sign_in", "shortest_for", "sign_out_everywhere",
    "stop_recovery", "stronger_hash", "take_challenge", "transfer_account",
]  # fmt: skip
