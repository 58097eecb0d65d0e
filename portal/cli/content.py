"""Bring the statewide Markdown pack into pages; report faults and what was kept; tell links to nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal.cli.application import ready_application
from portal.features.authoring.queries.links import dead_links, orphans
from portal.features.blog.services import import_statewide_posts, read_statewide_posts
from portal.features.regions.services import load_counties
from portal.features.toolkits.packs import fingerprint_of, measure, read_exceptions, read_pack
from portal.features.toolkits.queries import list_fingerprints
from portal.features.toolkits.services import import_pack
from portal.foundation.database import db
from portal.foundation.errors import FaultyContent
from portal.foundation.transaction import transaction

if TYPE_CHECKING:
    from portal.features.toolkits.packs import Pack, Readability
    from portal.foundation.errors import Fault
    from portal.plugin_host.contributions import Post

PACK = Path(__file__).parents[1] / "content" / "sop"
EXCEPTIONS = PACK.parent / "readability.toml"
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("content")
def group() -> None:
    """The statewide content: sync, check, links."""


@group.command()
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option(
    "--pack",
    type=FOLDER,
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


@group.command()
@click.option("--pack", type=FOLDER, default=PACK, help="The pack's folder (by default the one that ships).")
@click.option("--exceptions", type=FILE, default=EXCEPTIONS, help="The file of parts that may be harder, with reasons.")
@click.option("--all", "of_all", is_flag=True, help="List every page with its grade, the hardest first.")
def check(*, pack: Path, exceptions: Path, of_all: bool) -> None:
    """Look for faults in the pack, and say which pages are harder to read than they should be.

    Pages for staff aim at grade 8, sheets for families at grade 6 (Flesch and Kincaid), sheets in Spanish at an ease
    of 80 (Fernández Huerta). Exits with 1 when a page is harder and not excepted, or an exception is left over.
    """
    read, _ = read_all(pack)
    found = measure(read, read_exceptions(exceptions, read))
    for line in readability_lines(found, of_all=of_all):
        click.echo(line)
    if not found.is_right:
        raise SystemExit(1)


def readability_lines(found: Readability, *, of_all: bool) -> list[str]:
    """Return what was found in words, line by line."""
    lines = []
    if of_all:
        hardest = sorted(found.pages, key=lambda one: (one.target - one.grade, one.page))
        lines += [f"  grade {one.grade:4} of {one.target:g}, ease {one.ease:5}  {one.name}" for one in hardest]
    lines += [f"Too hard: {one.name}: grade {one.grade:g} of {one.target:g}, ease {one.ease:g}." for one in found.over]
    lines += [f"Excepted: {one.name}: grade {one.grade:g}. {why.reason}" for one, why in found.excepted]
    lines += [f"An exception nothing needs: {one.page} · {one.part}." for one in found.stale]
    count, over, excepted = len(found.pages), len(found.over), len(found.excepted)
    return [*lines, f"{count} pages measured; {over} too hard, {excepted} excepted, {len(found.stale)} left over."]


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
