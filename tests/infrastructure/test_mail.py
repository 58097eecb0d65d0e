"""Mail on its way: posted once with its deed, sent to a real server or into a folder, and never lost."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from sqlalchemy import select

from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.mail.delivery import MailServer, send_waiting
from portal.infrastructure.mail.models import MailMessage
from portal.infrastructure.mail.outbox import drop_for, post
from tests.browser.running import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from flask import Flask

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


class Letters(Message):
    """Keeps what a server took; refuses everybody whose address begins with “refused”."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[EmailMessage] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 - the library's name
        if address.startswith("refused"):
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def handle_message(self, message: Any) -> None:
        self.taken.append(message_from_bytes(message.as_bytes(), policy=policy.default))  # type: ignore[arg-type]


@contextmanager
def mail_server(folder: Path, port: int) -> Iterator[tuple[MailServer, Letters]]:
    letters = Letters()
    controller = Controller(letters, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield server_at(folder, port), letters
    finally:
        controller.stop()


def server_at(folder: Path, port: int) -> MailServer:
    sender = "Portal <portal@state.example>"
    return MailServer(sender=sender, folder=folder, host="127.0.0.1", port=port, security="none")


def write(recipient: str = "ana@butte.example", **more: Any) -> bool:
    with transaction():
        return post(recipient, subject="Guten Tag, Ana", text="Plain wörds.\n", html="<p>Plain wörds.</p>", **more)


def rows() -> list[tuple[str, str, int]]:
    db.session.expire_all()
    found = db.session.scalars(select(MailMessage).order_by(MailMessage.id))
    return [(row.recipient, row.state, row.attempts) for row in found]


def test_a_message_reaches_the_server_in_plain_text_and_html(context: Flask, tmp_path: Path) -> None:
    with mail_server(tmp_path, free_port()) as (server, letters):
        write()

        sent = send_waiting(server)

    (letter,) = letters.taken
    plain, html = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert (sent, rows()) == (1, [("ana@butte.example", "sent", 1)])
    assert (letter["From"], letter["To"], letter["Subject"]) == (
        "Portal <portal@state.example>", "ana@butte.example", "Guten Tag, Ana",
    )  # fmt: skip
    assert plain is not None
    assert html is not None
    assert (plain.get_content(), html.get_content().strip()) == ("Plain wörds.\n", "<p>Plain wörds.</p>")


def test_what_was_sent_keeps_no_text(context: Flask, tmp_path: Path) -> None:
    write()

    send_waiting(MailServer(sender="portal@state.example", folder=tmp_path))

    db.session.expire_all()
    assert [(row.text, row.html) for row in db.session.scalars(select(MailMessage))] == [("", "")]


def test_a_subject_of_several_lines_is_one_header(context: Flask, tmp_path: Path) -> None:
    with transaction():
        post("ana@butte.example", subject="Hello\r\nBcc: eve@evil.example", text="Words.", html="<p>Words.</p>")

    send_waiting(MailServer(sender="portal@state.example", folder=tmp_path))

    (file,) = tmp_path.glob("*.eml")
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (letter["Subject"], letter["Bcc"]) == ("Hello Bcc: eve@evil.example", None)


def test_without_a_server_messages_are_written_for_their_owner_only(context: Flask, tmp_path: Path) -> None:
    write()

    send_waiting(MailServer(sender="portal@state.example", folder=tmp_path / "outbox"))

    (file,) = (tmp_path / "outbox").glob("*.eml")
    assert b"To: ana@butte.example" in file.read_bytes()
    assert (tmp_path / "outbox").stat().st_mode & 0o777 == 0o700


def test_a_server_that_is_down_delays_and_loses_nothing(context: Flask, tmp_path: Path) -> None:
    port = free_port()
    with time_machine.travel(NOON, tick=False) as clock:
        write()
        while_down = send_waiting(server_at(tmp_path, port))
        after = rows()
        with mail_server(tmp_path, port) as (server, letters):
            too_early = send_waiting(server)
            clock.shift(timedelta(minutes=2))
            later = send_waiting(server)

    assert (while_down, after) == (0, [("ana@butte.example", "waiting", 1)])
    assert (too_early, later, rows(), len(letters.taken)) == (0, 1, [("ana@butte.example", "sent", 2)], 1)


def test_one_address_that_is_refused_keeps_no_other_message_back(context: Flask, tmp_path: Path) -> None:
    with mail_server(tmp_path, free_port()) as (server, letters):
        write("refused@butte.example")
        write("ben@fresno.example")

        sent = send_waiting(server)

    assert (sent, [letter["To"] for letter in letters.taken]) == (1, ["ben@fresno.example"])
    assert rows() == [("refused@butte.example", "waiting", 1), ("ben@fresno.example", "sent", 1)]


def test_a_message_is_given_up_after_four_days_with_its_error_and_the_links_in_it_are_gone(
    context: Flask, tmp_path: Path
) -> None:
    port = free_port()
    with time_machine.travel(NOON, tick=False) as clock:
        write()
        for _ in range(110):
            send_waiting(server_at(tmp_path, port))
            clock.shift(timedelta(hours=1))

    assert rows()[0][1] == "given up"
    kept = db.session.scalars(select(MailMessage)).one()
    assert kept.error.startswith("ConnectionRefusedError")
    assert (kept.text, kept.html) == ("", "")


def test_a_key_is_posted_once(context: Flask, tmp_path: Path) -> None:
    first, second = write(key="import 7 ana"), write(key="import 7 ana")
    send_waiting(MailServer(sender="portal@state.example", folder=tmp_path))

    third = write(key="import 7 ana")

    assert (first, second, third, len(rows())) == (True, False, False, 1)


def test_a_message_of_a_deed_that_is_undone_is_not_sent(context: Flask) -> None:
    with pytest.raises(LookupError), transaction():
        post("ana@butte.example", subject="Hello", text="Words.", html="<p>Words.</p>")
        raise LookupError

    assert rows() == []


def test_what_waits_for_an_account_can_be_dropped(context: Flask) -> None:
    write(account_id=7)
    write("ben@fresno.example", account_id=8)

    with transaction():
        dropped = drop_for(7)

    assert (dropped, rows()) == (1, [("ben@fresno.example", "waiting", 0)])
