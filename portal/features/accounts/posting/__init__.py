"""Mail about accounts: what is written to whom, and the job that sends what waits. One module a noun."""

from portal.features.accounts.posting.asking import (
    answer_asking,
    clear_old_requests,
    tell_approved,
    tell_deciders,
    tell_declined,
)
from portal.features.accounts.posting.devices import tell_of_device
from portal.features.accounts.posting.factors import tell_of_change
from portal.features.accounts.posting.invitations import invitation, invite, join_address
from portal.features.accounts.posting.recoveries import look_after_recoveries, tell_ended, tell_owner
from portal.features.accounts.posting.sending import mail_server, send_mail
from portal.features.accounts.posting.sweeping import sweep_sessions

__all__ = [
    "answer_asking", "clear_old_requests", "invitation", "invite", "join_address", "look_after_recoveries",
    "mail_server", "send_mail", "sweep_sessions", "tell_approved", "tell_deciders", "tell_declined", "tell_ended",
    "tell_of_change", "tell_of_device", "tell_owner",
]  # fmt: skip
