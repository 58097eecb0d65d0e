"""Tables of posts, their tags, and recommended feeds with what was fetched of them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.foundation.database import Model
from portal.plugin_host.models import Contributed


class Post(Contributed, Model):
    """A story or notice; statewide ones have no region. `html` is rendered when it comes in, as are the tags' rows."""

    __tablename__ = "post"

    title: Mapped[str]
    deck: Mapped[str]
    body: Mapped[str]
    html: Mapped[str]
    terms: Mapped[list[str]]
    published: Mapped[date] = mapped_column(index=True)
    author: Mapped[str]
    tag_rows: Mapped[list[PostTag]] = relationship(default_factory=list, cascade="all, delete-orphan", init=False)
    tags: Mapped[list[str]] = mapped_column()

    @validates("tags")
    def keep_tag_rows(self, key: str, tags: list[str]) -> list[str]:
        """Let the rows that posts are found by follow the tags."""
        wanted = set(tags)
        self.tag_rows[:] = [row for row in self.tag_rows if row.tag in wanted] + [
            PostTag(tag=tag) for tag in sorted(wanted - {row.tag for row in self.tag_rows})
        ]
        return tags


class PostTag(Model):
    """A tag of a post."""

    __tablename__ = "post_tag"

    tag: Mapped[str] = mapped_column(String(60), primary_key=True, index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True, init=False)


class Feed(Contributed, Model):
    """A blog or calendar elsewhere that a region recommends."""

    __tablename__ = "feed"

    title: Mapped[str]
    url: Mapped[str]
    format: Mapped[str] = mapped_column(String(10))
    site: Mapped[str]


class FeedSource(Model):
    """An address that feeds are fetched from, once for all regions; `mark` is a digest of the address.

    `fetched_at` is when it last went well; `error` says why it did not go well since `failing_since`.
    """

    __tablename__ = "feed_source"

    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    url: Mapped[str]
    next_at: Mapped[datetime]
    wanted_at: Mapped[datetime]
    etag: Mapped[str] = mapped_column(default="")
    modified: Mapped[str] = mapped_column(default="")
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    failing_since: Mapped[datetime | None] = mapped_column(default=None)
    fetched_at: Mapped[datetime | None] = mapped_column(default=None)


class FeedEntry(Model):
    """An entry of a feed, as plain text; it is shown once its day has come. An undated one bears when it was seen."""

    __tablename__ = "feed_entry"
    __table_args__ = (
        UniqueConstraint("source_mark", "mark"),
        Index("ix_feed_entry_is_shown_published", "is_shown", "published"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    source_mark: Mapped[str] = mapped_column(ForeignKey("feed_source.mark", ondelete="CASCADE"))
    mark: Mapped[str] = mapped_column(String(64))
    title: Mapped[str]
    summary: Mapped[str]
    link: Mapped[str]
    published: Mapped[datetime]
    is_shown: Mapped[bool]
