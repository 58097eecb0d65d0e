"""Tables of the toolkit: sections, pages, their revisions and what packs offer, glossary, films, old addresses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.foundation.clock import today
from portal.foundation.database import Model


def in_a_year() -> date:
    """Return when a page that is new today is looked at again."""
    return today() + timedelta(days=365)


class Toolkit(Model):
    """A toolkit by its slug. `fingerprint` is of the pack it was last brought in from."""

    __tablename__ = "toolkit"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str]
    summary: Mapped[str]
    fingerprint: Mapped[str] = mapped_column(String(64), default="")


class Section(Model):
    """A section of a toolkit; `position` is its place in the menu, from 1."""

    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("toolkit_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    toolkit_id: Mapped[int] = mapped_column(ForeignKey("toolkit.id"))
    slug: Mapped[str] = mapped_column(String(80))
    label: Mapped[str]
    summary: Mapped[str]
    position: Mapped[int]


class Page(Model):
    """A page; its slug is unique in the toolkit. What it says now is the revision of its `revision_number`.

    `pack_hash` is the content the pack last shipped for it. The slug is its name for good: links and lists use it.
    `address` is the last word of its address where an editor chose another; where it `is_placed_here` or
    `is_withdrawn_here`, an editor said so, and no pack says otherwise. A page nobody has published yet has number 0.
    `last_checked` and `next_check` are days, moved by whoever finds the page still right: that makes no revision.
    `owner_id` is the account that answers for it, if one does.
    """

    __tablename__ = "page"
    __table_args__ = (UniqueConstraint("toolkit_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    toolkit_id: Mapped[int] = mapped_column(ForeignKey("toolkit.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    pack_hash: Mapped[str] = mapped_column(String(64))
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    revision_number: Mapped[int] = mapped_column(default=1)
    address: Mapped[str | None] = mapped_column(String(80), unique=True, index=True, default=None)
    is_placed_here: Mapped[bool] = mapped_column(default=False)
    is_withdrawn_here: Mapped[bool] = mapped_column(default=False)
    last_checked: Mapped[date] = mapped_column(default_factory=today)
    next_check: Mapped[date] = mapped_column(default_factory=in_a_year)
    owner_id: Mapped[int | None] = mapped_column(default=None)
    revision: Mapped[PageRevision | None] = relationship(
        init=False,
        viewonly=True,
        lazy="raise_on_sql",
        primaryjoin="and_(PageRevision.page_id == Page.id, PageRevision.number == Page.revision_number)",
    )


class PageRevision(Model):
    """What a page said from a moment on. `source` is pack or site; `facts` are the front matter's remaining values.

    `note` says why it was changed, for those who keep the page.
    """

    __tablename__ = "page_revision"
    __table_args__ = (UniqueConstraint("page_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"))
    number: Mapped[int]
    source: Mapped[str] = mapped_column(String(10))
    title: Mapped[str]
    summary: Mapped[str]
    kind: Mapped[str] = mapped_column(String(20))
    facts: Mapped[dict[str, Any]]
    body: Mapped[str]
    html: Mapped[str]
    headings: Mapped[dict[str, Any]]
    terms: Mapped[list[str]]
    created_at: Mapped[datetime]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str] = mapped_column(default="")


class PackOffer(Model):
    """What the pack ships for a page that was edited here, until an editor takes it or keeps the page's own text."""

    __tablename__ = "pack_offer"

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    came_at: Mapped[datetime]


class GlossaryTerm(Model):
    """A word of the practice or the system."""

    __tablename__ = "glossary_term"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    term: Mapped[str]
    also: Mapped[list[str]]
    definition: Mapped[str]
    group: Mapped[str] = mapped_column(String(20))
    page_slug: Mapped[str | None] = mapped_column(String(80))
    confused_with: Mapped[list[str]]


class Video(Model):
    """A film of the series; without a source it is in preparation."""

    __tablename__ = "video"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    position: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str]
    voices: Mapped[str]
    minutes: Mapped[int]
    source: Mapped[str | None]
    captions: Mapped[str | None]
    transcript: Mapped[list[str]]
    related: Mapped[list[str]]


class OldAddress(Model):
    """An address the toolkit had before, and the page it leads to now. `source` says who knows it: pack or site."""

    __tablename__ = "old_address"

    path: Mapped[str] = mapped_column(String(300), primary_key=True)
    page_slug: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(String(10), default="pack")


class Picture(Model):
    """A picture of the library. Its file lies in the storage under its name, which no other picture ever has."""

    __tablename__ = "picture"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[str] = mapped_column(String(4))
    title: Mapped[str]
    alternative: Mapped[str]
    credit: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)


class OutsideAddress(Model):
    """An address outside the portal that pages lead to, and how it answered when it was last asked."""

    __tablename__ = "outside_address"

    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    address: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(index=True)
    sentence: Mapped[str]


class PageUse(Model):
    """How often a page was opened on a day in California; by whom is nowhere written."""

    __tablename__ = "page_use"

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    count: Mapped[int]
