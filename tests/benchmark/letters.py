"""What letters to thousands cost: writing them with the deed they tell of, and sending them."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from portal.features.accounts.models import Account
from portal.features.paper import posting, queries, services
from portal.features.paper.rules import Subject
from portal.features.upkeep import posting as upkeep
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.mail.delivery import TURN_SECONDS, MailServer, send_waiting
from portal.infrastructure.mail.models import MailMessage
from tests.benchmark.pages import ADMINISTRATOR, EDITOR
from tests.benchmark.volumes import FOLLOWED

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask


@dataclass(frozen=True)
class Letters:
    """How many keepers were written to, how long others waited to write, and how many letters a turn sends."""

    written: int
    writing: float
    sent_in_a_turn: int
    reminded: int
    reminding: float

    @property
    def minutes(self) -> float:
        """How long it takes until the last keeper's letter is out, into a folder."""
        return self.written / self.sent_in_a_turn * TURN_SECONDS / 60


def letter_costs(app: Flask, folder: Path) -> Letters:
    """Recall a page that thousands keep, send for one turn, and let the daily look at what is due write."""
    with app.app_context():
        asked = (Account.email.in_((ADMINISTRATOR, EDITOR)),)
        asker, confirmer = db.session.scalars(select(Account.id).where(*asked).order_by(Account.id)).all()
        with transaction():
            recall = services.ask_for_recall(
                Subject(FOLLOWED), reason="It is out of date.", replacement="", is_urgent=True, actor_id=asker
            )
        begun = perf_counter()
        with transaction():
            services.confirm_recall(recall.id, actor_id=confirmer, replacement=None)
            found = queries.find_recall(recall.id)
            assert found is not None
            written = posting.tell_keepers(found, url="/toolkit/")
        writing = perf_counter() - begun
        sent = send_waiting(MailServer(sender="portal@state.example", folder=folder))
        before, begun = db.session.scalar(select(func.count(MailMessage.id))) or 0, process_time()
        upkeep.remind()
        reminding = process_time() - begun
        return Letters(
            written, writing, sent, (db.session.scalar(select(func.count(MailMessage.id))) or 0) - before, reminding
        )
