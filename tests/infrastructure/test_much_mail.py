"""Thousands of letters at once: posted in a few questions, sent in turns, and nobody who waits is kept behind them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from portal.features.accounts import posting
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.mail import delivery, outbox
from portal.infrastructure.mail.delivery import MailServer, claim, send_waiting
from portal.infrastructure.mail.models import MailMessage
from portal.infrastructure.mail.outbox import Letter, Posting, post_all
from portal.plugin_host.scheduling import Unfinished
from tests.browser.running import free_port
from tests.features.test_query_counts import counted
from tests.plans import explained, is_sorted_afterwards

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from sqlalchemy import Connection

LETTER = Letter(subject="Recalled", text="Words.\n", html="<p>Words.</p>")


def post_many(count: int, name: str = "person", *, minutes_ago: int = 0) -> int:
    """Post a letter to so many people."""
    with transaction():
        posted = post_all(
            [Posting(recipient=f"{name}{n}@county.example", letter=LETTER, key=f"{name} {n}") for n in range(count)]
        )
        for row in db.session.scalars(select(MailMessage).where(MailMessage.key.startswith(name))):
            row.next_at = now() - timedelta(minutes=minutes_ago)
    return posted


def sent_to() -> list[str]:
    return list(db.session.scalars(select(MailMessage.recipient).where(MailMessage.state == "sent")))


def folder(path: Path) -> MailServer:
    return MailServer(sender="portal@state.example", folder=path)


def test_one_turn_sends_as_many_as_its_time_allows(context: Flask, tmp_path: Path) -> None:
    post_many(120)

    sent = send_waiting(folder(tmp_path), seconds=600)

    assert (sent, len(sent_to()), len(list(tmp_path.glob("*.eml")))) == (120, 120, 120)


def test_a_turn_that_is_over_leaves_the_rest_to_the_next(context: Flask, tmp_path: Path) -> None:
    post_many(delivery.AT_ONCE + 1)

    first, second = send_waiting(folder(tmp_path), seconds=0), send_waiting(folder(tmp_path), seconds=0)

    assert (first, second) == (delivery.AT_ONCE, 1)


def test_the_newest_letter_is_not_behind_those_that_wait(context: Flask, tmp_path: Path) -> None:
    post_many(30, "crowd", minutes_ago=9)
    post_many(1, "ana")

    send_waiting(folder(tmp_path), seconds=0)

    assert ("ana0@county.example" in sent_to(), len(sent_to())) == (True, delivery.AT_ONCE)


def test_a_server_that_is_not_there_is_asked_for_a_few_letters_only(context: Flask, tmp_path: Path) -> None:
    post_many(30)
    away = MailServer(sender="p@state.example", folder=tmp_path, host="127.0.0.1", port=free_port(), security="none")

    sent = send_waiting(away, seconds=600)

    tried = db.session.scalar(select(func.sum(MailMessage.attempts)))
    assert (sent, tried) == (0, delivery.AT_ONCE)


def test_letters_are_posted_in_a_few_questions(
    context: Flask, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "ASKED_AT_ONCE", 20)
    many = [Posting(recipient=f"{n}@county.example", letter=LETTER, key=f"many {n}") for n in range(60)]

    with transaction(), counted(connection) as sent:
        posted = post_all([*many, *many[:5]])

    assert (posted, sum(word.startswith("SELECT") for word in sent)) == (60, 3)
    assert sum(word.startswith("INSERT") for word in sent) == 1


def test_what_was_posted_before_is_not_posted_again(context: Flask) -> None:
    first, second = post_many(3), post_many(5)

    assert (first, second, db.session.scalar(select(func.count(MailMessage.id)))) == (3, 2, 5)


def test_a_letter_is_found_by_the_index_without_sorting_those_that_wait(context: Flask, connection: Connection) -> None:
    post_many(3)

    with explained(connection) as plans:
        claim()

    found = [plan for plan in plans if "ix_mail_message_state_next_at" in plan]
    assert (len(found), [plan for plan in found if is_sorted_afterwards(plan)]) == (2, [])


def test_the_job_has_another_turn_while_letters_go_out(
    context: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.features.accounts.posting.sending.mail_server", lambda: folder(tmp_path))
    monkeypatch.setattr("portal.features.accounts.posting.sending.send_waiting", partial(send_waiting, seconds=0))
    post_many(delivery.AT_ONCE + 1)

    with pytest.raises(Unfinished):
        posting.send_mail()
    posting.send_mail()

    assert len(sent_to()) == delivery.AT_ONCE + 1
