"""Create accounts, grant roles and list people from the terminal."""

from __future__ import annotations

import click

from portal.cli.application import ready_application
from portal.cli.importing import export_people, import_people
from portal.cli.places import county_fips
from portal.features.accounts import posting, queries, services
from portal.features.accounts.rules import PORTAL_ITSELF, ROLE_LABELS, Grant, Role, Scope
from portal.features.people.queries import Wanted, select_people, status_of
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Invalid
from portal.foundation.transaction import transaction


@click.group("account")
def group() -> None:
    """People: create, grant, list, import, export."""


group.add_command(import_people)
group.add_command(export_people)


@group.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--county", help="The county's name, such as Butte.")
@click.option("--admin", is_flag=True, help="Make the person a statewide administrator.")
def create(email: str, name: str, county: str | None, *, admin: bool) -> None:
    """Create an account for EMAIL and print the one-time link with which its owner sets a password."""
    with ready_application():
        with transaction():
            account = services.create_account(
                name=name, email=email, county_fips=county_fips(county) if county else None, actor_id=None
            )
            if admin:
                grant = Grant(Role.STATEWIDE_ADMINISTRATOR, Scope.STATE)
                services.grant_role(account, grant, actor_id=None, giver=PORTAL_ITSELF)
            token, expires_at = services.make_join_link(account, actor_id=None)
        click.echo(f"Created {account.email}. Pass on this link; it works once, until {expires_at:%Y-%m-%d %H:%M} UTC:")
        click.echo(posting.join_address(token))


@group.command("grant")
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--county", help="For a county role: the county's name.")
@click.option("--region", help="For a regional role: the region's key.")
def grant_role(email: str, role: str, county: str | None, region: str | None) -> None:
    """Grant ROLE to the person with EMAIL, for a county, a region or (with neither) the whole state."""
    with ready_application():
        if county and region:
            raise Invalid("A role is granted for a county or a region, not both.")
        if county:
            grant = Grant(Role(role), Scope.COUNTY, county_fips(county))
        elif region:
            grant = Grant(Role(role), Scope.REGION, region)
        else:
            grant = Grant(Role(role), Scope.STATE)
        found = queries.find_account_by_email(email)
        if found is None:
            raise Invalid(f"Nobody here has the mail address {email}.")
        with transaction():
            services.grant_role(queries.get_account(found.id), grant, actor_id=None, giver=PORTAL_ITSELF)
        click.echo(f"{found.email} is now {ROLE_LABELS[grant.role]}: {queries.scope_label(grant)}.")


@group.command("list")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="Only people with this role.")
def list_people(role: str | None) -> None:
    """List people with their roles, one a line, tabs between the columns."""
    with ready_application():
        statement = select_people(Wanted(role=role or "", dormant_before=now()), None)
        for account in db.session.scalars(statement).unique():
            grants = [queries.grant_of(row) for row in account.grants]
            roles = "; ".join(f"{grant.role.value} ({queries.scope_label(grant)})" for grant in grants)
            county = account.county.name if account.county else "-"
            click.echo("\t".join((account.email, account.name, county, status_of(account)[0], roles or "-")))
