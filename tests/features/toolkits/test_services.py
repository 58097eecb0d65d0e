"""Bringing a pack in: what each page becomes, and what is left as it was edited on the site."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from portal.features.toolkits import queries
from portal.features.toolkits.models import GlossaryTerm, OldAddress, Page, PageRevision, Video
from portal.features.toolkits.packs import read_pack
from portal.features.toolkits.services import ImportReport, import_pack
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import current_epoch
from tests.features.toolkits.packing import page_text, write, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

ALL = ["more", "one", "start", "three", "two"]
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def folder(context: Flask, tmp_path: Path) -> Path:
    """Give a small pack that was brought in once."""
    folder = write_pack(tmp_path / "pack")
    toolkit = (folder / "toolkit.toml").read_text(encoding="utf-8")
    write(folder, "toolkit.toml", toolkit.replace('"small"', '"sop"'))
    bring_in(folder)
    return folder


def bring_in(folder: Path) -> ImportReport:
    with transaction():
        return import_pack(read_pack(folder))


def slugs_in(report: ImportReport) -> dict[str, list[str]]:
    """Return what a report says, without what nothing happened to."""
    lists = {name: sorted(getattr(report, name)) for name in ("new", "changed", "same", "kept", "withdrawn")}
    return {name: slugs for name, slugs in lists.items() if slugs}


def revisions(slug: str) -> list[tuple[int, str, str]]:
    """Return every revision of a page: its number, source and body."""
    statement = select(PageRevision).join(Page, Page.id == PageRevision.page_id).where(Page.slug == slug)
    return [(row.number, row.source, row.body) for row in db.session.scalars(statement.order_by(PageRevision.number))]


def edit_on_site(slug: str, body: str) -> None:
    """Let an editor change a page."""
    with transaction():
        page = db.session.scalars(select(Page).where(Page.slug == slug)).one()
        last = db.session.scalars(
            select(PageRevision).where(PageRevision.page_id == page.id, PageRevision.number == page.revision_number)
        ).one()
        page.revision_number = last.number + 1
        db.session.add(
            PageRevision(
                page_id=page.id, number=page.revision_number, source="site", title=last.title, summary=last.summary,
                kind=last.kind, facts=last.facts, body=body, html=f"<p>{body}</p>", headings=last.headings, terms=[],
                created_at=NOON, author_id=None,
            )
        )  # fmt: skip


def test_a_pack_brought_in_again_changes_nothing(folder: Path) -> None:
    before = {slug: revisions(slug) for slug in ALL}

    report = bring_in(folder)

    assert slugs_in(report) == {"same": ALL}
    assert str(report) == "0 new, 0 changed, 5 the same, 0 kept as edited on the site, 0 withdrawn"
    assert {slug: revisions(slug) for slug in ALL} == before


def test_a_changed_page_gets_a_new_revision_and_keeps_the_old(folder: Path) -> None:
    write(folder, "more/two.md", page_text("Two", body="Other words.\n"))

    with time_machine.travel(NOON, tick=False):
        report = bring_in(folder)

    assert slugs_in(report) == {"changed": ["two"], "same": ["more", "one", "start", "three"]}
    assert revisions("two") == [(1, "pack", "Back to [the part](page:one#part)."), (2, "pack", "Other words.")]
    assert queries.get_page("two").html == "<p>Other words.</p>\n"
    newest = select(PageRevision.created_at).order_by(PageRevision.id.desc())
    assert db.session.scalars(newest.limit(1)).one() == NOON


@pytest.mark.parametrize("change", ["title: Two", "summary: A line about it.", "owner: The committee", "2027-11-01"])
def test_every_fact_of_a_page_counts_as_a_change(folder: Path, change: str) -> None:
    other = {"2027-11-01": "2028-01-01"}.get(change, f"{change} anew")
    write(folder, "more/two.md", page_text("Two").replace(change, other))

    assert slugs_in(bring_in(folder))["changed"] == ["two"]


def test_a_page_edited_on_the_site_is_kept_and_named(folder: Path) -> None:
    edit_on_site("two", "Edited here.")
    write(folder, "more/two.md", page_text("Two", body="From the pack.\n"))

    report = bring_in(folder)
    again = bring_in(folder)

    assert slugs_in(report) == slugs_in(again) == {"kept": ["two"], "same": ["more", "one", "start", "three"]}
    assert revisions("two")[-1] == (2, "site", "Edited here.")
    assert queries.get_page("two").html == "<p>Edited here.</p>"


def test_a_page_edited_on_the_site_stays_when_the_pack_drops_it(folder: Path) -> None:
    edit_on_site("three", "Edited here.")
    (folder / "more" / "three.md").unlink()

    report = bring_in(folder)

    assert "withdrawn" not in slugs_in(report)
    assert queries.get_page("three").html == "<p>Edited here.</p>"


def test_a_dropped_page_is_withdrawn_once_and_its_revisions_stay(folder: Path) -> None:
    (folder / "more" / "three.md").unlink()

    with time_machine.travel(NOON, tick=False):
        report = bring_in(folder)
    again = bring_in(folder)

    assert slugs_in(report)["withdrawn"] == ["three"]
    assert "withdrawn" not in slugs_in(again)
    assert db.session.scalars(select(Page.withdrawn_at).where(Page.slug == "three")).one() == NOON
    assert len(revisions("three")) == 1
    assert "three" not in queries.pages_by_slug()
    with pytest.raises(NotFound):
        queries.get_page("three")


def test_a_withdrawn_page_that_comes_back_is_published_again(folder: Path) -> None:
    text = (folder / "more" / "three.md").read_text(encoding="utf-8")
    (folder / "more" / "three.md").unlink()
    bring_in(folder)
    write(folder, "more/three.md", text)

    report = bring_in(folder)

    assert slugs_in(report)["changed"] == ["three"]
    assert [number for number, _, _ in revisions("three")] == [1, 2]
    assert queries.get_page("three").title == "Three"


def test_a_page_whose_links_move_shows_the_new_addresses_without_a_new_revision(folder: Path) -> None:
    (folder / "more" / "two.md").rename(folder / "start" / "two.md")

    report = bring_in(folder)

    assert "one" in report.same
    assert len(revisions("one")) == 1
    assert 'href="/toolkit/start/two"' in queries.get_page("one").html


def test_glossary_films_and_old_addresses_become_those_of_the_pack(folder: Path) -> None:
    write(folder, "redirects.toml", '[[redirects]]\nfrom = "/older/"\nto = "two"\n')
    write(folder, "videos.toml", "")

    bring_in(folder)

    assert sorted(db.session.scalars(select(GlossaryTerm.key))) == ["danger", "harm"]
    assert db.session.scalars(select(Video)).all() == []
    assert [(row.path, row.page_slug) for row in db.session.scalars(select(OldAddress))] == [("/older", "two")]


def test_every_import_moves_the_epoch_so_that_all_workers_see_it(folder: Path) -> None:
    before = current_epoch()

    bring_in(folder)

    assert current_epoch() == before + 1


def test_an_import_that_is_undone_leaves_nothing(folder: Path) -> None:
    before = current_epoch(), queries.get_page("two").title
    write(folder, "more/two.md", page_text("Changed"))

    with transaction():
        import_pack(read_pack(folder))
        db.session.rollback()

    db.session.expire_all()
    assert (current_epoch(), queries.get_page("two").title) == before
    assert len(revisions("two")) == 1
