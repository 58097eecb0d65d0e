"""Check settings, database, migrations, plugins and storage, and say what to do."""

from __future__ import annotations

import shutil
import stat
from typing import TYPE_CHECKING

import click
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from portal.cli.application import application
from portal.config import SettingsError, load_settings
from portal.features.accounts.queries import count_accounts
from portal.features.toolkits.queries import list_pages
from portal.foundation.database import db
from portal.foundation.schema import NewerDatabase, pending_steps
from portal.plugin_host.events import DEAD
from portal.plugin_host.models import Breaker, OutboxEvent
from portal.plugin_host.standing import list_standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.config import Settings

LITTLE_SPACE = 200 * 1024 * 1024


@click.command()
def doctor() -> None:
    """Check the installation: each line is ok or says what to do. Exit code 1 if anything is not ok."""
    try:
        settings = load_settings()
    except SettingsError as error:
        report("settings", str(error))
        raise SystemExit(1) from None
    report("settings", "")
    with application(settings):
        checks: tuple[tuple[str, Callable[[], str]], ...] = (
            ("database", check_database),
            ("migrations", check_migrations),
            ("content", check_content),
            ("plugins", check_plugins),
            ("calls", check_calls),
            ("accounts", lambda: check_accounts(settings)),
            ("storage", lambda: check_storage(settings)),
        )
        well = True
        for name, check in checks:
            try:
                fault = check()
            except SQLAlchemyError as error:
                fault = f"It cannot be asked: {str(error).splitlines()[0]}"
            report(name, fault)
            well = well and not fault
            if fault and name in {"database", "migrations"}:
                break
    if not well:
        raise SystemExit(1)


def report(name: str, fault: str) -> None:
    """Print one line."""
    click.echo(f"{name:<11} {fault or 'ok'}")


def check_database() -> str:
    """Ask the database for anything."""
    with db.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    return ""


def check_migrations() -> str:
    """Compare the schema with what this portal knows."""
    try:
        pending = pending_steps(db.engine)
    except NewerDatabase:
        return "The database was made by a newer version of the portal: install that version."
    return f"{len(pending)} pending: run “portal db upgrade”." if pending else ""


def check_content() -> str:
    """See that the toolkit is there."""
    return "" if list_pages() else "The toolkit is empty: run “portal content sync”."


def check_plugins() -> str:
    """See that every plugin is well."""
    ill = [
        f"{plugin.id} {plugin.state}: {plugin.reason} {plugin.remedy}".rstrip()
        for plugin in list_standing()
        if plugin.is_ill
    ]
    return " ".join(ill)


def check_calls() -> str:
    """See that no part of a plugin is left alone because it failed, and that no event was given up."""
    points = db.session.scalar(select(func.count()).select_from(Breaker).where(Breaker.opened_at.is_not(None)))
    dead = db.session.scalar(select(func.count()).select_from(OutboxEvent).where(OutboxEvent.state == DEAD))
    told = []
    if points:
        told.append(f"Parts of plugins that failed and are left alone for now: {points}. See their incidents.")
    if dead:
        told.append(f"Events that could not be delivered: {dead}. Try them again on the plugin's page.")
    return " ".join(told)


def check_accounts(settings: Settings) -> str:
    """See that demo people are only where they belong."""
    count = count_accounts(is_demo=True)
    if count and settings.environment == "production":
        return f"{count} demo accounts: production does not start with them; use a fresh instance."
    return ""


def check_storage(settings: Settings) -> str:
    """See that the instance folder is private and has room."""
    if stat.S_IMODE(settings.instance.stat().st_mode) & stat.S_IRWXO:
        return f"Others can read {settings.instance}: run “chmod 700” on it."
    if shutil.disk_usage(settings.instance).free < LITTLE_SPACE:
        return f"Less than 200 MB are free under {settings.instance}: make room."
    return ""
