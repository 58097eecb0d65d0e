"""See the plugins, try them, bring them in, switch them, and take them out again."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import select

from portal.cli.application import ready_application
from portal.cli.reference import reference
from portal.cli.scaffolding import new
from portal.cli.trying import Trial, find_at, is_path, try_out
from portal.features.extensions.services import migrating, switching, uninstalling
from portal.features.extensions.services.upgrading import bring_in
from portal.features.regions.queries import county_fips_by_name
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.plugin_host.host import get_host
from portal.plugin_host.models import PluginRecord
from portal.plugin_host.standing import ON, SAFE, Standing, list_standing

SHOWN_FACTS = (
    ("description", "About"), ("kind", "Kind"), ("scope", "Scope"), ("api", "API"), ("regions", "May be on in"),
    ("needs", "Needs of the portal"), ("depends", "Needs beside it"), ("conflicts", "Not beside"),
    ("capabilities", "May"), ("personal_data", "Personal data"), ("contact", "Contact"), ("homepage", "Home page"),
)  # fmt: skip
region_option = click.option("--region", required=True, help="The region's key, such as it stands in addresses.")


@click.group("plugins")
def group() -> None:
    """The plugins and packs of the regions: begin, see, try, bring in, switch, migrate, uninstall.

    Exit codes: 0 done or well, 1 refused or ill, 2 wrongly called.
    """


group.add_command(new)
group.add_command(reference)


@group.command("list")
def show() -> None:
    """List every plugin, how it is, and what to do about those that are not well. Exit code 1 if any is not."""
    with ready_application():
        plugins = list_standing()
        for plugin in plugins:
            click.echo(f"{plugin.state:<15} {plugin.id:<31} {plugin.version:<10} {', '.join(plugin.regions)}".rstrip())
            if plugin.reason:
                click.echo(f"                {plugin.reason} {plugin.remedy}".rstrip())
        if any(plugin.is_ill for plugin in plugins):
            raise SystemExit(1)


@group.command()
@click.argument("plugin")
def inspect(plugin: str) -> None:
    """Show what a plugin says of itself, by its id or a folder or zip; nothing of it is run.

    Exit code 1 if it is ill.
    """
    with ready_application():
        if is_path(plugin):
            with find_at(Path(plugin)) as found:
                state, reason, remedy = found.state, found.reason, found.remedy
                facts = vars_of(found.manifest)
                told = [("Id", found.id), ("Version", str(facts.get("version", "")))]
        else:
            one = standing_of(plugin)
            state, reason, remedy, facts = one.state, one.reason, one.remedy, one.facts
            told = [("Id", one.id), ("Name", one.name), ("Version", one.version), ("On in", ", ".join(one.regions))]
        told += [("State", state), ("What happened", reason), ("What to do", remedy)]
        told += [(label, in_words(facts.get(key))) for key, label in SHOWN_FACTS]
        for label, value in told:
            if value:
                click.echo(f"{label + ':':<21} {value}")
        if state not in {ON, "found", "off", "missing", SAFE}:
            raise SystemExit(1)


def vars_of(manifest: object) -> dict[str, object]:
    """Return what a manifest says, by key."""
    return {key: getattr(manifest, key) for key, _ in (*SHOWN_FACTS, ("version", ""))} if manifest else {}


def in_words(value: object) -> str:
    """Return a fact as one text."""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")


def standing_of(plugin_id: str) -> Standing:
    """Return how a plugin stands."""
    for one in list_standing():
        if one.id == plugin_id:
            return one
    raise NotFound(f"There is no plugin “{plugin_id}”.")


@group.command()
@click.argument("plugin", required=False)
@click.option("--all", "is_all", is_flag=True, help="Try every plugin that is installed.")
def check(plugin: str | None, *, is_all: bool) -> None:
    """Try a plugin in a process of its own: by its id, or a folder or zip that need not be installed.

    Exit code 1 if any is ill. Nothing is brought in or changed.
    """
    if is_all == bool(plugin):
        raise click.UsageError("Name a plugin, a folder or a zip, or give --all.")
    with ready_application():
        counties = county_fips_by_name()
        if plugin and is_path(plugin):
            with find_at(Path(plugin)) as found:
                trials = [try_out(found, counties, is_installed=False)]
        else:
            there = get_host().find()
            if plugin and plugin not in there:
                raise NotFound(f"There is no plugin “{plugin}” installed, and no folder or zip of that name.")
            trials = []
            for one in there.values() if is_all else [there[str(plugin)]]:
                click.echo(f"Trying {one.id} …", err=True)
                trials.append(try_out(one, counties))
    for trial in trials:
        tell_of(trial)
    if not all(trial.is_well for trial in trials):
        raise SystemExit(1)


def tell_of(trial: Trial) -> None:
    """Print how a trial went: every fault on a line of its own."""
    click.echo(f"{'well' if trial.is_well else 'ill':<6} {trial.plugin_id} {trial.version}".rstrip())
    for line in trial.faults:
        click.echo(f"       {line}")
    if trial.remedy:
        click.echo(f"       {trial.remedy}")
    if trial.trace:
        click.echo(trial.trace, err=True)


@group.command()
@click.argument("plugin")
@region_option
def enable(plugin: str, region: str) -> None:
    """Switch a plugin on for a region. Every worker follows at its next request; nothing is restarted."""
    with ready_application():
        changed = switching.switch_on(plugin, region, actor_id=None)
        click.echo(f"{plugin} is on in {region}." if changed else f"{plugin} was on in {region} already.")


@group.command()
@click.argument("plugin")
@region_option
def disable(plugin: str, region: str) -> None:
    """Switch a plugin off for a region. What it brought in is hidden, and nothing of it is deleted."""
    with ready_application():
        changed = switching.switch_off(plugin, region, actor_id=None)
        click.echo(f"{plugin} is off in {region}." if changed else f"{plugin} was off in {region} already.")


@group.command()
@click.argument("plugin")
def allow(plugin: str) -> None:
    """Let a plugin be loaded that was kept out, and bring in what it declares."""
    with ready_application():
        switching.allow(plugin, is_allowed=True, actor_id=None)
        click.echo(f"Plugins: {bring_in_plugins()}")


@group.command("keep-out")
@click.argument("plugin")
def keep_out(plugin: str) -> None:
    """Keep a plugin from being imported at all, in every region; where it is on is remembered."""
    with ready_application():
        switching.allow(plugin, is_allowed=False, actor_id=None)
        click.echo(f"{plugin} is kept out. What is already in a worker's memory is called no more.")


@group.command()
@click.option("--dry-run", is_flag=True, help="Only tell what there is; write nothing.")
def sync(*, dry_run: bool) -> None:
    """Bring what the installed plugins declare into the database. Running workers follow at their next request."""
    with ready_application():
        click.echo(f"Plugins: {look_only() if dry_run else bring_in_plugins()}")


@group.command()
@click.argument("plugin", required=False)
@click.option("--dry-run", is_flag=True, help="Only tell which steps wait.")
@click.option("--undo", is_flag=True, help="Undo the newest step of one plugin; what that step made is lost.")
def migrate(plugin: str | None, *, dry_run: bool, undo: bool) -> None:
    """Take the steps of plugins' own tables that wait, of every plugin or of one, and bring the plugins in."""
    if undo and not plugin:
        raise click.UsageError("Name the plugin whose newest step is to be undone.")
    with ready_application():
        for one in migrating.list_waiting(plugin or ""):
            if undo:
                step = "" if dry_run else migrating.undo(one.plugin, actor_id=None)
                click.echo(f"{one.plugin.id}: {step or 'nothing'} undone")
            else:
                take_steps(one, dry_run=dry_run)
        if not dry_run:
            click.echo(f"Plugins: {bring_in_plugins()}")


def take_steps(one: migrating.Waiting, *, dry_run: bool) -> None:
    """Take the steps of one plugin, or tell which there are."""
    if one.fault:
        raise SystemExit(f"{one.plugin.id}: {one.fault}")
    if not one.steps:
        click.echo(f"{one.plugin.id}: nothing to do")
    elif dry_run:
        click.echo(f"{one.plugin.id}: {', '.join(one.steps)}")
    else:
        migrating.migrate(one.plugin, actor_id=None, tell=lambda step: click.echo(f"{one.plugin.id}: {step} …"))


@group.command()
@click.argument("plugin")
@click.option(
    "--mode", type=click.Choice(uninstalling.MODES), required=True, help="Keep what it left, or erase it all."
)
@click.option("--yes-i-mean", "confirmation", default="", help="The plugin's id once more, to confirm erasing.")
@click.option("--override", is_flag=True, help="Uninstall although something stands against it.")
def uninstall(plugin: str, mode: str, confirmation: str, *, override: bool) -> None:
    """Take a plugin out of use in every region. Its code is removed with pip, before or after."""
    with ready_application():
        there = uninstalling.uninstall(
            plugin, mode=mode, confirmation=confirmation, is_overriding=override, actor_id=None
        )
        if mode == uninstalling.ERASE:
            click.echo(f"{plugin} is erased: {there.rows} rows and {len(there.tables)} tables of its own.")
        else:
            click.echo(f"{plugin} is off everywhere; its {there.rows} rows and {len(there.tables)} tables are kept.")


def bring_in_plugins() -> str:
    """Bring in what the plugins declare; return how they are in words."""
    bring_in()
    return in_short(list_standing())


def look_only() -> str:
    """Return how plugins would be, as far as can be told without running anything of theirs or writing."""
    known, there = {one.id: one for one in list_standing()}, get_host().find()
    brought_in = set(db.session.scalars(select(PluginRecord.id)))
    lines = [f"{len(there)} installed"]
    for plugin_id, found in there.items():
        version = found.manifest.version if found.manifest else ""
        before = known[plugin_id]
        if plugin_id not in brought_in:
            lines.append(f"{plugin_id} {version} is new")
        elif before.version != version:
            lines.append(f"{plugin_id} goes from {before.version or 'nothing'} to {version or found.state}")
        elif before.state == "waiting":
            lines.append(f"{plugin_id} {version} has changed files")
    lines += [f"{plugin_id} is no longer here" for plugin_id in sorted(brought_in) if plugin_id not in there]
    return "\n  ".join(lines)


def in_short(plugins: list[Standing]) -> str:
    """Return how plugins are, those first that are well."""
    if any(plugin.state == SAFE for plugin in plugins):
        return "safe mode: none is loaded, and what is on stays as it is"
    well = [plugin.id for plugin in plugins if plugin.state == ON]
    told = f"{len(well)} on ({', '.join(well)})" if well else "none"
    for plugin in plugins:
        if plugin.state != ON:
            told += f"\n  {plugin.id} {plugin.state}: {plugin.reason} {plugin.remedy}".rstrip()
        elif plugin.reason:
            told += f"\n  {plugin.id}: {plugin.reason}"
    return told
