"""Where a person of a role begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.features.accounts.rules import Role
from portal.features.home.rules import FOR_ANYBODY, START_HERE, start_slugs
from portal.features.toolkits.queries import pages_by_slug

if TYPE_CHECKING:
    from flask import Flask


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_start_of_its_own(role: Role) -> None:
    slugs = start_slugs(role)

    assert slugs == START_HERE[role.value]
    assert 3 <= len(slugs) == len(set(slugs)) <= 4


@pytest.mark.parametrize("role", [None, "", "king"])
def test_whoever_has_no_role_begins_where_anybody_can(role: str | None) -> None:
    assert start_slugs(role) == FOR_ANYBODY


def test_every_start_leads_to_a_page_that_is_there(context: Flask) -> None:
    named = {slug for slugs in (*START_HERE.values(), FOR_ANYBODY) for slug in slugs}

    assert named <= set(pages_by_slug())
