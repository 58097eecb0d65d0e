"""Mail about accounts: what is written to whom, and the job that sends what waits. One module a noun."""

from portal.features.accounts.posting.asking import (
    answer_asking,
    clear_old_requests,
    tell_approved,
    tell_deciders,
    tell_declined,
)
from portal.features.accounts.posting.factors import tell_of_change
from portal.features.accounts.posting.invitations import invitation, invite, join_address
from portal.features.accounts.posting.sending import mail_server, send_mail

__all__ = [
    "answer_asking", "clear_old_requests", "invitation", "invite", "join_address", "mail_server", "send_mail",
    "tell_approved", "tell_deciders", "tell_declined", "tell_of_change",
]  # fmt: skip
