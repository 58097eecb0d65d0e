"""Keep answers to “Was this page helpful?”, and their words for a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from portal.features.saved import rules
from portal.features.saved.models import PageAnswer
from portal.foundation.clock import today
from portal.foundation.database import db

if TYPE_CHECKING:
    from portal.features.accounts.queries import Viewer
    from portal.features.saved.queries import Thing


def keep_answer(viewer: Viewer, thing: Thing, *, is_helpful: bool, words: str) -> None:
    """Keep an answer whose words were looked at; nothing of the person is kept but the region it is said for."""
    db.session.add(
        PageAnswer(
            region_id=thing.region_id,
            key=thing.key,
            is_helpful=is_helpful,
            words=words,
            reader_region_id=viewer.home_region.id if viewer.home_region else "",
            answered_on=today(),
        )
    )


def clear_old_words() -> None:
    """Delete the words of answers that are a year old; whether the page helped stays."""
    db.session.execute(
        update(PageAnswer)
        .where(PageAnswer.answered_on <= today() - rules.WORDS_KEPT, PageAnswer.words != "")
        .values(words="")
    )
