"""Fill an instance with demo people and serve it on this machine only."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click
from sqlalchemy import inspect, select

from portal.cli.application import application
from portal.cli.database import make_folder, prepare
from portal.cli.demo_films import fill_films
from portal.cli.demo_pictures import fill_pictures
from portal.cli.demo_recalls import fill_recalls
from portal.cli.demo_saved import fill_saved
from portal.cli.demo_upkeep import fill_upkeep
from portal.cli.demo_writing import fill_writing
from portal.cli.serve import load_with, run
from portal.config import instance_folder
from portal.features.accounts.models import Account
from portal.features.accounts.passwords import hash_password
from portal.features.accounts.queries import count_accounts, find_account_by_email
from portal.features.accounts.rules import PORTAL_ITSELF, ROLE_LABELS, Grant, Role, Scope
from portal.features.accounts.services import create_account, grant_role
from portal.features.regions.queries import find_region, list_counties
from portal.foundation.database import db
from portal.foundation.errors import StartRefused
from portal.foundation.transaction import transaction

if TYPE_CHECKING:
    from portal.config import Settings

PASSWORD = "orchard lantern river demo"  # noqa: S105 - printed in the manual; production refuses these accounts
LISTENS_ON, NAME = "127.0.0.1", "localhost"  # passkeys need a name in the address; the server takes a number
PIA = "pia@statewide.example"
NOTES_BY = "dee@central.example"  # who writes the notes of a region
DemoPerson = tuple[str, str, str | None, Role, str]

# name, mail address, county, role, and for which region a regional role is. All invented; most are the people of the
# acceptance journeys. Regions are named here by key as data: a person whose region is not installed gets no role.
PEOPLE: tuple[DemoPerson, ...] = (
    ("Ana Flores", "ana@butte.example", "Butte", Role.WORKER, ""),
    ("Ben Okafor", "ben@fresno.example", "Fresno", Role.WORKER, ""),
    ("Cy Tran", "cy@san-diego.example", "San Diego", Role.SUPERVISOR, ""),
    ("Dee Morales", "dee@central.example", None, Role.REGIONAL_EDITOR, "Fresno"),
    ("Eli Hart", "eli@northern.example", None, Role.REVIEWER, "Butte"),
    ("Fay Lindgren", "fay@statewide.example", None, Role.STATEWIDE_ADMINISTRATOR, ""),
    ("Gus Pappas", "gus@placer.example", "Placer", Role.COUNTY_LIAISON, ""),
    ("Hana Sato", "hana@ventura.example", "Ventura", Role.WORKER, ""),
    ("Ines Duarte", "ines@alameda.example", "Alameda", Role.SUPERVISOR, ""),
    ("Jo Reyes", "jo@los-angeles.example", "Los Angeles", Role.WORKER, ""),
    ("Kit Novak", "kit@imperial.example", "Imperial", Role.COUNTY_LIAISON, ""),
    ("Lou Bennett", "lou@bay-area.example", None, Role.REGIONAL_EDITOR, "Alameda"),
    ("Mai Vang", "mai@southern.example", None, Role.REVIEWER, "San Diego"),
    ("Nat Osei", "nat@northern.example", None, Role.REGIONAL_ADMINISTRATOR, "Butte"),
    ("Ora Whitfield", "ora@bay-area.example", None, Role.REGIONAL_ADMINISTRATOR, "Alameda"),
    ("Pia Castellano", PIA, None, Role.STATEWIDE_EDITOR, ""),
    ("Quin Abara", "quin@statewide.example", None, Role.OPERATOR, ""),
)


@click.command()
@click.option("--host", help="A loopback address to listen on, in place of localhost (127.0.0.1).")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
def demo(host: str | None, port: int) -> None:
    """Bring up the portal with demo people on this machine. Quick and harmless when run again."""
    os.environ["PORTAL_ENVIRONMENT"] = "demo"
    make_folder(instance_folder())
    is_asked = "PORTAL_REQUIRE_SECOND_FACTOR" in os.environ
    settings = load_with(
        host=host or LISTENS_ON,
        port=port,
        base_url=None if host or "PORTAL_BASE_URL" in os.environ else f"http://{NAME}:{port}",
        require_second_factor=None if is_asked else False,
    )
    refuse_real_people(settings)
    prepare(settings)
    with application(settings):
        fill_people()
        fill_films(PIA)
        fill_upkeep(NOTES_BY)
        fill_pictures()
        fill_recalls()
        fill_writing()
        fill_saved(NOTES_BY)
        show_people(settings.public_url)
        if not settings.require_second_factor:
            click.echo("Only in the demo: administrators need no second method, so that this password does.\n")
    run(settings)


def refuse_real_people(settings: Settings) -> None:
    """Refuse a database that is in real use: demo people, whose password is known, have no business there."""
    with application(settings):
        if not inspect(db.engine).has_table(Account.__tablename__):
            return
        real, invented = count_accounts(is_demo=False), count_accounts(is_demo=True)
    if real and not invented:
        raise StartRefused(
            "PORTAL_INSTANCE: this instance holds real accounts; name another folder for the demo to fill."
        )


def fill_people() -> None:
    """Create the demo people that are not there yet."""
    counties = {county.name: county for county in list_counties()}
    with transaction():
        known = set(db.session.scalars(select(Account.email)))
        password_hash = ""
        for name, email, county_name, role, place in PEOPLE:
            if email in known:
                continue
            county = counties[county_name] if county_name else None
            account = create_account(
                name=name, email=email, county_fips=county.fips if county else None, actor_id=None, is_demo=True
            )
            password_hash = password_hash or hash_password(PASSWORD)
            account.password_hash = password_hash
            main = counties[place].main if place else None
            if county:
                grant = Grant(role, Scope.COUNTY, county.fips)
            elif main and find_region(main.id):
                grant = Grant(role, Scope.REGION, main.id)
            elif not place:
                grant = Grant(role, Scope.STATE)
            else:
                continue
            grant_role(account, grant, actor_id=None, giver=PORTAL_ITSELF)


def show_people(address: str) -> None:
    """Print the address and how to sign in."""
    click.echo(f"\nDemo sign-ins at {address}/sign-in (password for all: {PASSWORD})")
    for name, email, county_name, role, place in PEOPLE:
        account = find_account_by_email(email)
        if account is not None:
            where = (
                f"{county_name} County" if county_name else (f"the region of {place} County" if place else "statewide")
            )
            click.echo(f"  {email:<24} {name}, {ROLE_LABELS[role]}, {where}")
    click.echo("")
