"""Pages of a long list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

from flask import request, url_for
from sqlalchemy import func, select

from portal.foundation.database import db
from portal.foundation.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pagination:
    """Where in a list a page stands, and the ways to its neighbours."""

    page: int
    pages: int
    total: int
    previous_url: str | None
    next_url: str | None
    label: str


def asked_page() -> int:
    """Return the page number the address asks for; anything else than a number from 1 is no page."""
    text = request.args.get("page", "1")
    if re.fullmatch(r"[1-9][0-9]{0,7}", text) is None:
        raise NotFound
    return int(text)


def paginate(
    statement: Select[T], *, per_page: int, noun: str, total: int | None = None
) -> tuple[Sequence[T], Pagination]:
    """Return one page of rows, and where it stands.

    `noun` is the plural word for the rows, and `total` their number where it is known already.
    """
    page = asked_page()
    if total is None:
        total = count_rows(statement)
    pages = max(1, -(-total // per_page))
    if page > pages:
        raise NotFound
    rows = db.session.scalars(statement.limit(per_page).offset((page - 1) * per_page)).unique().all()
    return rows, describe(page, pages, total, per_page, noun)


def count_rows(statement: Select[T]) -> int:
    """Return how many rows a statement has."""
    return db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0


def page_of(rows: Sequence[T], *, per_page: int, noun: str) -> tuple[Sequence[T], Pagination]:
    """Return one page of rows that are all here already, and where it stands."""
    page = asked_page()
    pages = max(1, -(-len(rows) // per_page))
    if page > pages:
        raise NotFound
    return rows[(page - 1) * per_page : page * per_page], describe(page, pages, len(rows), per_page, noun)


def describe(page: int, pages: int, total: int, per_page: int, noun: str) -> Pagination:
    """Return the pagination of a page that exists."""
    first, last = (page - 1) * per_page + 1, min(page * per_page, total)
    return Pagination(
        page=page,
        pages=pages,
        total=total,
        previous_url=page_url(page - 1) if page > 1 else None,
        next_url=page_url(page + 1) if page < pages else None,
        label=f"{noun[0].upper() + noun[1:]} {first:,} to {last:,} of {total:,}" if total else f"No {noun}",
    )


def page_url(page: int) -> str:
    """Return this address with another page number."""
    values: dict[str, str] = request.args.to_dict() | {"page": str(page)}
    if page == 1:
        values.pop("page")
    address = url_for(request.endpoint or "", **(request.view_args or {}))
    return f"{address}?{urlencode(values)}" if values else address
