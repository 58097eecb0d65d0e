"""Tables of the toolkit: sections, pages and their revisions, glossary, films, old addresses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.foundation.database import Model


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

    `pack_hash` is the content the pack last shipped for it.
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
    revision: Mapped[PageRevision | None] = relationship(
        init=False,
        viewonly=True,
        lazy="raise_on_sql",
        primaryjoin="and_(PageRevision.page_id == Page.id, PageRevision.number == Page.revision_number)",
    )


class PageRevision(Model):
    """What a page said from a moment on. `source` is pack or site; `facts` are the front matter's remaining values."""

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
    """An address the toolkit had before, and the page it leads to now."""

    __tablename__ = "old_address"

    path: Mapped[str] = mapped_column(String(300), primary_key=True)
    page_slug: Mapped[str] = mapped_column(String(80))


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
