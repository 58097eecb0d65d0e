"""Post a message, in the transaction of the deed it tells of; drop what waits."""

from __future__ import annotations

from sqlalchemy import delete, select

from portal.foundation.clock import now
from portal.foundation.database import db
from portal.infrastructure.mail.models import MailMessage

WAITING, SENT, GIVEN_UP = "waiting", "sent", "given up"


def post(
    recipient: str, *, subject: str, text: str, html: str, key: str | None = None, account_id: int | None = None
) -> bool:
    """Let a message go out once the transaction around us has been committed.

    Return whether it was posted: one whose `key` was posted before is not posted again.
    """
    if key is not None and db.session.scalar(select(MailMessage.id).where(MailMessage.key == key)):
        return False
    db.session.add(
        MailMessage(
            recipient=recipient,
            subject=" ".join(subject.split()),
            text=text,
            html=html,
            created_at=now(),
            next_at=now(),
            key=key,
            account_id=account_id,
        )
    )
    db.session.flush()
    return True


def drop_for(account_id: int) -> int:
    """Delete what waits for an account; return how many messages that were."""
    waiting = (MailMessage.account_id == account_id) & (MailMessage.state == WAITING)
    count = len(db.session.scalars(select(MailMessage.id).where(waiting)).all())
    db.session.execute(delete(MailMessage).where(waiting))
    return count
