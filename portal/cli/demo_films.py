"""A film for the demo, half finished, so that its editors see how one comes to be."""

from __future__ import annotations

from sqlalchemy import select

from portal.features.accounts.queries import find_account_by_email
from portal.features.families.models import Film
from portal.features.families.rules.films import FilmText
from portal.features.families.services import add_film
from portal.foundation.database import db
from portal.foundation.transaction import transaction

FILM = FilmText(
    title="The knock, heard from inside",
    summary="An invented talk between a parent and a worker about the first minute of a first visit.",
    voices="A parent and a worker, both played",
    minutes=1,
    captions="""WEBVTT

00:01.000 --> 00:06.000
<v Parent>I saw the badge, and I stopped hearing words.

00:07.000 --> 00:13.000
<v Worker>I had a speech ready. I should have asked how your day was.

00:14.000 --> 00:20.000
<v Parent>The second time, you did. That is when I opened the door.

00:21.000 --> 00:40.000
<v Worker>And you told me what was already working.
""",
    transcript="""A parent and a worker sit at a kitchen table. Both parts are played.

Parent: I saw the badge, and I stopped hearing words.

Worker: I had a speech ready. I should have asked how your day was.

Parent: The second time, you did. That is when I opened the door.

Worker: And you told me what was already working.
""",
    related=("three-questions", "engagement"),
)


def fill_films(editor: str) -> None:
    """Keep the film, as brought in by the editor with this address, where there is none yet. It lacks its address."""
    with transaction():
        account = find_account_by_email(editor)
        if account is not None and db.session.scalars(select(Film)).first() is None:
            add_film(FILM, actor_id=account.id)
