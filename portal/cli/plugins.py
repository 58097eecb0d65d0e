"""See the plugins, and bring what they declare into the database."""

from __future__ import annotations

import click

from portal.cli.application import ready_application
from portal.features.admin.queries import list_plugins
from portal.features.regions.queries import county_fips_by_name
from portal.foundation.transaction import transaction
from portal.plugin_host.host import get_host


@click.group("plugins")
def group() -> None:
    """The plugins and packs of the regions: list, sync."""


@group.command("list")
def show() -> None:
    """List every plugin, how it is, and what to do about those that are not well. Exit code 1 if any is not."""
    with ready_application():
        records = list_plugins()
        for record in records:
            click.echo(f"{record.state:<13} {record.id:<31} {record.version:<10} {', '.join(record.regions)}")
            if record.reason:
                click.echo(f"              {record.reason} {record.remedy}".rstrip())
        if any(record.state != "on" for record in records):
            raise SystemExit(1)


@group.command()
def sync() -> None:
    """Bring what the installed plugins declare into the database."""
    with ready_application():
        click.echo(f"Plugins: {bring_in_plugins()}")


def bring_in_plugins() -> str:
    """Bring in what the plugins declare; return how they are in words."""
    with transaction():
        get_host().synchronise(county_fips_by_name())
    records = list_plugins()
    well = [record.id for record in records if record.state == "on"]
    told = f"{len(well)} on ({', '.join(well)})" if well else "none"
    for record in records:
        if record.state != "on":
            told += f"\n  {record.id} {record.state}: {record.reason} {record.remedy}".rstrip()
        elif record.reason:
            told += f"\n  {record.id}: {record.reason}"
    return told
