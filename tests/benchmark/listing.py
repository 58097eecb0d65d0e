"""What the list of people costs when there are 20,000: pages with filters, asked for by one client."""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from portal.cli.application import application
from portal.config import Settings
from portal.features.accounts.models import Account, RoleGrant
from portal.features.regions.queries import list_counties, list_regions
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from tests.benchmark.visits import body_of, serve, signed_in
from tests.browser.running import HOST, demo_portal, free_port, own_environment, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

PEOPLE, TIMES = 20_000, 15
FAY, LIST = "fay@statewide.example", "/admin/people/"
PAGES = {
    "List of 20,000 people": "",
    "List, by words": "?q=flores+1",
    "List, by role and status": "?role=worker&status=active",
    "List, by region": "?region={region}",
    "List, dormant first": "?here=dormant&order=seen",
    "List, by county and words": "?county={county}&q=ana",
}
FIRST = ("Ana", "Ben", "Cy", "Dee", "Eli", "Gus", "Hana", "Ines", "Kit", "Lou", "Mai", "Nat", "Ora", "Pia", "Quin")
LAST = ("Flores", "Okafor", "Tran", "Morales", "Hart", "Pappas", "Sato", "Duarte", "Novak", "Bennett", "Vang", "Osei")


@dataclass(frozen=True)
class Asked:
    """How long one client waits for a page, and for a bare page of its size; in milliseconds."""

    name: str
    measured: float
    against: float


def list_costs(folder: Path) -> Iterator[Asked]:
    """Fill a portal with people and ask for its list."""
    instance = folder / "people"
    with demo_portal(instance):
        pass
    county, region = fill(instance)
    env = own_environment(
        PORTAL_INSTANCE=str(instance), PORTAL_ENVIRONMENT="demo", PORTAL_REQUIRE_SECOND_FACTOR="false"
    )
    port, bare_port = free_port(), free_port()
    bare = [sys.executable, "-m", "tests.benchmark.bare", str(bare_port)]
    with (
        running(serve(port), port=port, log=folder / "list.log", env=env),
        running(bare, port=bare_port, log=folder / "list-bare.log", env=env, path="/page/1000"),
    ):
        cookie = signed_in(port, FAY)
        for name, query in PAGES.items():
            path = LIST + query.format(county=county, region=region)
            size = len(body_of(port, path, cookie))
            yield Asked(name, wait_for(port, path, cookie), wait_for(bare_port, f"/page/{size}", ""))


def wait_for(port: int, path: str, cookie: str) -> float:
    """Return how long one client waits for a page, in milliseconds: the median of some times."""
    connection, taken = HTTPConnection(HOST, port, timeout=30), []
    for _ in range(TIMES):
        begun = perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        answer.read()
        taken.append(perf_counter() - begun)
        if answer.status != 200:
            raise SystemExit(f"{path} answers {answer.status}")
    connection.close()
    return median(taken) * 1000


def fill(instance: Path) -> tuple[str, str]:
    """Make the people, each with a role; return a county and a region that have some."""
    chance = random.Random(58)  # noqa: S311 - the same people in every run, nothing secret
    with application(Settings(instance=instance, environment="demo")):
        counties, regions = [county.fips for county in list_counties()], [region.id for region in list_regions()]
        with transaction():
            db.session.execute(insert(Account), [person(number, counties, chance) for number in range(PEOPLE)])
            made = select(Account.id, Account.county_fips).where(Account.email.like("%@crowd.example"))
            roles = [role_of(row.id, row.county_fips, regions, chance) for row in db.session.execute(made)]
            db.session.execute(insert(RoleGrant), roles)
        return counties[0], regions[0]


def person(number: int, counties: list[str], chance: random.Random) -> dict[str, Any]:
    """Return a person: most of them active, some invited, some closed, some long away."""
    at, is_invited = now(), number % 9 == 0
    return {
        "name": f"{chance.choice(FIRST)} {chance.choice(LAST)} {number}",
        "email": f"person{number}@crowd.example",
        "created_at": at - timedelta(days=chance.randrange(900)),
        "county_fips": chance.choice(counties) if number % 50 else None,
        "password_hash": None if is_invited else "x" * 97,
        "closed_at": at if number % 17 == 0 else None,
        "seen_at": None if is_invited else at - timedelta(days=chance.randrange(400)),
    }


def role_of(account_id: int, fips: str | None, regions: list[str], chance: random.Random) -> dict[str, Any]:
    """Return a role: of the county, or of a region for who has none."""
    role = chance.choice(["worker"] * 9 + ["supervisor"]) if fips else "regional-editor"
    place = ("county", fips) if fips else ("region", chance.choice(regions))
    return {"account_id": account_id, "role": role, "scope": place[0], "key": place[1], "granted_at": now()}
