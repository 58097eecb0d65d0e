"""Fetch the feeds that regions recommend, once for all of them, and keep their entries; what was good last stays."""

from __future__ import annotations

import hashlib
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from portal.features.blog.feeds import MOST_ENTRIES, FeedFault, read_feed
from portal.features.blog.models import FeedEntry, FeedSource
from portal.features.blog.queries import list_live_feeds
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from portal.infrastructure.fetch.client import MEGABYTE, FetchFault, fetch
from portal.plugin_host.declarations import Complaint
from portal.plugin_host.host import get_host
from portal.plugin_host.scheduling import pause_after

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.features.blog.feeds import Entry
    from portal.infrastructure.fetch.client import Fetched

HOUR = timedelta(hours=1)
LONG_ILL = timedelta(days=3)
FORGOTTEN = timedelta(days=30)
LARGEST = 3 * MEGABYTE
LONGEST_MARK = 500
SECONDS_A_RUN = 25  # events and plugins' jobs wait meanwhile; what is left over is fetched in the next run


def fetch_due() -> None:
    """Fetch the feeds that are due, as many as there is time for, and show the entries whose day has come."""
    plan({feed.url for feed in list_live_feeds()})
    ends = time.monotonic() + SECONDS_A_RUN
    for mark in list_due():
        if time.monotonic() > ends:
            break
        fetch_one(mark)
    release()


def plan(urls: set[str]) -> None:
    """Note the addresses that are new, and forget those that nobody has recommended for long."""
    moment = now()
    known = {row.url: row for row in db.session.scalars(select(FeedSource))}
    gone = [row.mark for url, row in known.items() if url not in urls and moment - row.wanted_at > FORGOTTEN]
    with transaction():
        for url in sorted(urls - known.keys()):
            mark = hashlib.sha256(url.encode()).hexdigest()
            db.session.add(FeedSource(mark=mark, url=url, next_at=moment, wanted_at=moment))
        db.session.execute(update(FeedSource).where(FeedSource.url.in_(urls)).values(wanted_at=moment))
        db.session.execute(delete(FeedSource).where(FeedSource.mark.in_(gone)))


def list_due() -> list[str]:
    """Return the marks of the recommended addresses that are due, the one that has waited longest first."""
    urls = {feed.url for feed in list_live_feeds()}
    due = select(FeedSource.mark).where(FeedSource.next_at <= now(), FeedSource.url.in_(urls))
    return list(db.session.scalars(due.order_by(FeedSource.next_at, FeedSource.mark)))


def fetch_one(mark: str) -> None:
    """Fetch one address and keep what is new; or keep why not, and everything that was there."""
    source = db.session.get_one(FeedSource, mark, populate_existing=True)
    db.session.commit()  # nothing was written: the reading ends, for the answer may take a while
    try:
        got = fetch(
            source.url,
            etag=source.etag,
            modified=source.modified,
            limit=LARGEST,
            is_local_allowed=get_host().is_local_fetched,
        )
        entries = read_feed(got.body, url=got.url, kind=got.kind) if got.is_new else None
    except (FetchFault, FeedFault) as fault:
        with transaction():
            keep_fault(db.session.get_one(FeedSource, mark, populate_existing=True), str(fault))
        return
    with transaction():
        keep_good(db.session.get_one(FeedSource, mark, populate_existing=True), got, entries)


def keep_fault(source: FeedSource, sentence: str) -> None:
    """Note why an address could not be fetched; it is tried again in an hour, later ever more seldom."""
    moment = now()
    source.failures += 1
    source.error = sentence
    source.failing_since = source.failing_since or moment
    source.next_at = moment + max(HOUR, pause_after(source.failures, HOUR))


def keep_good(source: FeedSource, got: Fetched, entries: Iterable[Entry] | None) -> None:
    """Keep what an address gave; None means that nothing has changed there."""
    moment, is_first = now(), source.fetched_at is None
    source.failures, source.error, source.failing_since = 0, "", None
    source.fetched_at, source.next_at = moment, moment + HOUR
    is_changed = False
    if entries is not None:
        source.etag = got.etag if len(got.etag) <= LONGEST_MARK else ""
        source.modified = got.modified if len(got.modified) <= LONGEST_MARK else ""
        is_changed = keep_entries(source.mark, entries, moment)
    if is_first or is_changed:
        advance_epoch()


def keep_entries(mark: str, entries: Iterable[Entry], moment: datetime) -> bool:
    """Make the kept entries of an address agree with these, the newest ones stay; return whether anything changed."""
    rows = {row.mark: row for row in db.session.scalars(select(FeedEntry).where(FeedEntry.source_mark == mark))}
    is_changed = False
    for entry in entries:
        row = rows.get(entry.mark)
        if row is None:
            published = entry.published or moment
            row = FeedEntry(
                source_mark=mark,
                mark=entry.mark,
                title=entry.title,
                summary=entry.summary,
                link=entry.link,
                published=published,
                is_shown=published <= moment,
            )
            db.session.add(row)
            rows[entry.mark] = row
            is_changed = True
        elif (row.title, row.summary, row.link) != (entry.title, entry.summary, entry.link):
            row.title, row.summary, row.link = entry.title, entry.summary, entry.link
            is_changed = True
    oldest_last = sorted(rows.values(), key=lambda row: (row.published, row.mark), reverse=True)
    for row in oldest_last[MOST_ENTRIES:]:
        db.session.expunge(row) if row in db.session.new else db.session.delete(row)
    db.session.flush()
    return is_changed


def release() -> None:
    """Show the entries that bore a day to come, once it has come."""
    due = FeedEntry.is_shown.is_(False) & (FeedEntry.published <= now())
    if db.session.scalar(select(FeedEntry.id).where(due).limit(1)) is None:
        return
    with transaction():
        db.session.execute(update(FeedEntry).where(due).values(is_shown=True))
        advance_epoch()


def list_complaints() -> list[Complaint]:
    """Return the feeds that could not be fetched for days, for the health of the plugins that recommend them."""
    moment = now()
    ill = {
        row.url: row
        for row in db.session.scalars(select(FeedSource).where(FeedSource.failing_since <= moment - LONG_ILL))
        if row.failing_since is not None
    }
    return [
        Complaint(
            feed.plugin_id,
            feed.region_id or "",
            f"The feed “{feed.title}” could not be fetched for {(moment - since).days} days. {ill[feed.url].error}",
        )
        for feed in list_live_feeds()
        if feed.url in ill and (since := ill[feed.url].failing_since)
    ]
