"""Drafts of somebody who leaves, handed to somebody else."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.accounts import permissions
from portal.features.authoring import rules
from portal.features.authoring.models import PageChange, PageDraft
from portal.features.toolkits.models import Page
from portal.foundation.database import db
from portal.plugin_host.declarations import Unfinished

if TYPE_CHECKING:
    from collections.abc import Iterator

STATEWIDE = ""


def list_unfinished(account_id: int) -> list[Unfinished]:
    """Return the drafts a person saved, and what they asked for that still waits."""
    return [
        Unfinished(
            label=label,
            region_id=STATEWIDE,
            permission=permissions.TOOLKIT_EDIT,
            give_to=partial(hand_over, page_id, account_id),
        )
        for page_id, label in sorted(pages_of(account_id))
    ]


def pages_of(account_id: int) -> Iterator[tuple[int, str]]:
    """Give the pages whose draft or change is a person's, by what they are."""
    drafts = select(Page.id, Page.slug).join(PageDraft, PageDraft.page_id == Page.id)
    changes = select(Page.id, Page.slug).join(PageChange, PageChange.page_id == Page.id)
    found = {
        *db.session.execute(drafts.where(PageDraft.author_id == account_id)).all(),
        *db.session.execute(
            changes.where(PageChange.author_id == account_id, PageChange.state.in_(rules.WAITING))
        ).all(),
    }
    for page_id, slug in found:
        yield page_id, f"The draft of the page “{slug}”"


def hand_over(page_id: int, account_id: int, heir_id: int) -> None:
    """Make somebody else the author of what waits."""
    drafts = select(PageDraft).where(PageDraft.page_id == page_id, PageDraft.author_id == account_id)
    changes = select(PageChange).where(PageChange.page_id == page_id, PageChange.author_id == account_id)
    for draft in db.session.scalars(drafts):
        draft.author_id = heir_id
    for change in db.session.scalars(changes.where(PageChange.state.in_(rules.WAITING))):
        change.author_id = heir_id
