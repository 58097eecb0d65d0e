"""Check, compare, apply, undo and give out packs at the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal.cli.application import ready_application
from portal.features.extensions.services import applying, holdings, packs
from portal.features.extensions.services.differences import Difference, difference
from portal.foundation.errors import NotFound
from portal.plugin_host.starters import zip_folder
from portal.plugin_host.unpacking import APPLIED

if TYPE_CHECKING:
    from portal.plugin_host.models import PackVersion

SIGNS = {"added": "+", "changed": "~", "removed": "-", "kept": "=", "hidden": "="}
PACK = click.Path(exists=True, path_type=Path)


@click.group("pack")
def group() -> None:
    """Packs: validate, diff, apply, undo, export, list. A PACK is a zip file or a folder."""


@group.command()
@click.argument("pack", type=PACK)
def validate(pack: Path) -> None:
    """Check a pack whole and tell every fault with its file and line. Exit code 1 if there is any."""
    with ready_application():
        found = packs.check(read(pack))
        click.echo(f"{found.id} {found.version} for {found.region_id} is in order.")


@group.command()
@click.argument("pack", type=PACK)
def diff(pack: Path) -> None:
    """Say what a pack would change in its region, item by item; change nothing."""
    with ready_application():
        data = read(pack)
        region_id = packs.check(data).region_id
        with packs.opened_zip(data) as plugin:
            packs.refuse_unfit(plugin)
            tell(difference(plugin, region_id))


@group.command()
@click.argument("pack", type=PACK)
def apply(pack: Path) -> None:
    """Apply a pack to its region, whole or not at all."""
    with ready_application():
        version = packs.upload(read(pack), actor_id=None)
        applying.apply(version, actor_id=None)
        click.echo(f"{version.plugin_id} {version.version} is applied to {version.region_id} (number {version.id}).")


@group.command()
@click.argument("plugin_id")
@click.option("--overwrite", is_flag=True, help="Also where people edited since what the pack wrote.")
def undo(plugin_id: str, *, overwrite: bool) -> None:
    """Bring a region back to how it was before a pack was applied, for 30 days."""
    with ready_application():
        applied = (one for one in packs.list_versions() if one.plugin_id == plugin_id and one.state == APPLIED)
        version = next(applied, None)
        if version is None:
            raise NotFound(f"There is no applied pack “{plugin_id}”.")
        applying.undo(version, actor_id=None, overwrites=overwrite)
        click.echo(f"{version.plugin_id} {version.version} is undone: {version.region_id} is as it was before.")


@group.command()
@click.argument("region_id")
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
def export(region_id: str, target: Path | None) -> None:
    """Write a region's current content as a pack."""
    with ready_application():
        name, data = holdings.export(region_id)
        file = target or Path(name)
        file.write_bytes(data)
        click.echo(f"{file}: {len(data):,} bytes.")


@group.command("list")
def show() -> None:
    """List the packs that were uploaded, newest first."""
    with ready_application():
        for version in packs.list_versions():
            click.echo(line_of(version))


def line_of(version: PackVersion) -> str:
    """Return one line about an uploaded pack."""
    when = version.applied_at or version.uploaded_at
    return f"{version.state:<9} {version.plugin_id:<31} {version.version:<10} {version.region_id}  {when:%Y-%m-%d}"


def read(pack: Path) -> bytes:
    """Return a pack's zip; a folder is packed first."""
    return zip_folder(pack) if pack.is_dir() else pack.read_bytes()


def tell(found: Difference) -> None:
    """Print what changes, a line an item and a line a field."""
    for item in found.items:
        click.echo(f"{SIGNS[item.change]} {item.noun} “{item.title}” {item.change}")
        for field in item.fields:
            lines = field.lines or (("-", field.before), ("+", field.after))
            for sign, words in lines:
                click.echo(f"    {field.label}: {sign} {words}")
        if item.kept:
            click.echo(f"    stays as edited here: {', '.join(item.kept)}")
    click.echo(f"{len(found.items)} changes, {found.unchanged} unchanged. {found.remarks}".rstrip())
