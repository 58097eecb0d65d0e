"""Mail about accounts: what is written to whom, and the job that sends what waits. One module a noun."""

from portal.features.accounts.posting.factors import tell_of_change
from portal.features.accounts.posting.invitations import invite
from portal.features.accounts.posting.sending import mail_server, send_mail

__all__ = ["invite", "mail_server", "send_mail", "tell_of_change"]
