"""Bringing a pack in: one toolkit, sections that empty, pages that move, counties that change."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from portal.features.regions import services as regions
from portal.features.regions.models import County
from portal.features.toolkits import queries
from portal.features.toolkits.models import Page, PageRevision, Section, Toolkit
from portal.features.toolkits.packs import read_pack
from portal.features.toolkits.services import ImportReport, import_pack
from portal.foundation.database import db
from portal.foundation.errors import Conflict
from portal.foundation.transaction import transaction
from tests.clients import PortalClient
from tests.features.toolkits.packing import TOOL_BODY, page_text, write, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a small pack of the toolkit the portal serves."""
    folder = write_pack(tmp_path / "pack")
    change(folder, "toolkit.toml", '"small"', '"sop"')
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    write(folder, name, text.replace(old, new))


def bring_in(folder: Path) -> ImportReport:
    with transaction():
        return import_pack(read_pack(folder))


def drop_more(folder: Path) -> None:
    """Take the section “more” out of the pack, its pages with it."""
    change(folder, "toolkit.toml", '[[sections]]\nslug = "more"\nlabel = "More"\nsummary = "Go on."\n', "")
    for file in (folder / "more").iterdir():
        file.unlink()
    write(folder, "start/one.md", page_text("One", body="## Part\n\nAlone.\n"))


def menu() -> list[tuple[int, str]]:
    return [(section.number, section.slug) for section in queries.list_sections()]


def test_a_pack_of_another_toolkit_is_refused_and_nothing_changes(context: Flask, tmp_path: Path) -> None:
    before = menu(), len(queries.list_pages())

    with pytest.raises(Conflict) as refused:
        bring_in(write_pack(tmp_path / "pack"))

    assert str(refused.value) == "The portal serves the toolkit “sop”; it cannot take in a pack of “small”."
    assert db.session.scalars(select(Toolkit.slug)).all() == ["sop"]
    assert (menu(), len(queries.list_pages())) == before


def test_a_section_without_a_published_page_leaves_the_menu_and_keeps_its_pages(context: Flask, folder: Path) -> None:
    bring_in(folder)
    assert menu() == [(1, "start"), (2, "more")]

    drop_more(folder)
    report = bring_in(folder)

    assert report.withdrawn == ["more", "three", "two"]
    assert menu() == [(1, "start")]
    kept = select(func.count()).select_from(Page).join(Section, Section.id == Page.section_id)
    assert db.session.scalar(kept.where(Section.slug == "more")) == 3


def test_a_section_that_comes_back_stands_in_the_menu_again(context: Flask, folder: Path, tmp_path: Path) -> None:
    bring_in(folder)
    drop_more(folder)
    bring_in(folder)

    again = write_pack(tmp_path / "again")
    change(again, "toolkit.toml", '"small"', '"sop"')
    report = bring_in(again)

    assert sorted(report.changed) == ["more", "one", "three", "two"]
    assert menu() == [(1, "start"), (2, "more")]


def test_a_dropped_section_with_a_page_edited_on_the_site_stands_behind_the_others(
    context: Flask, folder: Path
) -> None:
    bring_in(folder)
    with transaction():
        page = db.session.scalars(select(Page).where(Page.slug == "start")).one()
        db.session.scalars(select(PageRevision).where(PageRevision.page_id == page.id)).one().source = "site"
    change(folder, "toolkit.toml", '[[sections]]\nslug = "start"\nlabel = "Start"\nsummary = "Begin."\n\n', "")
    for file in (folder / "start").iterdir():
        file.unlink()
    write(folder, "more/one.md", page_text("One", body="## Part\n\nAlone.\n"))

    bring_in(folder)

    assert menu() == [(1, "more"), (2, "start")]


def test_a_page_that_moves_is_counted_as_changed_and_leads_on_from_where_it_was(
    context: Flask, folder: Path, client: PortalClient
) -> None:
    bring_in(folder)
    (folder / "more" / "two.md").rename(folder / "start" / "two.md")

    report = bring_in(folder)
    again = bring_in(folder)

    assert (report.changed, report.new, report.withdrawn) == (["two"], [], [])
    assert (again.changed, len(again.same)) == ([], 5)
    old = client.get("/toolkit/more/two")
    assert (old.status_code, old.location) == (301, "/toolkit/start/two")
    assert client.get("/toolkit/start/two").status_code == 200
    assert client.get("/toolkit/more/nothing").status_code == 404


def test_a_page_that_becomes_a_tool_is_changed(context: Flask, folder: Path) -> None:
    tool = page_text("Three", kind="tool", body=TOOL_BODY)
    write(folder, "more/three.md", tool.replace("kind: tool", "kind: page"))
    bring_in(folder)
    write(folder, "more/three.md", tool)

    report = bring_in(folder)

    assert report.changed == ["three"]
    assert queries.get_page("three").kind == "tool"


def test_a_county_whose_facts_changed_is_brought_up_to_date(
    context: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with regions.COUNTIES.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    first, second = rows[0], rows[1]
    for key in ("name", "number"):
        first[key], second[key] = second[key], first[key]
    first["on_backbone"] = "yes"
    file = tmp_path / "counties.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(first))
        writer.writeheader()
        writer.writerows(rows)
    monkeypatch.setattr(regions, "COUNTIES", file)

    with transaction():
        new = regions.load_counties()

    db.session.expire_all()
    row = db.session.get_one(County, first["fips"])
    assert new == 0
    assert (row.name, row.number, row.on_backbone) == (first["name"], int(first["number"]), True)
    assert db.session.get_one(County, second["fips"]).name == second["name"]
    assert db.session.scalar(select(func.count()).select_from(County)) == 58
