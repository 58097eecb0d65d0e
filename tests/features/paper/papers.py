"""Pages with several versions, regions' tools, and recalls, for the tests of paper."""

from __future__ import annotations

from sqlalchemy import select

from portal.features.paper.models import PaperCode, Recall
from portal.features.paper.queries import find_recall
from portal.features.paper.rules import Subject
from portal.features.paper.services import ask_for_recall, confirm_recall
from portal.features.toolkits.models import Page, PageRevision
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from tests.factories import make_person

TOOL, OTHER = "three-houses", "scaling"
URL = "/toolkit/direct-practice/three-houses"


def get_page(slug: str = TOOL) -> Page:
    """Return the row of a page."""
    page = db.session.scalar(select(Page).where(Page.slug == slug))
    assert page is not None
    return page


def new_version(slug: str = TOOL, *, body: str = "", title: str = "") -> None:
    """Publish another version of a page, as an editor does."""
    with transaction():
        page = get_page(slug)
        old = db.session.scalar(
            select(PageRevision).where(PageRevision.page_id == page.id, PageRevision.number == page.revision_number)
        )
        assert old is not None
        names = ("summary", "kind", "facts", "html", "headings", "terms")
        db.session.add(
            PageRevision(
                page_id=page.id,
                number=old.number + 1,
                source="site",
                title=title or old.title,
                body=body or old.body,
                created_at=now(),
                author_id=None,
                **{name: getattr(old, name) for name in names},
            )
        )
        page.revision_number = old.number + 1
        advance_epoch()


def codes_of(slug: str = TOOL) -> list[str]:
    """Return the codes of a page's versions, the oldest first."""
    wanted = select(PaperCode.code).where(PaperCode.page_id == get_page(slug).id).order_by(PaperCode.number)
    return list(db.session.scalars(wanted))


def recalled(subject: Subject | None = None, *, reason: str = "It tells too much.", replacement: str = "") -> int:
    """Recall a page or tool by two people; return the recall's number."""
    first, second = make_person("statewide-administrator"), make_person("statewide-editor")
    with transaction():
        recall = ask_for_recall(
            subject or Subject(TOOL), reason=reason, replacement=replacement, is_urgent=False, actor_id=first.id
        )
    row = find_recall(recall.id)
    assert row is not None
    with transaction():
        confirm_recall(recall.id, actor_id=second.id, replacement=row.replacement)
    return recall.id


def recalls() -> list[Recall]:
    """Return all recalls."""
    return list(db.session.scalars(select(Recall).order_by(Recall.id)))
