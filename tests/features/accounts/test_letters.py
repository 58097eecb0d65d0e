"""Letters are written by jobs and at the terminal too: where no request is answered, their links are the same."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.accounts import posting
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.mail.models import MailMessage
from tests.factories import make_person

if TYPE_CHECKING:
    from flask import Flask


def test_letters_name_public_addresses_where_no_request_is_answered(context: Flask) -> None:
    account = make_person()

    with transaction():
        posting.invite(account, "token", now(), inviter="Fay")
        posting.tell_of_change(account, "A passkey was added.")

    texts = db.session.scalars(select(MailMessage.text).order_by(MailMessage.id)).all()
    addresses = ["http://localhost/join/token", "http://localhost/profile/sign-in"]
    assert [address in text for address, text in zip(addresses, texts, strict=True)] == [True, True]


def test_an_invitation_names_the_day_in_california_on_which_its_link_ends(context: Flask) -> None:
    account = make_person()

    with transaction():
        posting.invite(account, "token", datetime(2026, 12, 2, 2, tzinfo=UTC), inviter="Fay")

    assert "until December 1, 2026:" in db.session.scalars(select(MailMessage.text)).one()
