"""Bring in people from a file, and write them into one, at the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal.cli.application import ready_application
from portal.cli.places import county_fips
from portal.features.people import queries, rules, services
from portal.features.people.posting import bring_in
from portal.features.people.rules import State
from portal.foundation.clock import now
from portal.foundation.errors import Invalid
from portal.foundation.spreadsheets import BYTE_MARK, csv_line
from portal.foundation.transaction import transaction

if TYPE_CHECKING:
    from portal.features.people.services import Examined

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TO = click.Path(dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("file", type=FILE, required=False)
@click.option("--yes", is_flag=True, help="Bring in what is ready; without it, only say what would be done.")
@click.option(
    "--not-ready", "not_ready", type=TO, help="Write the rows that are not ready into this file, with reasons."
)
@click.option("--continue", "goes_on", is_flag=True, help="Instead of a FILE: go on with files that were confirmed.")
def import_people(file: Path | None, not_ready: Path | None, *, yes: bool, goes_on: bool) -> None:
    """Look at a CSV FILE of people, row by row, and with --yes bring them in and post their invitations.

    A run that was ended goes on with --continue, or by giving the same file again: nobody is invited twice.
    """
    with ready_application():
        if goes_on == (file is not None):
            raise Invalid("Name one file, or --continue to go on with files that were confirmed.")
        if file is None:
            go_on()
            return
        importer = queries.importer_of(None)
        examined = services.examine(file.read_bytes(), importer)
        tell(examined)
        if not_ready is not None:
            write_not_ready(examined, not_ready)
        counts = rules.count_states(examined.rows)
        if yes and counts[State.READY] + counts[State.CHANGED]:
            with transaction():
                one = services.stage(examined, file_name=file.name, importer=importer)
                services.confirm(one, importer)
            bring_in(one.id)
            say_done(one.id)
        elif not yes:
            click.echo("Nothing was done. Give --yes to bring in what is ready.")
    if counts[State.BAD] + counts[State.WAITING]:
        raise SystemExit(1)


def go_on() -> None:
    """Go on with every file that was confirmed and is not done."""
    running = queries.list_running()
    for import_id in running:
        bring_in(import_id)
        say_done(import_id)
    if not running:
        click.echo("No file waits.")


def say_done(import_id: int) -> None:
    """Print what came of a file."""
    one = queries.get_import(import_id)
    click.echo(f"{one.file_name}: {one.invited:,} invited, {one.changed:,} changed.")


def tell(examined: Examined) -> None:
    """Print how a file was read, how many rows are in each state, and why rows are not ready."""
    counts = rules.count_states(examined.rows)
    click.echo(f"{len(examined.rows):,} rows, read as {examined.sheet.seen}.")
    click.echo(", ".join(f"{count:,} {state.value}" for state, count in counts.items()) + ".")
    for row in examined.rows:
        if row.state in {State.BAD, State.WAITING, State.CHANGED}:
            click.echo(f"  row {row.number}, {row.cell or 'whole row'}: {row.reason}")


def write_not_ready(examined: Examined, file: Path) -> None:
    """Write the rows that are not brought in, with their reasons, to be mended and given again."""
    header = ("Row", *examined.sheet.header, "Cell", "Reason")
    kept = [row for row in examined.rows if row.state in {State.BAD, State.WAITING, State.SAME}]
    width = len(examined.sheet.header)
    lines = [(str(row.number), *(row.cells + ("",) * width)[:width], row.cell, row.reason) for row in kept]
    file.write_text(BYTE_MARK + "".join(map(csv_line, (header, *lines))), encoding="utf-8", newline="")


@click.command("export")
@click.option("--county", default="", help="Only people of this county, by its name.")
@click.option("--to", "target", type=TO, help="The file to write; without it, lines are printed.")
def export_people(county: str, target: Path | None) -> None:
    """Write people with their roles as CSV that can be imported again and opens safely in a spreadsheet."""
    with ready_application():
        importer = queries.importer_of(None)
        fips = county_fips(county) if county else ""
        statement = queries.select_people(queries.Wanted(county=fips, dormant_before=now()), None)
        lines = [csv_line(line) for line in (queries.EXPORT_HEADERS, *queries.export_lines(importer, statement))]
        with transaction():
            services.note_export(importer)
        if target is None:
            click.echo("".join(lines), nl=False)
            return
        target.write_text(BYTE_MARK + "".join(lines), encoding="utf-8", newline="")
        click.echo(f"{target}: {len(lines) - 1:,} people.")
