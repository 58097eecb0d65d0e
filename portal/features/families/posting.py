"""Letters about films: to whoever asked for a second person, and to reviewers when one is taken back at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts import permissions
from portal.features.accounts.queries import get_account, names_of, permitted_everywhere
from portal.infrastructure.mail.outbox import Posting, post_all
from portal.web.mail import letter, link_to, mail_to

if TYPE_CHECKING:
    from portal.features.families.models import Film


def tell_asker(film: Film, *, outcome: str, reviewer_id: int, words: str = "") -> None:
    """Write to whoever asked for a film to be watched what became of that, in the transaction of the deed."""
    if film.asked_by_id is None or (asker := get_account(film.asked_by_id)).closed_at:
        return
    mail_to(
        asker.email,
        "page_decided",
        account_id=asker.id,
        name=asker.name,
        asked="Your film",
        title=film.title,
        outcome=outcome,
        reviewer=names_of([reviewer_id]).get(reviewer_id, ""),
        words=words,
        due="",
        link=link_to("film_admin.show_film", film_id=film.id),
    )


def tell_of_taking_back(film: Film, *, reason: str, actor_id: int) -> None:
    """Write to everybody else who may review that one person took a film back at once."""
    link, who = link_to("film_admin.show_review", film_id=film.id), names_of([actor_id]).get(actor_id, "")
    one = letter("page_withdrawn", title=film.title, who=who, reason=reason, link=link)
    post_all(
        [
            Posting(
                recipient=account.email,
                letter=one,
                key=f"film {film.id} {film.version} taken back {account.id}",
                account_id=account.id,
            )
            for account in permitted_everywhere(permissions.TOOLKIT_REVIEW)
            if account.id != actor_id
        ]
    )
