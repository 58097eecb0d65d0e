"""Rights of plugins: what a person may in a region is decided by the roles held there, not by those held elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.features.accounts.queries import get_account
from portal.features.accounts.rules import PORTAL_ITSELF, Grant, Role, Scope
from portal.features.accounts.services import grant_role
from portal.foundation.transaction import transaction
from tests.clients import PortalClient, text_of
from tests.factories import make_person
from tests.features.accounts.reading import open_session, viewer_with
from tests.plugins import bring_in, switch_on

if TYPE_CHECKING:
    from flask import Flask

    from portal.features.accounts.models import Account
    from tests.plugins import Installer

HOME, QUEUE = "/regions/northern/", "/regions/northern/x/northern/coaching/queue"
COACHING = "/regions/northern/x/northern/coaching"
REGION = """
@hookimpl
def portal_regions(ctx):
    return [region(ctx.plugin_id)]

@hookimpl
def portal_counties(ctx):
    fips = {"northern": "06007", "southern": "06025"}
    return [CountyClaim(id=fips[ctx.plugin_id], region_id=ctx.plugin_id, fips=fips[ctx.plugin_id])]
"""
MARKER = """
def mark(ctx):
    return f"Roles here: {', '.join(ctx.user.roles) or 'none'}."

@hookimpl
def portal_blocks(ctx):
    return [Block(id="mark", slot="region.home.main", title="Mark", render=mark)]

@hookimpl
def portal_routes(ctx):
    return [Route(id="mark", rule="/mark", view=mark)]
"""


def of_two_regions(role: str, region: str, county: str = "Butte") -> Account:
    """Save a person of a northern county who holds a role for a region."""
    return make_person(role, region=region, county=county)


@pytest.mark.parametrize(("region", "status"), [("southern", 403), ("northern", 200)])
def test_an_editor_of_another_region_does_not_answer_coaching_where_only_the_county_lies(
    context: Flask, client: PortalClient, region: str, status: int
) -> None:
    switch_on("northern", "northern")
    client.sign_in(of_two_regions("regional-editor", region))

    answers = [client.get(url).status_code for url in (COACHING, QUEUE)]

    assert answers == [200, status]


@pytest.mark.parametrize(("region", "roles"), [("southern", "none"), ("northern", "regional-editor")])
def test_a_block_and_a_page_are_told_the_roles_held_in_their_region(
    context: Flask, client: PortalClient, installer: Installer, region: str, roles: str
) -> None:
    for region_id in ("northern", "southern"):
        installer.install(region_id, REGION)
    installer.install("trial", MARKER, regions=[])
    bring_in({"trial": ("northern",)})
    client.sign_in(of_two_regions("regional-editor", region))

    said = [text_of(client.get(url)) for url in (HOME, "/regions/northern/x/trial/mark")]

    assert [f"Roles here: {roles}." in words for words in said] == [True, True]


@pytest.mark.parametrize(
    ("role", "place", "here", "elsewhere"),
    [
        ("statewide-editor", {}, ("statewide-editor",), ("statewide-editor",)),
        ("supervisor", {"county": "Fresno"}, ("supervisor",), ()),
        ("regional-editor", {"region": "central"}, ("regional-editor",), ()),
        (None, {"county": "Fresno"}, (), ()),
    ],
)
def test_a_role_is_held_where_it_was_given_in_its_countys_regions_or_everywhere(
    context: Flask, role: str | None, place: dict[str, str], here: tuple[str, ...], elsewhere: tuple[str, ...]
) -> None:
    viewer = viewer_with(open_session(make_person(role, **place)))

    assert (viewer.roles_in("central"), viewer.roles_in("southern")) == (here, elsewhere)


def test_the_chief_of_several_roles_comes_first(context: Flask) -> None:
    account_id = make_person("worker", county="Fresno").id
    with transaction():
        grant = Grant(Role.REGIONAL_EDITOR, Scope.REGION, "central")
        grant_role(get_account(account_id), grant, actor_id=None, giver=PORTAL_ITSELF)

    assert viewer_with(open_session(get_account(account_id))).roles_in("central") == ("regional-editor", "worker")
