"""What belongs to a region is unseen elsewhere: a marker word in each region, looked for at every address.

A private marker begins with zqp, one that is for everyone with zqs; then come its kind and its region.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portal.features.accounts import services
from portal.features.accounts.models import RoleGrant
from portal.features.accounts.queries import get_account
from portal.features.accounts.rules import PORTAL_ITSELF
from portal.features.blog import services as blog
from portal.features.contacts import services as contacts
from portal.features.regions.models import Region
from portal.features.tools import services as tools
from portal.features.upkeep.queries import find_page
from portal.features.upkeep.rules import ABOVE
from portal.features.upkeep.services import read_note, write_note
from portal.features.worksheets import services as worksheets
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_plugins
from portal.plugin_host.contributions import WorksheetPart
from portal.plugin_host.models import PluginRecord
from tests.clients import PortalClient
from tests.factories import make_person
from tests.features import declaring
from tests.features.walking import walk

if TYPE_CHECKING:
    from flask import Flask

    from portal.plugin_host.contributions import Contribution

pytestmark = pytest.mark.both_databases

MARKER = re.compile(r"zq[ps](?:contact|tool|post|feed|worksheet|note)[a-z]+")
KINDS = ("contact", "tool", "post", "feed", "worksheet")
ALL_KINDS = (*KINDS, "note")
REGIONS = ("bay-area", "central", "los-angeles", "northern", "southern")
COUNTIES = {"bay-area": "Alameda", "central": "Fresno", "northern": "Butte", "southern": "San Diego"}
PRIVATE, SHARED = "zqp", "zqs"


def mark(kind: str, region: str, prefix: str = PRIVATE) -> str:
    return f"{prefix}{kind}{region.replace('-', '')}"


def marks(*regions: str, prefix: str = PRIVATE, kinds: tuple[str, ...] = ALL_KINDS) -> set[str]:
    return {mark(kind, region, prefix) for region in regions for kind in kinds}


def marked_records(region: str, prefix: str) -> list[Contribution]:
    """Return one item of each kind for a region, with its marker in every text of it."""
    contact, tool, post, feed, sheet = (mark(kind, region, prefix) for kind in KINDS)
    shared = prefix == SHARED
    key = "marked-shared" if shared else "marked"
    return [
        declaring.contact(
            key, contact, organisation=contact, what_for=contact, email=f"{contact}@a.example", address=contact,
            url=f"https://{contact}.example", hours=contact, for_everyone=shared,
        ),
        declaring.tool(
            key, tool, summary=tool, body=f"{tool} here.", owner=tool, topics=("marked", tool), for_everyone=shared
        ),
        declaring.post(
            key, post, deck=post, body=f"{post} here.", author=post, tags=("marked", post), for_everyone=shared
        ),
        declaring.feed(key, feed, url=f"https://{feed}.example", site=f"https://{feed}.example/", for_everyone=shared),
        declaring.worksheet(
            key, sheet, WorksheetPart(kind="scale", label=sheet, help=sheet, choices=(sheet, sheet)), summary=sheet,
            owner=sheet, for_everyone=shared,
        ),
    ]  # fmt: skip


@pytest.fixture
def marked(app: Flask) -> Flask:
    """Give the portal with nothing of the regions but a private and a shared item of each kind."""
    with app.app_context():
        author = make_person().id
    with app.app_context(), transaction():
        plugins = {row.id: row.plugin_id for row in db.session.scalars(select(Region))}
        assert tuple(sorted(plugins)) == REGIONS
        given = tuple(
            declaring.declared(
                plugin, *marked_records(region, PRIVATE), *marked_records(region, SHARED), regions=(region,)
            )
            for region, plugin in plugins.items()
        )
        for feature in (contacts, tools, worksheets, blog):
            feature.synchronise(given)
        page = find_page("scaling")
        for region in plugins:
            write_note(page, region, ABOVE, read_note(mark("note", region)), lead=("", ""), version=0, actor_id=author)
        blog.import_statewide_posts([])
    return app


def found_at(client: PortalClient, url: str) -> set[str]:
    """Return the markers anywhere in an answer: body, status line and headers."""
    answer = client.get(url)
    assert answer.status_code < 500, url
    return set(MARKER.findall(f"{answer.headers}\n{answer.get_data().decode(errors='replace')}"))


def people_of(app: Flask) -> dict[str, tuple[PortalClient, set[str]]]:
    """Return people by name, each with a client and the private markers they may see."""
    counties = {**COUNTIES, "two regions": "Ventura", "los-angeles": "Los Angeles"}
    allowed = {region: marks(region) for region in COUNTIES}
    allowed |= {"two regions": marks("central", "southern"), "los-angeles": marks("los-angeles", "southern")}
    people = {
        f"a worker of {place}": (PortalClient(app).sign_in_as("worker", county=county), allowed[place])
        for place, county in counties.items()
    }
    editor = PortalClient(app).sign_in_as("regional-editor", region="northern")
    return people | {
        "an editor of northern": (editor, marks("northern")),
        "a person of nowhere": (PortalClient(app).sign_in_as("operator"), set()),
        "a statewide administrator": (PortalClient(app).sign_in_as("statewide-administrator"), marks(*REGIONS)),
    }


@pytest.mark.timeout(400)  # one walk past everything; a busy machine takes its time
def test_a_regions_private_words_reach_its_own_people_and_nobody_else_at_any_address(marked: Flask) -> None:
    people = people_of(marked)
    urls = walk(marked)
    seen: dict[str, set[str]] = {name: set() for name in [*people, "a stranger"]}
    leaks: list[tuple[str, str, set[str]]] = []

    for url in urls:
        for name, (client, allowed) in people.items():
            found = found_at(client, url)
            seen[name] |= found
            leaks += [(name, url, strange)] if (strange := found & marks(*REGIONS) - allowed) else []
        for _ in range(2):  # the second answer comes ready made
            found = found_at(PortalClient(marked), url)
            seen["a stranger"] |= found
            leaks += [("a stranger", url, strange)] if (strange := found & marks(*REGIONS)) else []

    assert leaks == []
    assert {name: found & marks(*REGIONS) for name, found in seen.items()} == {
        name: allowed for name, (_, allowed) in people.items()
    } | {"a stranger": set()}
    open_kinds = ("contact", "tool", "post", "worksheet")
    for found in seen.values():
        assert marks(*REGIONS, prefix=SHARED, kinds=open_kinds) <= found


def test_what_a_region_shares_stands_at_the_places_made_for_it(marked: Flask) -> None:
    stranger = PortalClient(marked)

    found = {url: found_at(stranger, url) for url in (
        "/toolkit/regional-contacts/", "/toolkit/shared-tools/", "/blog/", "/blog/feed.xml", "/regions/northern/",
        "/regions/northern/tools/marked-shared", "/regions/northern/posts/marked-shared",
        "/regions/northern/worksheets/marked-shared",
    )}  # fmt: skip

    assert found == {
        "/toolkit/regional-contacts/": marks(*REGIONS, prefix=SHARED, kinds=("contact",)),
        "/toolkit/shared-tools/": marks(*REGIONS, prefix=SHARED, kinds=("tool",)),
        "/blog/": marks(*REGIONS, prefix=SHARED, kinds=("post",)),
        "/blog/feed.xml": marks(*REGIONS, prefix=SHARED, kinds=("post",)),
        "/regions/northern/": marks("northern", prefix=SHARED, kinds=("contact", "tool", "post", "worksheet")),
        "/regions/northern/worksheets/marked-shared": marks("northern", prefix=SHARED, kinds=("worksheet",)),
        "/regions/northern/tools/marked-shared": marks("northern", prefix=SHARED, kinds=("tool",)),
        "/regions/northern/posts/marked-shared": marks("northern", prefix=SHARED, kinds=("post",)),
    }


def test_a_private_item_answers_like_one_that_is_not_there(marked: Flask) -> None:
    stranger, worker = PortalClient(marked), PortalClient(marked).sign_in_as("worker", county="Fresno")

    for kind in ("tools", "posts", "worksheets"):
        for client in (stranger, worker):
            real, none = (client.get(f"/regions/northern/{kind}/{key}") for key in ("marked", "nothing"))
            said = [re.sub("marked|nothing", "…", f"{answer.status_code} {answer.get_data(as_text=True)}")
                    for answer in (real, none)]  # fmt: skip

            assert real.status_code == (303 if client is stranger else 404)
            assert re.sub(r'value="[^"]{40,}"', "", said[0]) == re.sub(r'value="[^"]{40,}"', "", said[1])


@pytest.mark.timeout(400)  # as above
def test_nothing_of_a_plugin_that_is_not_well_appears_to_anybody(marked: Flask) -> None:
    people = people_of(marked)
    urls = walk(marked)
    with marked.app_context(), transaction():
        db.session.execute(update(PluginRecord).where(PluginRecord.id == "northern").values(state="failed"))
        advance_plugins()
    readers = [PortalClient(marked), *(people[name][0] for name in (
        "a worker of northern", "an editor of northern", "a statewide administrator",
    ))]  # fmt: skip

    gone = marks("northern") | marks("northern", prefix=SHARED)
    seen = {url for url in urls for reader in readers if found_at(reader, url) & gone}

    assert seen <= {"/admin/plugins/northern"}  # what is kept of it, for who looks after plugins
    assert [reader.get("/regions/northern/").status_code for reader in readers] == [404] * 4
    assert found_at(readers[0], "/regions/southern/") == marks(
        "southern", prefix=SHARED, kinds=("contact", "tool", "post", "worksheet")
    )


def test_a_region_taken_from_a_person_is_unseen_at_the_next_request(marked: Flask) -> None:
    people = people_of(marked)
    editor, _ = people["an editor of northern"]
    before = found_at(editor, "/regions/northern/")
    with marked.app_context(), transaction():
        row = db.session.scalars(select(RoleGrant).where(RoleGrant.role == "regional-editor")).one()
        services.end_role(get_account(row.account_id), row.id, actor_id=row.account_id, giver=PORTAL_ITSELF)

    after = found_at(editor, "/regions/northern/")

    assert marks("northern", kinds=KINDS) <= before
    assert after & marks("northern") == set()
