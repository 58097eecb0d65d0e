"""Who gets which answer at which address: access.csv says so for every one, and a new address needs a row.

An answer is a status; "sign-in" is the way to the sign-in page. Regional addresses are those of the northern region;
its tool and post are private ones. Forms are sent with a valid proof and without anything in them.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from portal.features.accounts.queries import get_account
from portal.features.accounts.rules import ROLE_LABELS
from portal.features.blog.queries import list_latest_posts
from portal.features.extensions.services.packs import upload
from portal.features.tools.queries import list_tools
from portal.features.worksheets.queries import list_worksheets
from tests.clients import TOKEN, PortalClient
from tests.factories import make_person
from tests.packs import addition

if TYPE_CHECKING:
    from flask import Flask

TABLE = Path(__file__).with_name("access.csv")
PEOPLE: dict[str, tuple[str, dict[str, str]]] = {
    "worker": ("worker", {"county": "Butte"}),
    "worker elsewhere": ("worker", {"county": "Fresno"}),
    "supervisor": ("supervisor", {"county": "Butte"}),
    "liaison": ("county-liaison", {"county": "Butte"}),
    "editor": ("regional-editor", {"region": "northern"}),
    "reviewer": ("reviewer", {"region": "northern"}),
    "regional admin": ("regional-administrator", {"region": "northern"}),
    "state editor": ("statewide-editor", {}),
    "operator": ("operator", {}),
    "state admin": ("statewide-administrator", {}),
}
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


def read_table() -> dict[tuple[str, str], dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        rows = [{key.strip(): value.strip() for key, value in row.items()} for row in csv.DictReader(stream)]
    table = {(row.pop("method"), row.pop("address")): row for row in rows}
    assert len(table) == len(rows), "an address stands in the table twice"
    return table


def test_the_table_has_a_row_for_every_address_and_no_others(app: Flask) -> None:
    addresses = {
        (method, rule.rule) for rule in app.url_map.iter_rules() for method in METHODS & (rule.methods or set())
    }

    assert addresses == set(read_table())


def test_every_role_stands_in_the_table() -> None:
    assert {role for role, _ in PEOPLE.values()} == {role.value for role in ROLE_LABELS}
    assert all(set(answers) == {"stranger", *PEOPLE} for answers in read_table().values())


@pytest.fixture
def clients(app: Flask) -> dict[str, PortalClient]:
    """Give a client for everybody in the table."""
    signed_in = {name: PortalClient(app).sign_in_as(role, **place) for name, (role, place) in PEOPLE.items()}
    return {"stranger": PortalClient(app)} | signed_in


def values_for(app: Flask) -> dict[str, object]:
    """Return what stands for each part of an address."""
    with app.app_context():
        tool = next(tool for tool in list_tools("northern") if not tool.for_everyone)
        sheet = next(sheet for sheet in list_worksheets("northern") if not sheet.for_everyone)
        post = next(post for post in list_latest_posts("northern") if post.region and not post.for_everyone)
        pack = upload(addition(region="northern"), actor_id=None)
    return {
        "version_id": pack.id, "place": "any", "page": "tools/", "where": "northern", "fips": "06007",
        "region_id": "northern", "plugin_id": "northern", "tools.key": tool.id, "blog.key": post.id,
        "event_id": 1, "job": "none", "token_id": 999,
        "worksheets.key": sheet.id,
        "token": "none", "name": "portal.css", "slug": "scaling",
        "kind": "tools", "plugins.key": tool.id,
        "section_slug": "direct-practice", "rest": "nowhere", "mark": "none", "path": "none.css",
    }  # fmt: skip


def bystander(app: Flask, rule: str) -> dict[str, object]:
    """Return a new person of the region's county to do something to, for an address of a person; each of them once."""
    if "account_id" not in rule:
        return {}
    with app.app_context():
        person = make_person("reviewer", county="Butte", region="northern", password=None)
        return {"account_id": person.id, "grant_id": get_account(person.id).grants[0].id}


def address(app: Flask, rule: str, values: dict[str, object]) -> str:
    """Return the address of a rule."""
    found = next(one for one in app.url_map.iter_rules() if one.rule == rule)
    feature = found.endpoint.partition(".")[0]
    given = {name: values.get(f"{feature}.{name}", values.get(name)) for name in found.arguments}
    if rule == "/blog/<key>":
        given["key"] = "scales-with-both-ends"
    return app.url_map.bind("localhost").build(found.endpoint, given, method=None)


def answer(client: PortalClient, method: str, url: str) -> str:
    """Return how a request is answered, in the table's words."""
    fields: dict[str, str] = {}
    if method != "GET":
        proof = TOKEN.search(client.http.get("/sign-in", follow_redirects=True).get_data(as_text=True))
        fields = {"csrf_token": proof[1]} if proof else {}
    response = client.http.open(url, method=method, data=fields or None)
    if response.status_code == 303 and (response.location or "").startswith("/sign-in"):
        return "sign-in"
    return str(response.status_code)


def test_everybody_gets_the_answer_the_table_says(app: Flask, clients: dict[str, PortalClient]) -> None:
    values, table = values_for(app), read_table()
    del table["GET", "/readyz"]  # it asks the engine, which the fixture replaces; tests/web asks it

    found = {
        (method, rule): {
            name: answer(client, method, address(app, rule, values | bystander(app, rule)))
            for name, client in clients.items()
        }
        for method, rule in table
    }

    different = {
        (method, rule, name): f"{found[method, rule][name]}, but the table says {expected}"
        for (method, rule), answers in table.items()
        for name, expected in answers.items()
        if found[method, rule][name] != expected
    }
    assert different == {}
