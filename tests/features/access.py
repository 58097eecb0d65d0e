"""The table of who gets which answer where: how it is read, asked and written.

After adding an address, write the table anew, and look at what changed as at any other change:

    python -m tests.features.write_access

An address that names something of a place has up to three rows: for what is of the askers' own county and region, of
another county in the same region, and of another region. A row that would ask for the very same thing is left out.
"""

from __future__ import annotations

import csv
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.accounts.models import RecoveryRequest
from portal.features.accounts.queries import get_account
from portal.features.authoring.models import PageChange
from portal.features.authoring.queries import find_page, live_content
from portal.features.blog.queries import list_latest_posts
from portal.features.directories.services import make_token
from portal.features.extensions.services.packs import upload
from portal.features.families.models import Film
from portal.features.paper.models import Recall
from portal.features.paper.queries import tool_codes
from portal.features.people import services as people
from portal.features.people.models import Deed, DeedPart, Transfer
from portal.features.people.queries import importer_of
from portal.features.people.services.yearly import open_check
from portal.features.saved.models import ReadingList
from portal.features.toolkits.models import Picture
from portal.features.toolkits.queries import picture_library
from portal.features.tools.queries import list_tools
from portal.features.worksheets.queries import list_worksheets
from portal.foundation.clock import now, today
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import Kept, advance_epoch, read_numbers
from portal.plugin_host.timing import Times
from tests.clients import TOKEN, PortalClient
from tests.factories import fips_of, make_domain, make_film, make_person, make_request
from tests.packs import addition
from tests.people_files import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy import Connection

    from portal.features.accounts.models import Account

TABLE = Path(__file__).with_name("access.csv")
WRITE = "PORTAL_TEST_WRITE_ACCESS"  # set by write_access
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
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
Row = tuple[str, str, str]
Table = dict[Row, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose thing is asked for, in the table's words, and the region and county it is of."""

    words: str
    region: str
    county: str


ANYBODY = "any"
OWN = Whose("own", "northern", "Butte")
PLACES = (OWN, Whose("other county", "northern", "Shasta"), Whose("other region", "southern", "San Diego"))


def read_table() -> Table:
    """Return the answers by method, address and whose thing it is."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        rows = [{key.strip(): value.strip() for key, value in row.items()} for row in csv.DictReader(stream)]
    table = {(row.pop("method"), row.pop("address"), row.pop("whose")): row for row in rows}
    assert len(table) == len(rows), "a row stands in the table twice"
    return table


def write_table(table: Table) -> None:
    """Write the table with columns one can read down."""
    names = ["method", "address", "whose", "stranger", *PEOPLE]
    order = [ANYBODY, *(place.words for place in PLACES)]
    rows = sorted(table, key=lambda row: (row[1], row[0], order.index(row[2])))
    lines = [names, *([*row, *(table[row][name] for name in names[3:])] for row in rows)]
    widths = [max(len(line[number]) for line in lines) for number in range(len(names))]
    text = "".join(
        ", ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n" for line in lines
    )
    TABLE.write_text(text, encoding="utf-8")


def values_for(app: Flask, whose: Whose, pack_id: int) -> dict[str, object]:
    """Return what stands for each part of an address when something of a place is asked for."""
    region = whose.region
    with app.app_context():
        tool = next(tool for tool in list_tools(region) if not tool.for_everyone)
        sheet = next(sheet for sheet in list_worksheets(region) if not sheet.for_everyone)
        post = next(post for post in list_latest_posts(region) if post.region and not post.for_everyone)
        person = make_person("worker", county=whose.county, password=None)
        offered = offer_to(whose)
        with transaction():
            directory, _ = make_token(county_fips=fips_of(whose.county), name="Staff", actor_id=person.id)
            open_check(fips_of(whose.county), today().year)
        with transaction():
            recovery = RecoveryRequest(account_id=person.id, asked_at=now())
            db.session.add(recovery)
        film = db.session.scalars(select(Film)).first() or make_film()
        return {
            "film_id": film.id, "films.key": film.key,
            "region_id": region, "plugin_id": region, "where": region, "fips": fips_of(whose.county),
            "version_id": pack_id, "place": "any", "page": "tools/",
            "deed_id": asked_for(person), "import_id": staged_file(whose.county), "row_id": 1,
            "account_id": person.id, "grant_id": get_account(person.id).grants[0].id,
            "transfer_id": offered.id, "token_id": directory.id,
            "request_id": make_request(whose.county).id, "domain_id": make_domain(whose.county).id,
            "people.name": "invitations", "state": "off", "identity_id": 0,
            "tools.key": tool.id, "blog.key": post.id, "worksheets.key": sheet.id,
            "authoring.key": make_picture(person), "saved.key": tool.id, "answers.key": tool.id,
            "list_key": make_list(whose),
            "kind": "tools", "plugins.key": tool.id, "upkeep.key": tool.id,
            "event_id": 1, "job": "none", "passkey_id": 1,
            "recovery_id": recovery.id, "change_id": asked_change(person), "number": 1,
            "session_id": 0, "token": "none", "name": "portal.css", "slug": "scaling",
            "paper.key": tool.id, "code": tool_codes(region)[tool.id].code, "recall_id": recall_asked(person).id,
            "section_slug": "direct-practice", "families.slug": "our-safety-plan", "language": "es",
            "spot": "after-text", "rest": "nowhere", "mark": "none", "path": "none.css",
        }  # fmt: skip


def make_picture(person: Account) -> str:
    """Save a picture of the library, without its file, unless there is one; return its key."""
    key = "picture234"
    if key in picture_library():
        return key
    words = {"title": "A picture", "alternative": "What it shows", "credit": "Drawn here"}
    measures = {"width": 4, "height": 3, "size": 9}
    with transaction():
        db.session.add(
            Picture(key=key, kind="png", digest=key, added_at=now(), added_by_id=person.id, **words, **measures)
        )
        advance_epoch()
    return key


def make_list(whose: Whose) -> str:
    """Save a reading list that somebody of a county shares with it; return its key."""
    owner, key = make_person("worker", county=whose.county, password=None), whose.county.replace(" ", "-")
    with transaction():
        db.session.add(
            ReadingList(
                key=key, account_id=owner.id, title="To read", note="", changed_at=now(), reach="county",
                reach_key=fips_of(whose.county),
            )
        )  # fmt: skip
    return key


def asked_change(author: Account) -> int:
    """Return the number of a change that waits for its review, the same one for every place."""
    known = db.session.scalar(select(PageChange.id))
    if known:
        return known
    page = find_page("scaling")
    with transaction():
        change = PageChange(
            page_id=page.id,
            deed="publish",
            content=live_content(page) or {},
            note="To try it.",
            based_on=page.revision_number,
            author_id=author.id,
            asked_at=now(),
            state="review",
        )
        db.session.add(change)
    return change.id


def asked_for(person: Account) -> int:
    """Return the number of an action on a person that somebody else has confirmed."""
    asker = make_person("county-liaison", county="Butte")
    with transaction():
        deed = Deed(kind="invite", actor_id=asker.id, asked_at=now(), confirmed_at=now())
        db.session.add(deed)
        db.session.flush()
        db.session.add(DeedPart(deed_id=deed.id, account_id=person.id))
    return deed.id


def recall_asked(person: Account) -> Recall:
    """Save a recall that a person has asked for."""
    recall = Recall(title="Sheet", reason="Wrong", is_urgent=False, asked_by_id=person.id, asked_at=now(), key="none")
    with transaction():
        db.session.add(recall)
    return recall


def offer_to(whose: Whose) -> Transfer:
    """Save a person of a third county on offer to a county."""
    asker, person = make_person("county-liaison", county="Fresno"), make_person("worker", county="Fresno")
    offered = Transfer(
        email=person.email,
        to_fips=fips_of(whose.county),
        is_offer=True,
        asked_by_id=asker.id,
        asked_at=now(),
        from_fips=person.county_fips,
        account_id=person.id,
    )
    with transaction():
        db.session.add(offered)
    return offered


def staged_file(county: str) -> int:
    """Return a new file of people of a county that the terminal brought in."""
    importer = importer_of(None)
    examined = people.examine(written([("New Person", f"new@{fips_of(county)}.example", county, "")]), importer)
    with transaction():
        return people.stage(examined, file_name="people.csv", importer=importer).id


def addresses_of(app: Flask) -> dict[Row, str]:
    """Return every row there has to be with the address it asks for."""
    with app.app_context():
        packs = {region: upload(addition(region=region), actor_id=None).id for region in ("northern", "southern")}
    values = {place: values_for(app, place, packs[place.region]) for place in PLACES}
    found: dict[Row, str] = {}
    for rule in app.url_map.iter_rules():
        feature = rule.endpoint.partition(".")[0]
        urls: dict[str, str] = {}
        for place in PLACES:
            given = {name: values[place].get(f"{feature}.{name}", values[place].get(name)) for name in rule.arguments}
            if rule.rule == "/blog/<key>":
                given["key"] = "scales-with-both-ends"
            assert None not in given.values(), f"values_for has nothing for a part of {rule.rule}"
            urls.setdefault(app.url_map.bind("localhost").build(rule.endpoint, given, method=None), place.words)
        for url, words in urls.items():
            for method in METHODS & (rule.methods or set()):
                found[method, rule.rule, words if len(urls) > 1 else ANYBODY] = url
    return found


def clients_for(app: Flask) -> dict[str, PortalClient]:
    """Give a client for everybody in the table."""
    signed_in = {name: PortalClient(app).sign_in_as(role, **place) for name, (role, place) in PEOPLE.items()}
    return {"stranger": PortalClient(app)} | signed_in


def proof_for(client: PortalClient) -> dict[str, str]:
    """Return the proof with which a client's forms are sent."""
    proof = TOKEN.search(client.http.get("/sign-in", follow_redirects=True).get_data(as_text=True))
    return {"csrf_token": proof[1]} if proof else {}


def ask(client: PortalClient, method: str, url: str, fields: dict[str, str]) -> str:
    """Return how a request is answered, in the table's words."""
    response = client.http.open(url, method=method, data=None if method == "GET" else fields)
    response.close()
    if response.status_code == 303 and (response.location or "").startswith("/sign-in"):
        return "sign-in"
    return str(response.status_code)


@contextmanager
def undone(app: Flask, connection: Connection, client: PortalClient) -> Iterator[None]:
    """Undo what a request changes, so that every answer is that of the same portal."""
    host, cookies = app.extensions["portal.plugins"], dict(client.http._cookies or {})
    registry, before, change = host.registry, read_numbers(connection), connection.begin_nested()
    yield
    moved = read_numbers(connection) != before
    change.rollback()
    client.http._cookies = cookies
    if moved:  # what was read meanwhile is kept under numbers that will come again
        host.registry, host.trouble, host.times = registry, "", Times()
        for name in [name for name, store in app.extensions.items() if isinstance(store, Kept)]:
            del app.extensions[name]


def ask_everybody(app: Flask, connection: Connection) -> Table:
    """Return the answers of the running portal, row by row."""
    clients, rows = clients_for(app), addresses_of(app)
    proofs = {name: proof_for(client) for name, client in clients.items()}
    found: Table = {}
    for method, rule, whose in sorted(rows):
        url, answers = rows[method, rule, whose], found.setdefault((method, rule, whose), {})
        for name, client in clients.items():
            if method == "GET":
                answers[name] = ask(client, method, url, {})
            else:
                with undone(app, connection, client):
                    answers[name] = ask(client, method, url, proofs[name])
    return found
