"""Read recalls: those that stand, and all of them for those who decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from portal.features.accounts import permissions
from portal.features.accounts.models import Account, RoleGrant
from portal.features.accounts.queries import holds_today
from portal.features.accounts.rules import Grant, Role, Scope, permissions_of
from portal.features.paper import rules
from portal.features.paper.models import Recall
from portal.features.paper.queries.tools import region_tools, tool_kind
from portal.features.regions.queries import list_region_names, list_regions
from portal.features.toolkits.models import Page
from portal.features.toolkits.queries import PageLink, list_pages, pages_by_slug
from portal.foundation.database import db
from portal.infrastructure.epoch import kept_per_epoch
from portal.plugin_host.host import get_host

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

AT_MOST = 200
ABLE = tuple(
    role.value for role in Role if permissions.TOOLKIT_RECALL in permissions_of([Grant(role, Scope.STATE)], on=date.min)
)
Asker, Confirmer, Ender, Replacement = aliased(Account), aliased(Account), aliased(Account), aliased(Page)


@dataclass(frozen=True, slots=True)
class RecallView:
    """A recall as everybody sees it who meets the page, its code or its file."""

    title: str
    reason: str
    is_urgent: bool
    since: datetime
    replacement: PageLink | None


@dataclass(frozen=True, slots=True)
class RecallRow:
    """A recall as those see it who decide."""

    id: int
    subject: rules.Subject
    title: str
    region_name: str
    reason: str
    is_urgent: bool
    replacement: PageLink | None
    state: str
    asked_by_id: int
    asked_by: str
    asked_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None
    ended_by: str | None
    ended_at: datetime | None
    end_reason: str

    @property
    def state_label(self) -> str:
        """The state in words."""
        return rules.STATES[self.state]

    @property
    def is_open(self) -> bool:
        """Whether it waits or stands."""
        return self.state in {rules.WAITING, rules.STANDING}


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a recall reaches: people who keep the page, and lists in which it stands."""

    account_ids: frozenset[int]
    lists: int


@kept_per_epoch
def standing_recalls() -> Mapping[rules.Subject, RecallView]:
    """Return every recall that stands, by what is recalled; what is written in English takes its translations along."""
    rows = db.session.execute(
        select(Recall, Page.slug, Replacement.slug)
        .outerjoin(Page, Page.id == Recall.page_id)
        .outerjoin(Replacement, Replacement.id == Recall.replacement_id)
        .where(Recall.state == rules.STANDING)
        .order_by(Recall.id)
    )
    stand = {
        subject_of(recall, slug): RecallView(
            title=recall.title,
            reason=recall.reason,
            is_urgent=recall.is_urgent,
            since=recall.confirmed_at or recall.asked_at,
            replacement=pages_by_slug().get(replacement or ""),
        )
        for recall, slug, replacement in rows
    }
    in_other_words = {
        rules.Subject(page.slug): stand[original]
        for page in list_pages()
        if page.translation_of and (original := rules.Subject(page.translation_of)) in stand
    }
    return in_other_words | stand


def subject_of(recall: Recall, slug: str | None) -> rules.Subject:
    """Return what a recall is about."""
    return rules.Subject(slug or recall.key, recall.region_id)


def recall_of(subject: rules.Subject) -> RecallView | None:
    """Return the recall that stands for a page or tool."""
    return standing_recalls().get(subject)


def keepers_of(subject: rules.Subject) -> Reach:
    """Return whom a recall of a page or tool reaches, as the features say that let people keep pages."""
    given = get_host().manager.hook.portal_page_keepers(slug=subject.slug, region_id=subject.region_id)
    return Reach(
        frozenset(account_id for keepers in given for account_id in keepers.account_ids),
        sum(keepers.lists for keepers in given),
    )


def select_recalls() -> Select[Recall, str, str, str, str, str]:
    """Return the question for recalls with the names of those who decided."""
    return (
        select(Recall, Page.slug, Replacement.slug, Asker.name, Confirmer.name, Ender.name)
        .outerjoin(Page, Page.id == Recall.page_id)
        .outerjoin(Replacement, Replacement.id == Recall.replacement_id)
        .join(Asker, Asker.id == Recall.asked_by_id)
        .outerjoin(Confirmer, Confirmer.id == Recall.confirmed_by_id)
        .outerjoin(Ender, Ender.id == Recall.ended_by_id)
    )


def list_recalls() -> tuple[RecallRow, ...]:
    """Return the latest recalls, the newest first."""
    names = list_region_names()
    rows = db.session.execute(select_recalls().order_by(Recall.asked_at.desc(), Recall.id.desc()).limit(AT_MOST))
    return tuple(row_of(row, names) for row in rows)


def find_recall(recall_id: int) -> RecallRow | None:
    """Return one recall."""
    row = db.session.execute(select_recalls().where(Recall.id == recall_id)).one_or_none()
    return row_of(row, list_region_names()) if row else None


def row_of(row: Row[Recall, str, str, str, str, str], names: Mapping[str, str]) -> RecallRow:
    """Return a row of the question as it is shown."""
    recall, slug, replacement, asker, confirmer, ender = row
    return RecallRow(
        id=recall.id,
        subject=subject_of(recall, slug),
        title=recall.title,
        region_name=names.get(recall.region_id or "", ""),
        reason=recall.reason,
        is_urgent=recall.is_urgent,
        replacement=pages_by_slug().get(replacement or ""),
        state=recall.state,
        asked_by_id=recall.asked_by_id,
        asked_by=asker,
        asked_at=recall.asked_at,
        confirmed_by=confirmer,
        confirmed_at=recall.confirmed_at,
        ended_by=ender,
        ended_at=recall.ended_at,
        end_reason=recall.end_reason,
    )


@kept_per_epoch
def list_subjects() -> tuple[tuple[str, str], ...]:
    """Return everything that can be recalled, as a form has it: pages with their sections, tools with their regions."""
    pages = [(rules.key_of(rules.Subject(page.slug)), f"{page.title} ({page.kind_label})") for page in list_pages()]
    tools = [
        (rules.key_of(rules.Subject(key, region.id)), f"{region.label}: {row.title}")
        for region in list_regions()
        for key, row in region_tools(region.id).items()
    ]
    return (*pages, *tools)


def list_replacements() -> tuple[tuple[str, str], ...]:
    """Return the pages that can stand in for something, as a form has them: those that are not recalled."""
    recalled = standing_recalls()
    return tuple(
        (page.slug, f"{page.title} ({page.kind_label})")
        for page in list_pages()
        if rules.Subject(page.slug) not in recalled
    )


def address_of(subject: rules.Subject) -> str:
    """Return the address of a page or tool; of one that is gone, that of the toolkit or its region."""
    if subject.region_id is None:
        page = pages_by_slug().get(subject.slug)
        return page.url if page else "/toolkit/"
    tool = region_tools(subject.region_id).get(subject.slug)
    return tool_kind().address_of(tool) if tool else f"/regions/{subject.region_id}/"


def list_confirmers() -> tuple[tuple[int, str], ...]:
    """Return the account and mail address of everybody who may confirm a recall, and can sign in."""
    held = select(RoleGrant.account_id).where(
        RoleGrant.role.in_(ABLE),
        RoleGrant.scope == Scope.STATE.value,
        holds_today(),
    )
    return addresses_where(Account.id.in_(held))


def addresses_of(account_ids: frozenset[int]) -> tuple[tuple[int, str], ...]:
    """Return these accounts with their mail addresses, but for those that are closed or not yet opened."""
    return addresses_where(Account.id.in_(account_ids)) if account_ids else ()


def addresses_where(condition: ColumnElement[bool]) -> tuple[tuple[int, str], ...]:
    """Return accounts that can sign in, with their mail addresses."""
    able = (Account.closed_at.is_(None), Account.password_hash.is_not(None))
    rows = db.session.execute(select(Account.id, Account.email).where(condition, *able).order_by(Account.id))
    return tuple((row.id, row.email) for row in rows)
