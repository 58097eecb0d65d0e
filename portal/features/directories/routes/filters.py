"""Which people a directory looks for: the filters that can be asked of the database, and a sentence for the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scim2_models import InvalidFilterException, ScimFilter
from scim2_models.path import CompareOperator, Comparison, LogicalExpr, LogicalOperator

from portal.features.accounts.models import Account
from portal.features.accounts.queries import LARGEST_ID, normal_email
from portal.features.directories import queries

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from portal.features.directories.queries import Directory

LONGEST_FILTER = 1_000
UNDERSTOOD = "userName, externalId, id, emails, emails.value and active are understood, each with eq and joined by and."


def conditions_of(directory: Directory, wanted: ScimFilter[Any] | None) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter."""
    return [] if wanted is None else conditions_in(directory, wanted.ast)


def conditions_in(directory: Directory, node: object) -> list[ColumnElement[bool]]:
    """Return the conditions of a part of a filter."""
    if isinstance(node, LogicalExpr) and node.op == LogicalOperator.and_:
        return [found for part in node.terms for found in conditions_in(directory, part)]
    if isinstance(node, Comparison) and node.op == CompareOperator.eq:
        path = node.attr_path
        name = ".".join(part for part in (path.attr, path.sub_attr) if part).casefold()
        condition = condition_on(directory, name, node.value)
        if condition is not None:
            return [condition]
    raise InvalidFilterException(detail=UNDERSTOOD)


def condition_on(directory: Directory, name: str, value: object) -> ColumnElement[bool] | None:
    """Return the condition that an attribute has a value; None for what cannot be asked."""
    if name == "active" and isinstance(value, bool):
        return Account.closed_at.is_(None) if value else Account.closed_at.is_not(None)
    if not isinstance(value, str) or not value.isprintable():
        return None
    if name == "id":
        is_number = value.isascii() and value.isdigit() and len(value) < len(str(LARGEST_ID))
        return Account.id == (int(value) if is_number else 0)
    named = {"username": queries.has_user_name, "externalid": queries.has_external_id}
    if name in named:
        return named[name](directory, value)
    return Account.email == normal_email(value) if name in {"emails", "emails.value"} else None
