"""Make the instance folder and its database; move the schema up and down."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click
from alembic.util import CommandError

from portal.cli.application import application
from portal.cli.content import bring_in_content, content_is_in
from portal.cli.plugins import bring_in_plugins
from portal.config import SettingsError, instance_folder, load_settings
from portal.foundation.database import db
from portal.foundation.errors import Invalid, StartRefused
from portal.foundation.schema import NewerDatabase, current, head, is_down, move, pending_steps, revise

if TYPE_CHECKING:
    from pathlib import Path

    from portal.config import Settings

NEWER = "The database was made by a newer version of the portal: install that version, or restore a backup."
OTHERS = 0o077


@click.command()
def init() -> None:
    """Make the instance folder, the database, and bring in counties, toolkit and plugins. Harmless when run again."""
    make_folder(instance_folder())
    prepare(load_settings())
    click.echo("The portal is ready: run “portal account create” for the first administrator, then “portal serve”.")


def make_folder(folder: Path) -> None:
    """Make the instance folder, open to its owner only; the one of a checkout is there already, and open to all."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & OTHERS:
            folder.chmod(0o700)
    except OSError as error:
        raise SettingsError(f"The instance folder {folder} cannot be made: {error.strerror}.") from None


def prepare(settings: Settings) -> None:
    """Bring the database up to date, then content and plugins."""
    with application(settings):
        migrate("head")
        click.echo(f"Content: {'as it was' if content_is_in() else bring_in_content()}")
        click.echo(f"Plugins: {bring_in_plugins()}")
    if settings.database.startswith("sqlite:///"):
        for suffix in ("", "-wal", "-shm"):
            file = settings.database.removeprefix("sqlite:///") + suffix
            if os.path.exists(file):  # noqa: PTH110 - a text from an address
                os.chmod(file, 0o600)  # noqa: PTH101 - as above


def migrate(target: str) -> None:
    """Move the schema and say from where to where."""
    try:
        before, after = move(db.engine, target)
    except NewerDatabase:
        raise StartRefused(NEWER) from None
    except CommandError:
        raise Invalid(f"There is no migration “{target}” to move to.") from None
    if before == after:
        click.echo(f"Database: at {after or 'nothing'} already")
    else:
        click.echo(f"Database: moved from {before or 'nothing'} to {after or 'nothing'}")


@click.group("db")
def group() -> None:
    """The database's schema: upgrade, downgrade, current, revise."""


@group.command()
@click.argument("target", default="head")
def upgrade(target: str) -> None:
    """Bring the schema up to TARGET (the newest by default)."""
    with application():
        refuse_way_down(target)
        migrate(target)


def refuse_way_down(target: str) -> None:
    """Refuse to lose tables by a command that does not ask first."""
    with db.engine.connect() as connection:
        at = current(connection)
    if is_down(at, target):
        raise Invalid(f"“{target}” is a way down: use “portal db downgrade”, which asks first.")


@group.command()
@click.argument("target")
@click.confirmation_option(prompt="A downgrade removes tables and what is in them. Go on?")
def downgrade(target: str) -> None:
    """Take the schema down to TARGET (a revision, -1 or base)."""
    with application():
        migrate(target)


@group.command("revise")
@click.argument("sentence")
def write_step(sentence: str) -> None:
    """Write a new step from the models, called SENTENCE. For a checkout; the database must be up to date."""
    with application():
        if pending_steps(db.engine):
            raise Invalid("The database is behind: run “portal db upgrade” first.")
        click.echo(f"Written: {revise(db.engine, sentence)}")


@group.command("current")
def show_current() -> None:
    """Show where the schema is and what it lacks."""
    with application():
        try:
            pending = pending_steps(db.engine)
        except NewerDatabase:
            raise StartRefused(NEWER) from None
        with db.engine.connect() as connection:
            click.echo(f"at {current(connection) or 'nothing'}, newest {head()}, {len(pending)} pending")
