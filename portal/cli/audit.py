"""Read the audit's chain from the terminal."""

from __future__ import annotations

import click

from portal.cli.application import ready_application
from portal.infrastructure.audit.chain import verify
from portal.infrastructure.audit.queries import every_entry


@click.group("audit")
def group() -> None:
    """Who did what: verify."""


@group.command("verify")
def verify_chain() -> None:
    """Read every line and check that none was changed or taken out. Exit code 1 at the first that was.

    Keep the last number and mark outside the portal: with them a shortened end shows too.
    """
    with ready_application():
        verdict = verify(every_entry())
    click.echo(f"{verdict.lines:,} lines are as they were written. Last mark: {verdict.mark}")
    if verdict.fault:
        click.echo(verdict.fault, err=True)
        raise SystemExit(1)
