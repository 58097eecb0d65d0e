"""Give each version its code, in the moment it is made and whoever makes it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, exists, insert, select

from portal.features.paper.models import PaperCode
from portal.features.paper.queries import tool_kind
from portal.features.paper.rules import make_code
from portal.features.toolkits.models import PageRevision
from portal.features.toolkits.rules import ON_PAPER
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.plugin_host.models import Contributed

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Mapper

WORDS = ("title", "summary", "kind", "body", "target", "language", "owner")  # what a printed tool says


@event.listens_for(PageRevision, "after_insert")
def keep_code_of_revision(mapper: Mapper[Any], connection: Connection, revision: PageRevision) -> None:
    """Give a new version of a page its code, if pages of its kind are printed."""
    if revision.kind in ON_PAPER:
        keep_code(connection, number=revision.number, page_id=revision.page_id)


@event.listens_for(Contributed, "after_insert", propagate=True)
@event.listens_for(Contributed, "after_update", propagate=True)
def keep_code_of_tool(mapper: Mapper[Any], connection: Connection, row: Any) -> None:
    """Give a region's tool a code when it is new, and another one when it says other words than before."""
    if row.region_id is None or not isinstance(row, tool_kind().model):
        return
    digest = digest_of(row)
    last = connection.execute(
        select(PaperCode.number, PaperCode.digest)
        .where(PaperCode.region_id == row.region_id, PaperCode.key == row.key)
        .order_by(PaperCode.number.desc())
        .limit(1)
    ).one_or_none()
    if last is None or last.digest != digest:
        number = last.number + 1 if last else 1
        keep_code(connection, number=number, region_id=row.region_id, key=row.key, digest=digest)


def keep_code(connection: Connection, *, number: int, **subject: Any) -> None:
    """Write a new code for one version; that two are the same by chance is not to be expected in a lifetime."""
    values = {"page_id": None, "region_id": None, "key": "", "digest": ""} | subject
    code = make_code()
    while connection.scalar(select(PaperCode.code).where(PaperCode.code == code)):
        code = make_code()
    connection.execute(insert(PaperCode).values(code=code, number=number, made_at=now(), **values))


def digest_of(row: Any) -> str:
    """Return the digest of what a printed tool says."""
    words = json.dumps([getattr(row, name) for name in WORDS], ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()


def fill_in_codes() -> None:
    """Give a code to every version that was made before there were codes."""
    connection = db.session.connection()
    has_one = exists().where(PaperCode.page_id == PageRevision.page_id, PaperCode.number == PageRevision.number)
    without = select(PageRevision.page_id, PageRevision.number).where(PageRevision.kind.in_(ON_PAPER), ~has_one)
    for page_id, number in db.session.execute(without).all():
        keep_code(connection, number=number, page_id=page_id)
    model: Any = tool_kind().model
    is_known = exists().where(PaperCode.region_id == model.region_id, PaperCode.key == model.key)
    for row in db.session.scalars(select(model).where(model.region_id.is_not(None), ~is_known)).all():
        keep_code(connection, number=1, region_id=row.region_id, key=row.key, digest=digest_of(row))
