"""What the plugin gives is what its content holds."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest
from portal_northern import plugin

import portal
from portal.plugin_api import Content, Context
from portal.plugin_host.context import DECLARE, Surroundings

FOLDER = Path(plugin.__file__).parent
MANIFEST = tomllib.loads((FOLDER / "portal-plugin.toml").read_text(encoding="utf-8"))
COUNTIES = Path(portal.__file__).parent / "content" / "counties.csv"


@pytest.fixture
def ctx() -> Context:
    """Give what the portal gives a plugin."""
    with COUNTIES.open(encoding="utf-8", newline="") as stream:
        counties = {row["name"]: row["fips"] for row in csv.DictReader(stream)}
    return Context(
        Surroundings(
            plugin_id=MANIFEST["id"],
            version=MANIFEST["version"],
            api=MANIFEST["api"],
            phase=DECLARE,
            content=Content(FOLDER / "content"),
            counties=counties,
        )
    )


def rows(name: str, table: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = tomllib.loads((FOLDER / "content" / name).read_text(encoding="utf-8"))[table]
    return found


def test_it_proposes_the_region_its_manifest_names(ctx: Context) -> None:
    assert [region.id for region in plugin.portal_regions(ctx)] == MANIFEST["regions"]


def test_it_claims_the_counties_of_its_file_each_by_its_own_name(ctx: Context) -> None:
    written = rows("counties.toml", "counties")

    claims = list(plugin.portal_counties(ctx))

    assert [(claim.fips, claim.is_main) for claim in claims] == [(row["fips"], row["main"]) for row in written]
    assert [ctx.counties[str(row["name"])] for row in written] == [claim.fips for claim in claims]


def test_it_gives_every_tool_of_its_folder_and_at_least_four(ctx: Context) -> None:
    tools = list(plugin.portal_tools(ctx))

    assert {tool.id for tool in tools} == {file.stem for file in (FOLDER / "content" / "tools").iterdir()}
    assert len(tools) >= 4


def test_it_gives_every_post_of_its_folder_and_at_least_four(ctx: Context) -> None:
    posts = list(plugin.portal_posts(ctx))

    assert {post.id for post in posts} == {file.stem for file in (FOLDER / "content" / "posts").iterdir()}
    assert len(posts) >= 4


def test_it_names_every_contact_of_its_file_and_no_person(ctx: Context) -> None:
    with (FOLDER / "content" / "contacts.csv").open(encoding="utf-8", newline="") as stream:
        written = [row["id"] for row in csv.DictReader(stream)]

    contacts = list(plugin.portal_contacts(ctx))

    assert [contact.id for contact in contacts] == written
    assert [contact.email for contact in contacts if contact.email and not contact.email.endswith(".example")] == []


def test_it_recommends_the_feeds_of_its_file(ctx: Context) -> None:
    assert [feed.id for feed in plugin.portal_feeds(ctx)] == [row["id"] for row in rows("feeds.toml", "feeds")]
