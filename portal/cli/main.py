"""The command `portal`: its subcommands, loaded when they are called."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from portal import __version__
from portal.config import SettingsError
from portal.foundation.errors import FaultyContent, Refusal, StartRefused

COMMANDS = {
    "serve": "portal.cli.serve:serve",
    "demo": "portal.cli.demo:demo",
    "work": "portal.cli.work:work",
    "init": "portal.cli.database:init",
    "db": "portal.cli.database:group",
    "content": "portal.cli.content:group",
    "account": "portal.cli.accounts:group",
    "plugins": "portal.cli.plugins:group",
    "pack": "portal.cli.packs:group",
    "audit": "portal.cli.audit:group",
    "routes": "portal.cli.routes:routes",
    "doctor": "portal.cli.doctor:doctor",
}


class Commands(click.Group):
    """A group that imports a command's module only when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="SOP regional portal %(version)s")
def portal() -> None:
    """The regional portal for California's Safety Organized Practice toolkit.

    Settings come from settings.toml in the instance folder (PORTAL_INSTANCE, else ./instance) and from PORTAL_
    variables. Exit codes: 0 done, 1 refused or found wanting, 2 wrongly called.
    """


def main() -> None:
    """Run the command; what is refused is one sentence on standard error and exit code 1."""
    try:
        portal.main(standalone_mode=True)
    except (SettingsError, StartRefused, Refusal) as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(1)
    except FaultyContent as faulty:
        click.echo(f"Nothing was changed; {len(faulty.faults)} faults were found:", err=True)
        for fault in faulty.faults:
            click.echo(f"  {fault}", err=True)
        sys.exit(1)
