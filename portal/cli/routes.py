"""Every address of the portal, and who may use it."""

from __future__ import annotations

import click

from portal.cli.application import application
from portal.web.guards import access_of


@click.command()
def routes() -> None:
    """List every address with its methods, who may use it, and which part owns it; tabs between the columns."""
    with application() as app:
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
            methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
            access = access_of(app.view_functions[rule.endpoint])
            owner = rule.endpoint.partition(".")[0]
            click.echo(f"{rule.rule}\t{methods}\t{access}\tcore: {owner}")
