"""Bring the statewide Markdown pack into pages; report faults and what was kept; tell links to nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal.cli.application import ready_application
from portal.features.authoring.queries.links import dead_links, orphans
from portal.features.blog.services import import_statewide_posts, read_statewide_posts
from portal.features.regions.services import load_counties
from portal.features.toolkits.packs import fingerprint_of, read_pack
from portal.features.toolkits.queries import list_fingerprints
from portal.features.toolkits.services import import_pack
from portal.foundation.database import db
from portal.foundation.errors import FaultyContent
from portal.foundation.transaction import transaction

if TYPE_CHECKING:
    from portal.features.toolkits.packs import Pack
    from portal.foundation.errors import Fault
    from portal.plugin_host.contributions import Post

PACK = Path(__file__).parents[1] / "content" / "sop"


@click.group("content")
def group() -> None:
    """The statewide content: sync, links."""


@group.command()
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option(
    "--pack",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=PACK,
    help="The pack's folder (by default the one that ships with the portal).",
)
def sync(*, dry_run: bool, pack: Path) -> None:
    """Bring the toolkit's Markdown pack into the database. Nothing edited on the site is overwritten."""
    with ready_application():
        click.echo(f"Content: {bring_in_content(pack, dry_run=dry_run)}")


@group.command()
def links() -> None:
    """Tell links of published pages that lead nowhere, and pages none leads to; asks nothing outside the portal."""
    with ready_application():
        dead, alone = dead_links(), orphans()
    for one in dead:
        click.echo(f"{one.page.url}{f' line {one.line}' if one.line else ''}: {one.sentence}")
    for page in alone:
        click.echo(f"{page.url}: nobody leads to “{page.title}”.")
    click.echo(f"Links: {len(dead)} to nowhere, {len(alone)} pages nobody leads to")
    if dead:
        raise SystemExit(1)


def content_is_in(folder: Path = PACK) -> bool:
    """Say whether the last import was of exactly this pack."""
    return fingerprint_of(folder) in list_fingerprints()


class DryRun(Exception):
    """Undo what was done only to see what it would do."""


def bring_in_content(folder: Path = PACK, *, dry_run: bool = False) -> str:
    """Bring in counties, toolkit and statewide posts; return what happened in words."""
    pack, posts = read_all(folder)
    told = ""
    try:
        with transaction():
            counties = load_counties()
            report = import_pack(pack)
            count = import_statewide_posts(posts)
            db.session.flush()
            told = f"{report}; {count} statewide posts; {counties} new counties"
            if report.kept:
                told += f". Kept as edited on the site: {', '.join(report.kept)}"
            stop_if(dry_run=dry_run)
    except DryRun:
        told = f"would be {told}; nothing was changed"
    return told


def stop_if(*, dry_run: bool) -> None:
    """Leave the transaction without a trace when nothing is to be changed."""
    if dry_run:
        raise DryRun


def read_all(folder: Path) -> tuple[Pack, list[Post]]:
    """Return the pack and its posts, or raise with the faults of both."""
    faults: list[Fault] = []
    pack: Pack | None = None
    posts: list[Post] | None = None
    try:
        pack = read_pack(folder)
    except FaultyContent as faulty:
        faults += faulty.faults
    try:
        posts = read_statewide_posts(folder)
    except FaultyContent as faulty:
        faults += faulty.faults
    if pack is None or posts is None:
        raise FaultyContent(faults)
    return pack, posts
