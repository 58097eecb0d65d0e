"""A region leaves as a pack, comes back as it was, and leaves again as the same bytes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from portal.features.extensions.services import applying, holdings, packs
from portal.features.regions.queries import county_fips_by_name, list_regions
from portal.features.tools.models import RegionTool
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from portal.plugin_host import snapshots
from portal.plugin_host.archives import read_archive
from portal.plugin_host.content.values import plain_body
from portal.plugin_host.manifest import Manifest
from portal.plugin_host.models import PluginRecord
from portal.plugin_host.writing import write_pack, zip_pack
from tests import packs as made
from tests.plugin_host.test_writing import BODIES, TIDY, all_records

if TYPE_CHECKING:
    from flask import Flask

    from portal.plugin_host.snapshots import Snapshot
    from tests.plugin_host.test_writing import Records

REGION = "isles"
OWN = {"id", "synchronised_at", "switched_at", "digest", "facts", "reason"}  # of this portal, not of what is shown


def shown_rows(region_id: str, plugin_id: str) -> Snapshot:
    """Return a region's rows without what only this portal's database knows of them."""
    rows = snapshots.take(plugin_id, region_id)
    return {
        table: dict(enumerate({key: value for key, value in row.items() if key not in OWN} for row in found.values()))
        for table, found in rows.items()
        if table not in {"plugin_activation", "plugin", "post_tag", "paper_code"}  # each portal prints codes of its own
    }  # type: ignore[return-value]  # rows by number instead of by key


@pytest.mark.parametrize("region_id", ["northern", "bay-area", "central", "southern", "los-angeles"])
def test_c98_each_region_that_ships_leaves_as_a_pack_without_a_fault(context: Flask, region_id: str) -> None:
    _, data = holdings.export(region_id)

    files, faults = packs.inspect_pack_zip(data, county_fips_by_name())

    assert faults == []
    assert "region.toml" in files
    assert holdings.export(region_id)[1] == data


def test_who_is_no_region_cannot_leave(context: Flask) -> None:
    with pytest.raises(NotFound):
        holdings.export("nowhere")


def test_what_several_plugins_add_leaves_together_with_files_of_the_same_name(context: Flask) -> None:
    own = made.pack({"files/guide.pdf": made.PDF, "tools/map.md": made.tool(body="[Guide](../files/guide.pdf)")})
    other = made.addition(
        {
            "files/guide.pdf": made.PDF + b"another\n",
            "tools/map.md": "",
            "tools/more.md": made.tool("More", body="[Guide](../files/guide.pdf)"),
        },
        region=REGION,
        plugin_id="more_isles",
    )
    for data in (own, other):
        applying.apply(packs.upload(data, actor_id=None), actor_id=None)

    files = read_archive(holdings.export(REGION)[1])

    assert files["files/guide.pdf"] == made.PDF
    assert files["files/more_isles/guide.pdf"] == made.PDF + b"another\n"
    assert b"[Guide](../files/guide.pdf)" in files["tools/map.md"]
    assert b"[Guide](../files/more_isles/guide.pdf)" in files["tools/more.md"]


def test_what_was_edited_here_leaves_as_it_is_shown_and_what_was_hidden_does_not(context: Flask) -> None:
    applying.apply(packs.upload(made.pack({"tools/two.md": made.tool("Two")}), actor_id=None), actor_id=None)
    with transaction():
        rows = {row.key: row for row in db.session.query(RegionTool).where(RegionTool.region_id == REGION)}
        rows["map"].title, rows["two"].is_hidden = "As we say it", True
        advance_epoch()

    files = read_archive(holdings.export(REGION)[1])

    assert b"title: As we say it\n" in files["tools/map.md"]
    assert "tools/two.md" not in files


@settings(  # a few: each goes through upload, apply, export and undo twice; tests of writing try forty
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(records=all_records(TIDY, BODIES.map(plain_body).filter(str.strip)))
def test_c98_any_region_comes_back_as_it_left_and_leaves_again_as_the_same_bytes(
    context: Flask, records: Records
) -> None:
    proposal = next(iter(records["portal_regions"]), None)
    if proposal is None or proposal.id in {region.id for region in list_regions()}:
        return
    region_id = proposal.id
    manifest = Manifest(
        id="generated", name="Generated", version="1.0.0", description="Of generated content.", kind="pack",
        scope="region", api="1", contact="web@isles.example", regions=(region_id,),
    )  # fmt: skip
    names = {fips: name for name, fips in county_fips_by_name().items()}
    tools = {one.id for one in records["portal_tools"]}
    bodies = {hook: [tamed(one) for one in found] for hook, found in records.items()}
    bodies["portal_search_words"] = [one for one in records["portal_search_words"] if one.leads_to in tools]
    data = zip_pack(write_pack(manifest, bodies, names) | {"files/guide.pdf": made.PDF})

    version = packs.upload(data, actor_id=None)
    applying.apply(version, actor_id=None)
    first, rows = holdings.export(region_id), shown_rows(region_id, "generated")
    applying.undo(version, actor_id=None)
    again = packs.upload(first[1], actor_id=None)
    applying.apply(again, actor_id=None)

    assert holdings.export(region_id) == first
    assert shown_rows(region_id, "generated") == rows
    applying.undo(again, actor_id=None)
    with transaction():
        for one in (version, again):
            db.session.delete(one)
        db.session.delete(db.session.get_one(PluginRecord, "generated"))  # its id is this region's for good


def tamed(record: object) -> object:
    """Return a record whose text is one that may be uploaded: letters as they are, no accidental links or HTML."""
    body = getattr(record, "body", None)
    if body is None:
        return record
    words = "".join(letter for letter in body if letter.isalnum() or letter in " \n.,;:-") or "Words"
    return replace(record, body=words.strip() or "Words")  # type: ignore[type-var]  # a record is a dataclass
