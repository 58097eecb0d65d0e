"""Post a message, in the transaction of the deed it tells of; drop what waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from portal.foundation.clock import now
from portal.foundation.database import db
from portal.infrastructure.mail.models import MailMessage

if TYPE_CHECKING:
    from collections.abc import Sequence

WAITING, SENT, GIVEN_UP = "waiting", "sent", "given up"
ASKED_AT_ONCE = 1000  # no database takes any number of values in one question


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message as it is written, before it is posted to somebody."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """A letter with whom it goes to, under a key that is posted once only."""

    recipient: str
    letter: Letter
    key: str
    account_id: int | None = None


def post_all(postings: Sequence[Posting]) -> int:
    """Let many messages go out as `post` does with one; return how many were not posted before."""
    by_key = {posting.key: posting for posting in postings}
    known, keys, at = set[str | None](), list(by_key), now()
    for start in range(0, len(keys), ASKED_AT_ONCE):
        part = keys[start : start + ASKED_AT_ONCE]
        known.update(db.session.scalars(select(MailMessage.key).where(MailMessage.key.in_(part))))
    new = [
        {
            "recipient": one.recipient,
            "subject": " ".join(one.letter.subject.split()),
            "text": one.letter.text,
            "html": one.letter.html,
            "created_at": at,
            "next_at": at,
            "key": key,
            "account_id": one.account_id,
        }
        for key, one in by_key.items()
        if key not in known
    ]
    if new:
        db.session.execute(insert(MailMessage), new)
    return len(new)


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
