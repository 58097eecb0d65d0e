"""What a pack of one region cannot do: take another's id, learn of another's plugins, or undo a statewide decision."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select

from portal.features.extensions.services import applying, packs
from portal.features.extensions.services.switching import allow
from portal.features.tools.queries import list_tools
from portal.foundation.database import db
from portal.foundation.errors import Conflict
from portal.foundation.transaction import transaction
from portal.plugin_host.models import PackVersion, PluginActivation, PluginRecord
from tests import packs as made
from tests.clients import TOKEN, PortalClient, text_of

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

    from portal.foundation.database import Model

TAKEN = "he id “ferry” is not free; give this pack another id."


@pytest.fixture
def northerner(app: Flask) -> PortalClient:
    """Give a regional administrator's client."""
    return PortalClient(app).sign_in_as("regional-administrator", region="northern")


def upload(client: PortalClient, data: bytes) -> TestResponse:
    """Send a pack by the form on the list."""
    found = TOKEN.search(client.get("/admin/plugins/packs").get_data(as_text=True))
    assert found is not None
    return client.http.post("/admin/plugins/packs", data={"csrf_token": found[1], "pack": (BytesIO(data), "pack.zip")})


def kept(region: str, version: str = "1.0.0", more: str = "") -> PackVersion:
    """Return a draft of the pack “ferry” for a region."""
    files = {"pack.toml": made.manifest("ferry", region, version) + more}
    return packs.upload(made.addition(files, region=region), actor_id=None)


def applied(region: str, version: str = "1.0.0") -> PackVersion:
    """Return the pack “ferry”, applied to a region."""
    found = kept(region, version)
    applying.apply(found, actor_id=None)
    return found


def states() -> list[tuple[str, str]]:
    """Return the regions of the uploaded packs, with the packs' states."""
    found = db.session.scalars(select(PackVersion).order_by(PackVersion.id))
    return [(one.region_id, one.state) for one in found]


@pytest.mark.parametrize("state", ["applied", "undone"])
def test_the_id_of_a_pack_of_another_region_is_not_free_and_nobody_learns_whose_it_is(
    app: Flask, northerner: PortalClient, state: str
) -> None:
    with app.app_context():
        version = applied("central")
        if state == "undone":
            applying.undo(version, actor_id=None)

    response = upload(northerner, made.addition(region="northern", plugin_id="ferry", version="2.0.0"))

    assert response.status_code == 422
    assert f"T{TAKEN}" in text_of(response)
    assert "entral" not in text_of(response)
    with app.app_context():
        assert states() == [("central", state)]


@pytest.mark.parametrize("left", [PluginRecord, PluginActivation, PackVersion])
def test_whatever_is_left_of_a_plugin_keeps_its_id_for_its_region(
    app: Flask, northerner: PortalClient, left: type[Model]
) -> None:
    with app.app_context():
        applied("central")
        with transaction():
            for column in (PluginRecord.id, PluginActivation.plugin_id, PackVersion.plugin_id):
                if column.class_ is not left:
                    db.session.execute(delete(column.class_).where(column == "ferry"))

    foreign = upload(northerner, made.addition(region="northern", plugin_id="ferry"))

    assert foreign.status_code == 422
    assert f"T{TAKEN}" in text_of(foreign)
    with app.app_context():
        assert packs.check(made.addition(region="central", plugin_id="ferry")).id == "ferry"


def test_of_two_drafts_with_one_id_the_first_that_is_applied_has_it(context: Flask) -> None:
    own, other = kept("northern"), kept("central")
    applying.apply(other, actor_id=None)

    with pytest.raises(Conflict, match=f"It cannot be applied: t{TAKEN}"):
        applying.apply(own, actor_id=None)

    assert states() == [("northern", "draft"), ("central", "applied")]
    assert "map" in {tool.id for tool in list_tools("central")}
    assert "map" not in {tool.id for tool in list_tools("northern")}


def test_the_id_is_asked_for_once_more_when_nobody_else_can_write(context: Flask) -> None:
    own, other = kept("northern"), kept("central")

    with packs.opened(own) as plugin:
        applying.apply(other, actor_id=None)
        with pytest.raises(Conflict, match=TAKEN), transaction():
            applying.write_applied(own, plugin, {}, None)

    assert states() == [("northern", "draft"), ("central", "applied")]


def test_what_is_kept_out_statewide_is_neither_undone_nor_replaced(context: Flask) -> None:
    first = applied("northern")
    second, third = applied("northern", "2.0.0"), kept("northern", "3.0.0")
    allow("ferry", is_allowed=False, actor_id=None)

    with pytest.raises(Conflict, match="It cannot be undone now: a statewide administrator keeps it out"):
        applying.undo(second, actor_id=None)
    with pytest.raises(Conflict, match="It cannot be applied: a statewide administrator keeps it out"):
        applying.apply(third, actor_id=None)

    assert [one.state for one in (first, second, third)] == ["replaced", "applied", "draft"]
    assert not db.session.get_one(PluginRecord, "ferry").is_allowed


def test_undoing_a_first_version_leaves_its_record_by_which_it_can_be_kept_out(context: Flask) -> None:
    version = applied("northern")

    applying.undo(version, actor_id=None)

    row = db.session.get_one(PluginRecord, "ferry")
    assert (row.state, row.digest, row.is_allowed) == ("missing", "", True)
    allow("ferry", is_allowed=False, actor_id=None)
    with pytest.raises(Conflict, match="a statewide administrator keeps it out"):
        applying.apply(version, actor_id=None)


def test_undone_and_applied_again_a_pack_is_on_as_before(context: Flask) -> None:
    version = applied("northern")
    applying.undo(version, actor_id=None)

    applying.apply(version, actor_id=None)

    assert db.session.get_one(PluginRecord, "ferry").state == "on"
    assert "map" in {tool.id for tool in list_tools("northern")}


@pytest.mark.parametrize(("other", "told"), [("central", "another plugin."), ("northern", "“Northern")])
def test_a_draft_learns_nothing_of_a_plugin_of_another_region_that_it_cannot_stand_beside(
    context: Flask, other: str, told: str
) -> None:
    draft = kept("northern", more=f'conflicts = ["{other}"]\n')

    with pytest.raises(Conflict, match=f"It cannot be used beside {told}"):
        applying.apply(draft, actor_id=None)
