"""The list of people: what each filter would leave, orders, addresses to share, and what others do not learn of."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from portal.features.accounts import services
from portal.features.accounts.models import Account, AuthenticatorApp
from portal.features.accounts.queries import get_account
from portal.features.accounts.rules import PORTAL_ITSELF, Grant, Role, Scope
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from tests.clients import PortalClient
from tests.factories import fips_of, make_person

if TYPE_CHECKING:
    from flask import Flask

pytestmark = pytest.mark.both_databases

NAMES = re.compile(r'<a class="table-link" href="/admin/people/\d+">([^<]*)</a>')
OPTION = re.compile(r'<option value="([^"]*)"(?: selected)?>([^<]*) \((\d+)\)</option>')


@pytest.fixture
def crowd(app: Flask) -> dict[str, str]:
    """Give people of three counties and two regions; the FIPS codes of the counties by name."""
    with app.app_context():
        several = [make_person("worker", county="Butte", name=f"Butte {number}") for number in range(3)]
        make_person("supervisor", county="Tehama", name="Tehama 0", password=None)
        make_person("worker", county="Fresno", name="Fresno 0")
        fresno = make_person("worker", county="Fresno", name="Fresno 1")
        closed = make_person("worker", county="Butte", name="Butte closed")
        editor = make_person("regional-editor", region="northern", name="Northern Editor")
        with transaction():
            services.grant_role(
                fresno, Grant(Role.REVIEWER, Scope.REGION, "northern"), actor_id=None, giver=PORTAL_ITSELF
            )
            db.session.add(
                AuthenticatorApp(account_id=several[0].id, sealed_key="sealed", last_step=0, created_at=now())
            )
            services.close_account(get_account(closed.id), actor_id=None)
            db.session.get_one(Account, fresno.id).seen_at = now() - timedelta(days=200)
            db.session.get_one(Account, editor.id).seen_at = now() - timedelta(days=179)
        return {name: fips_of(name) for name in ("Butte", "Tehama", "Fresno")}


def counts(client: PortalClient, query: str = "") -> dict[str, dict[str, int]]:
    """Return how many people each choice of each filter says it would leave, without those that leave none."""
    page = client.get(f"/admin/people/?{query}").get_data(as_text=True)
    filters = re.findall(r'<select id="(\w+)".*?</select>', page, re.DOTALL)
    parts = re.split(r'<select id="\w+"', page)[1:]
    return {
        name: {value: int(people) for value, _, people in OPTION.findall(part) if people != "0"}
        for name, part in zip(filters, parts, strict=True)
        if name != "order"
    }


def names(client: PortalClient, query: str = "") -> list[str]:
    answer = client.get(f"/admin/people/?{query}")
    assert answer.status_code == 200
    return NAMES.findall(answer.get_data(as_text=True))


def test_each_choice_says_how_many_people_it_leaves(app: Flask, crowd: dict[str, str]) -> None:
    client = PortalClient(app).sign_in_as("statewide-administrator")

    found = counts(client)

    assert found == {
        "county": {crowd["Butte"]: 4, crowd["Fresno"]: 2, crowd["Tehama"]: 1, "none": 2},
        "region": {"northern": 7, "central": 2},
        "role": {"worker": 5, "supervisor": 1, "regional-editor": 1, "reviewer": 1, "statewide-administrator": 1},
        "status": {"active": 7, "invited": 1, "closed": 1},
        "here": {"never": 6, "dormant": 1, "lately": 2},
        "factor": {"with": 1, "without": 8},
    }


@pytest.mark.parametrize(
    "query",
    ["county={Butte}", "region=northern", "region=central&role=worker", "role=worker&status=active", "here=dormant",
     "status=invited", "q=butte", "q=0&region=northern", "county=none", "here=never&status=active", "role=reviewer",
     "factor=with", "factor=without&region=northern"],
)  # fmt: skip
def test_what_a_choice_promises_is_what_it_shows(app: Flask, crowd: dict[str, str], query: str) -> None:
    client = PortalClient(app).sign_in_as("statewide-administrator")
    address = query.format(**crowd)
    kept = dict(pair.split("=") for pair in address.split("&"))

    promised = {
        (name, value): people for name, values in counts(client, address).items() for value, people in values.items()
    }

    shown = {
        (name, value): len(names(client, "&".join(f"{key}={one}" for key, one in (kept | {name: value}).items())))
        for name, value in promised
    }
    assert len(promised) > 0
    assert shown == promised


def test_a_person_belongs_to_the_region_of_the_county_and_to_those_of_roles(app: Flask, crowd: dict[str, str]) -> None:
    client = PortalClient(app).sign_in_as("statewide-administrator")

    northern, central = names(client, "region=northern&status=active"), names(client, "region=central")

    assert northern == ["Butte 0", "Butte 1", "Butte 2", "Fresno 1", "Northern Editor"]
    assert central == ["Fresno 0", "Fresno 1"]
    assert names(client, "region=atlantis") == []


def test_people_are_counted_and_named_no_further_than_one_looks_after_them(app: Flask, crowd: dict[str, str]) -> None:
    liaison = PortalClient(app).sign_in_as("county-liaison", county="Butte")
    regional = PortalClient(app).sign_in_as("regional-administrator", region="northern")

    of_liaison, of_region = counts(liaison), counts(regional)

    assert of_liaison == {
        "role": {"worker": 3, "county-liaison": 1},
        "status": {"active": 4, "closed": 1},
        "here": {"never": 4, "lately": 1},
        "factor": {"with": 1, "without": 4},
    }
    assert of_region["county"] == {crowd["Butte"]: 5, crowd["Tehama"]: 1, "none": 2}
    assert "central" not in of_region.get("region", {})
    assert (names(liaison, f"county={crowd['Fresno']}"), names(liaison, "q=fresno")) == ([], [])
    assert names(regional, "q=fresno") == ["Fresno 1"]


def test_a_word_may_stand_in_the_name_or_in_the_address_and_all_are_looked_for(app: Flask) -> None:
    client = PortalClient(app).sign_in_as("statewide-administrator")
    with app.app_context():
        make_person(name="Ana Flores", email="af@butte.example")
        make_person(name="Ana Flores", email="af@fresno.example")
        make_person(name="Rui Flores", email="rf@butte.example")

    found = [len(names(client, f"q={words}")) for words in ("flores", "flores+ana", "butte+ana+flores", "ana+zzz")]

    assert found == [3, 2, 1, 0]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("name", ["Abe", "Bea", "Cal"]),
        ("-name", ["Cal", "Bea", "Abe"]),
        ("county", ["Bea", "Abe", "Cal"]),
        ("-county", ["Abe", "Bea", "Cal"]),
        ("seen", ["Bea", "Cal", "Abe"]),
        ("-seen", ["Abe", "Cal", "Bea"]),
        ("since", ["Cal", "Abe", "Bea"]),
        ("-since", ["Bea", "Abe", "Cal"]),
        ("password_hash", ["Abe", "Bea", "Cal"]),
    ],
)
def test_the_list_is_ordered_as_its_address_says(app: Flask, order: str, expected: list[str]) -> None:
    client = PortalClient(app).sign_in_as("statewide-administrator")
    at = now()
    with app.app_context(), transaction():
        db.session.add_all(
            Account(
                name=name,
                email=f"{name.lower()}@order.example",
                created_at=at - timedelta(days=since),
                county_fips=fips_of(county) if county else None,
                seen_at=at - timedelta(days=seen) if seen else None,
            )
            for name, county, since, seen in (("Abe", "Fresno", 2, 1), ("Bea", "Butte", 1, 0), ("Cal", "", 3, 9))
        )

    found = names(client, f"q=order.example&order={order}")

    assert found == expected


def test_the_heads_of_columns_lead_to_orders_and_say_the_present_one(app: Flask) -> None:
    client = PortalClient(app).sign_in_as("statewide-administrator")

    page = client.get("/admin/people/?status=active&order=seen").get_data(as_text=True)

    head = '<th scope="col" role="columnheader"'
    assert f'{head} aria-sort="ascending"><a href="/admin/people/?status=active&amp;order=-seen">' in page
    assert f'{head}><a href="/admin/people/?status=active">Name</a>' in page
    assert page.count("aria-sort") == 1
