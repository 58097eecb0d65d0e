"""Send what waits: to the mail server, or into a folder where none is set. A server that is down loses nothing.

A message is claimed before it is sent and counted as sent after the server took it. A process that dies in between
leaves it to be sent again, under the same Message-ID.
"""

from __future__ import annotations

import logging
import smtplib
import ssl
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from time import monotonic
from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.mail.models import MailMessage
from portal.infrastructure.mail.outbox import GIVEN_UP, SENT, WAITING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import ColumnElement

log = logging.getLogger(__name__)
CLAIMED_FOR = timedelta(minutes=5)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=4)
AT_ONCE = 10  # claimed together: few enough to be through, or to have failed, before the claim ends
TURN_SECONDS = 15  # then other work has its turn
SERVER_SECONDS = 15
LONGEST_ERROR = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """How mail leaves: a server with its port, its security (none, starttls or tls) and an account, if it wants one.

    Without a host, messages are written into `folder`.
    """

    sender: str
    folder: Path
    host: str = ""
    port: int = 587
    security: str = "starttls"
    account: str = ""
    password: str = ""


def send_waiting(server: MailServer, *, seconds: float = TURN_SECONDS) -> int:
    """Send what is due for some seconds; return how many messages went out.

    It ends sooner when nothing is left, or when none of some messages went out: then the server is not there.
    """
    count, end = 0, monotonic() + seconds
    with connected(server) as send:
        while True:
            sent = sum(try_to_send(message, server, send) for message in claim())
            count += sent
            if not sent or monotonic() >= end:
                return count


def claim() -> list[MailMessage]:
    """Take some messages that are due for ourselves: half of them the newest, half those that have waited longest.

    So a letter somebody sits waiting for is not behind thousands, and none of those waits for ever.
    """
    with transaction():
        some = select(MailMessage).where(is_due()).limit(AT_ONCE // 2)
        newest = db.session.scalars(some.order_by(MailMessage.next_at.desc())).all()
        oldest = db.session.scalars(some.order_by(MailMessage.next_at)).all()
        messages = list({message.id: message for message in [*newest, *oldest]}.values())
        for message in messages:
            message.attempts += 1
            message.next_at = now() + CLAIMED_FOR
        return messages


def is_anything_due() -> bool:
    """Say whether a message could go out now."""
    return bool(db.session.scalar(select(exists().where(is_due()))))


def is_due() -> ColumnElement[bool]:
    """Return the condition for messages that may go out now."""
    return (MailMessage.state == WAITING) & (MailMessage.next_at <= now())


def try_to_send(message: MailMessage, server: MailServer, send: Callable[[EmailMessage], None]) -> bool:
    """Send one message, and write down what came of it."""
    error = ""
    try:
        send(compose(message, server))
    except (OSError, smtplib.SMTPException, ValueError) as fault:
        error = f"{type(fault).__name__}: {fault}"[:LONGEST_ERROR]
        log.warning("Message %s could not be sent: %s", message.id, type(fault).__name__)
    with transaction():
        kept = db.session.get(MailMessage, message.id, populate_existing=True)
        if kept is None:
            return not error
        if not error:
            kept.state, kept.sent_at, kept.error, kept.text, kept.html = SENT, now(), "", "", ""
        else:
            kept.error = error
            kept.next_at = now() + min(FIRST_PAUSE * 2 ** min(kept.attempts - 1, 10), LONGEST_PAUSE)
            if now() - kept.created_at > GIVEN_UP_AFTER:  # links in it may be good for longer
                kept.state, kept.text, kept.html = GIVEN_UP, "", ""
    return not error


def compose(message: MailMessage, server: MailServer) -> EmailMessage:
    """Return a message as it goes out, in plain text and HTML."""
    _, address = parseaddr(server.sender)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = server.sender, message.recipient, message.subject
    mail["Date"] = format_datetime(message.created_at)
    domain = address.partition("@")[2] or "portal.invalid"
    mail["Message-ID"] = f"<portal-{message.id}-{message.created_at:%Y%m%d%H%M%S}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    return mail


@contextmanager
def connected(server: MailServer) -> Iterator[Callable[[EmailMessage], None]]:
    """Give a function that sends; the connection is made with the first message and closed at the end."""
    if not server.host:
        yield lambda mail: write(mail, server.folder)
        return
    held: list[smtplib.SMTP] = []

    def send(mail: EmailMessage) -> None:
        if not held:
            held.append(connect(server))
        try:
            held[0].send_message(mail)
        except smtplib.SMTPServerDisconnected:
            held.clear()  # the next message tries a new connection
            raise

    yield send
    for connection in held:
        connection.close()


def connect(server: MailServer) -> smtplib.SMTP:
    """Return a connection to the mail server, secured and signed in as set."""
    if server.security == "tls":
        context = ssl.create_default_context()
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SERVER_SECONDS, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=SERVER_SECONDS)
        if server.security == "starttls":
            connection.starttls(context=ssl.create_default_context())
    if server.account:
        connection.login(server.account, server.password)
    return connection


def write(mail: EmailMessage, folder: Path) -> None:
    """Write a message into the folder, as a file that mail programs open."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{now():%Y%m%d-%H%M%S-%f}-{mail['Message-ID'].strip('<>').partition('@')[0]}.eml"
    (folder / name).write_bytes(mail.as_bytes())
