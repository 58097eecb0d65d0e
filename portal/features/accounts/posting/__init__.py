"""Mail about accounts: what is written to whom, and the job that sends what waits. One module a noun."""

from portal.features.accounts.posting.factors import tell_of_change
from portal.features.accounts.posting.invitations import invitation, invite, join_address
from portal.features.accounts.posting.sending import mail_server, send_mail

__all__ = ["invitation", "invite", "join_address", "mail_server", "send_mail", "tell_of_change"]
