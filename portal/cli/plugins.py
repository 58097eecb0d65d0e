"""See the plugins, and bring what they declare into the database."""

from __future__ import annotations

import click

from portal.cli.application import ready_application
from portal.cli.scaffolding import new
from portal.features.regions.queries import county_fips_by_name
from portal.foundation.transaction import transaction
from portal.plugin_host.activation import is_untouched, put_new_ones_on
from portal.plugin_host.host import get_host
from portal.plugin_host.standing import ON, list_standing
from portal.plugin_host.synchronising import inspect_all, synchronise


@click.group("plugins")
def group() -> None:
    """The plugins and packs of the regions: list, sync."""


group.add_command(new)


@group.command("list")
def show() -> None:
    """List every plugin, how it is, and what to do about those that are not well. Exit code 1 if any is not."""
    with ready_application():
        plugins = list_standing()
        for plugin in plugins:
            click.echo(f"{plugin.state:<13} {plugin.id:<31} {plugin.version:<10} {', '.join(plugin.regions)}")
            if plugin.reason:
                click.echo(f"              {plugin.reason} {plugin.remedy}".rstrip())
        if any(plugin.is_ill for plugin in plugins):
            raise SystemExit(1)


@group.command()
def sync() -> None:
    """Bring what the installed plugins declare into the database."""
    with ready_application():
        click.echo(f"Plugins: {bring_in_plugins()}")


def bring_in_plugins() -> str:
    """Bring in what the plugins declare; return how they are in words.

    Who sets the portal up accepts what is installed then; later a person switches on what is new.
    """
    host = get_host()
    inspection = inspect_all(host, county_fips_by_name())  # plugins' own code runs before anything is locked
    with transaction():
        if is_untouched():
            put_new_ones_on(inspection.loaded.values())
        synchronise(host, inspection)
    plugins = list_standing()
    well = [plugin.id for plugin in plugins if plugin.state == ON]
    told = f"{len(well)} on ({', '.join(well)})" if well else "none"
    for plugin in plugins:
        if plugin.state != ON:
            told += f"\n  {plugin.id} {plugin.state}: {plugin.reason} {plugin.remedy}".rstrip()
        elif plugin.reason:
            told += f"\n  {plugin.id}: {plugin.reason}"
    return told
