"""Conformance, part F: packs. One test or more for each case of the contract, named by its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, func, select

from portal.features.extensions.services import applying, packs
from portal.features.regions.queries import list_regions
from portal.features.tools.models import RegionTool
from portal.features.tools.queries import list_tools
from portal.foundation.database import db
from portal.foundation.errors import Conflict
from portal.plugin_host import snapshots
from portal.plugin_host.models import PackVersion
from tests import packs as made

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Connection


def test_c97_nothing_is_applied_when_the_last_item_fails(context: Flask, connection: Connection) -> None:
    version = packs.upload(made.pack({"tools/zz-last.md": made.tool("The last")}), actor_id=None)
    before = snapshots.take("isles_pack", "isles")

    def fail_at_the_last(_: object, __: object, statement: str, parameters: object, *___: object) -> None:
        if statement.startswith("INSERT INTO region_tool") and "zz-last" in str(parameters):
            raise RuntimeError("the disk is full")

    event.listen(connection, "before_cursor_execute", fail_at_the_last)
    with pytest.raises(Conflict, match="the disk is full"):
        applying.apply(version, actor_id=None)
    event.remove(connection, "before_cursor_execute", fail_at_the_last)

    assert snapshots.take("isles_pack", "isles") == before
    assert db.session.get_one(PackVersion, version.id).state == "draft"
    assert "isles" not in {region.id for region in list_regions()}


def test_c98_apply_then_undo_leaves_a_new_region_as_it_was(context: Flask) -> None:
    version = packs.upload(made.pack(), actor_id=None)
    before = snapshots.take("isles_pack", "isles")

    applying.apply(version, actor_id=None)
    assert [tool.title for tool in list_tools("isles")] == ["Three houses"]
    applying.undo(version, actor_id=None)

    assert snapshots.take("isles_pack", "isles") == before
    assert "isles" not in {region.id for region in list_regions()}
    assert db.session.scalar(select(func.count()).where(RegionTool.region_id == "isles")) == 0
