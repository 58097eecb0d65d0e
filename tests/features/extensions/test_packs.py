"""Packs in the admin pages: uploaded, reported on, compared, applied, undone, and given out."""

from __future__ import annotations

from copy import deepcopy
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.extensions.admin import packs as pages
from portal.features.extensions.services import applying, packs
from portal.features.extensions.services.items import hide_item
from portal.features.tools.models import RegionTool
from portal.features.tools.queries import list_tools
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.plugin_host.archives import read_archive
from portal.plugin_host.models import PackVersion
from tests import packs as made
from tests.clients import TOKEN, PortalClient, text_of

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

pytestmark = pytest.mark.both_databases


@pytest.fixture
def admin(app: Flask) -> PortalClient:
    """Give a statewide administrator's client."""
    return PortalClient(app).sign_in_as("statewide-administrator")


@pytest.fixture
def northerner(app: Flask) -> PortalClient:
    """Give a regional administrator's client."""
    return PortalClient(app).sign_in_as("regional-administrator", region="northern")


def upload(client: PortalClient, data: bytes, name: str = "pack.zip") -> TestResponse:
    """Send a pack by the form on the list."""
    found = TOKEN.search(client.get("/admin/plugins/packs").get_data(as_text=True))
    assert found is not None
    return client.http.post("/admin/plugins/packs", data={"csrf_token": found[1], "pack": (BytesIO(data), name)})


def versions(app: Flask) -> list[tuple[str, str]]:
    """Return the uploaded packs with their states."""
    with app.app_context():
        found = db.session.scalars(select(PackVersion).order_by(PackVersion.id))
        return [(one.version, one.state) for one in found]


def test_a_pack_in_order_is_kept_as_a_draft_and_changes_nothing(app: Flask, admin: PortalClient) -> None:
    response = upload(admin, made.pack())

    assert response.status_code == 303
    assert versions(app) == [("1.0.0", "draft")]
    page = text_of(admin.get(response.location))
    assert "“Isles pack” is in order and kept as a draft. Nothing has changed yet." in page
    assert "What it would change Added (2) Region of isles region Three houses tool" in page
    assert admin.get("/regions/isles/").status_code == 404


def test_a_faulty_pack_is_told_whole_and_nothing_of_it_is_kept(app: Flask, admin: PortalClient) -> None:
    response = upload(admin, made.pack({"tools/map.md": made.tool(kind="song"), "run.py": "print()"}))

    assert response.status_code == 422
    page = text_of(response)
    assert "2 things to correct" in page
    assert "run.py The whole file It has no place in a pack" in page
    assert "tools/map.md Line 4" in page
    assert versions(app) == []


def test_what_is_no_zip_is_told_as_well(app: Flask, admin: PortalClient) -> None:
    response = upload(admin, b"no zip at all")

    assert response.status_code == 422
    assert "It is no zip, or an empty one; zip the folder that holds pack.toml." in text_of(response)


def test_without_a_file_the_list_says_so(admin: PortalClient) -> None:
    response = admin.post("/admin/plugins/packs")

    assert response.status_code == 422
    assert "Choose the zip file of a pack first." in text_of(response)


def test_a_pack_too_large_is_refused_at_the_door(app: Flask, admin: PortalClient) -> None:
    response = upload(admin, b"PK\x03\x04" + bytes(25 * 1024 * 1024))

    assert response.status_code == 413
    assert pages.TOO_LARGE in text_of(response)
    much_too_large = upload(admin, bytes(26 * 1024 * 1024))
    assert much_too_large.status_code == 413
    assert pages.TOO_LARGE in text_of(much_too_large)


def test_only_the_address_for_packs_takes_so_much(admin: PortalClient, client: PortalClient) -> None:
    data = {"pack": (BytesIO(bytes(1024 * 1024)), "pack.zip")}

    assert admin.http.post("/sign-in", data=data).status_code == 413
    data = {"pack": (BytesIO(bytes(1024 * 1024)), "pack.zip")}
    assert client.http.post("/admin/plugins/packs", data=data).status_code == 413


def test_the_cookie_of_the_page_to_sign_in_or_of_an_ended_session_is_no_sign_in(app: Flask) -> None:
    stranger, gone = PortalClient(app), PortalClient(app).sign_in_as("regional-administrator", region="northern")
    assert "Set-Cookie" in stranger.get("/sign-in").headers
    assert gone.post("/sign-out").status_code == 303
    with gone.http.session_transaction() as session:
        session["_user_id"] = "a token that is nobody's"

    for client in (stranger, gone):
        data = {"pack": (BytesIO(bytes(1024 * 1024)), "pack.zip")}
        assert client.http.post("/admin/plugins/packs", data=data).status_code == 413


def test_a_regional_administrator_brings_packs_into_the_own_region_only(app: Flask, northerner: PortalClient) -> None:
    foreign = upload(northerner, made.addition(region="central"))
    own = upload(northerner, made.addition(region="northern"))

    assert foreign.status_code == 422
    assert "You may bring in packs for your own region only, not for “central”." in text_of(foreign)
    assert own.status_code == 303


def test_a_regional_administrator_learns_nothing_of_other_regions_packs(app: Flask, northerner: PortalClient) -> None:
    with app.app_context():
        version = packs.upload(made.addition(region="central"), actor_id=None)
    address = f"/admin/plugins/packs/{version.id}"

    assert "Isles pack" not in text_of(northerner.get("/admin/plugins/packs"))
    for path in ("", "/download", "/preview", "/preview/any/"):
        assert northerner.get(address + path).status_code == 404, path
    for path in ("/apply", "/undo", "/discard"):
        assert northerner.post(address + path).status_code == 404, path
    assert northerner.get("/admin/plugins/packs/export/central").status_code == 404
    assert versions(app) == [("1.0.0", "draft")]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (made.pack(plugin_id="northern"), "“northern” is the id of an installed plugin"),
        (made.pack(plugin_id="los_angeles"), "“los_angeles” is the id of a pack in the portal's own folder"),
        (made.pack(region="northern"), "The region “northern” is the plugin northern's"),
        (made.addition(region="isles"), "There is no region “isles”"),
    ],
)
def test_a_pack_that_does_not_fit_to_what_is_there_is_told(
    app: Flask, admin: PortalClient, data: bytes, sentence: str
) -> None:
    response = upload(admin, data)

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert versions(app) == []


def test_a_pack_is_applied_seen_and_undone(app: Flask, admin: PortalClient) -> None:
    address = upload(admin, made.addition({"tools/map.md": made.tool("Snow map")}, region="northern")).location

    applied = admin.post(f"{address}/apply")
    assert applied.status_code == 303
    assert "Snow map" in text_of(admin.get("/regions/northern/tools/map"))
    assert "Undo this pack" in text_of(admin.get(address))
    undone = admin.post(f"{address}/undo")

    assert undone.status_code == 303
    assert "Everything is as it was before it was applied." in text_of(admin.get(address))
    assert admin.get("/regions/northern/tools/map").status_code == 404
    assert versions(app) == [("1.0.0", "undone")]


def test_a_newer_version_replaces_the_one_before_and_undoing_it_brings_that_back(
    app: Flask, admin: PortalClient
) -> None:
    first = upload(admin, made.pack({"tools/old.md": made.tool("Old")})).location
    admin.post(f"{first}/apply")
    second = upload(admin, made.pack({"tools/map.md": made.tool("Four houses")}, version="2.0.0")).location

    page = text_of(admin.get(second))
    assert "Changed (1) Three houses tool" not in page
    assert "Four houses tool" in page
    assert "Before: Three houses" in page
    assert "After: Four houses" in page
    assert "Removed (1) Old tool" in page
    admin.post(f"{second}/apply")
    assert versions(app) == [("1.0.0", "replaced"), ("2.0.0", "applied")]
    refused = admin.post(f"{first}/undo")
    assert refused.status_code == 409
    assert "Undo the newer one first." in text_of(refused)
    admin.post(f"{second}/undo")

    assert versions(app) == [("1.0.0", "applied"), ("2.0.0", "undone")]
    with app.app_context():
        assert [tool.title for tool in list_tools("isles")] == ["Old", "Three houses"]


def test_what_was_edited_since_stops_the_undo_until_somebody_says_that_it_may_go(
    app: Flask, admin: PortalClient
) -> None:
    first = upload(admin, made.pack({"tools/old.md": made.tool("Old")})).location
    admin.post(f"{first}/apply")
    second = upload(
        admin, made.pack({"tools/map.md": made.tool("Four houses"), "tools/old.md": made.tool("Old")}, version="2.0.0")
    ).location
    admin.post(f"{second}/apply")
    with app.app_context(), transaction():
        for tool in db.session.scalars(select(RegionTool).where(RegionTool.plugin_id == "isles_pack")):
            tool.summary = "As we say it."

    page, refused = text_of(admin.get(second)), admin.post(f"{second}/undo")
    assert "Edited since: tool “Four houses”. Undo these edits too" in page
    assert refused.status_code == 409
    assert "Nothing was undone, for these would be lost. Edited since: tool “Four houses”." in text_of(refused)
    assert versions(app) == [("1.0.0", "replaced"), ("2.0.0", "applied")]
    undone = admin.post(f"{second}/undo", {"overwrite": "yes"})

    assert undone.status_code == 303
    with app.app_context():
        tools = [(tool.title, tool.summary) for tool in list_tools("isles")]
    assert tools == [("Old", "As we say it."), ("Three houses", "It helps.")]


def test_what_was_hidden_since_stops_the_undo_of_a_new_item(app: Flask, admin: PortalClient) -> None:
    address = upload(admin, made.pack()).location
    admin.post(f"{address}/apply")
    with app.app_context(), transaction():
        hide_item(("isles", "tools", "map"), actor_id=None)

    refused = admin.post(f"{address}/undo")

    assert (refused.status_code, "tool “Three houses”" in text_of(refused)) == (409, True)


def test_a_column_that_came_after_a_pack_was_applied_is_left_alone_by_its_undo(app: Flask, admin: PortalClient) -> None:
    older = upload(admin, made.pack()).location
    admin.post(f"{older}/apply")
    newer = upload(admin, made.pack({"tools/map.md": made.tool("Four houses")}, version="2.0.0")).location
    admin.post(f"{newer}/apply")
    with app.app_context(), transaction():
        version = db.session.scalars(select(PackVersion).where(PackVersion.version == "2.0.0")).one()
        kept = deepcopy(version.before)
        for row in [*kept["old"]["region_tool"], *kept["written"]["region_tool"]]:
            del row["audience"]  # as if it had not been there then
        version.before = kept

    undone = admin.post(f"{newer}/undo")

    assert undone.status_code == 303
    with app.app_context():
        assert [tool.title for tool in list_tools("isles")] == ["Three houses"]


def test_after_thirty_days_it_is_too_late_to_undo(
    app: Flask, admin: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = upload(admin, made.pack()).location
    admin.post(f"{address}/apply")
    later = applying.now() + applying.UNDONE_WITHIN * 1.01
    monkeypatch.setattr(applying, "now", lambda: later)

    refused = admin.post(f"{address}/undo")

    assert refused.status_code == 409
    assert "It was applied more than 30 days ago." in text_of(refused)
    assert "It was applied more than 30 days ago." in text_of(admin.get(address))


def test_a_draft_is_discarded_and_nothing_else_is(app: Flask, admin: PortalClient) -> None:
    draft = upload(admin, made.pack()).location
    applied = upload(admin, made.addition(region="northern", plugin_id="more")).location
    admin.post(f"{applied}/apply")

    assert admin.post(f"{draft}/discard").status_code == 303
    assert admin.post(f"{applied}/discard").status_code == 409
    assert versions(app) == [("1.0.0", "applied")]


def test_what_was_uploaded_is_given_out_as_it_was(admin: PortalClient) -> None:
    data = made.pack({"files/guide.pdf": made.PDF})
    address = upload(admin, data).location

    response = admin.get(f"{address}/download")

    assert response.get_data() == data
    assert response.headers["Content-Disposition"] == "attachment; filename=isles_pack-1.0.0.zip"


def test_the_blank_pack_the_example_and_the_region_are_given_out(northerner: PortalClient) -> None:
    page = northerner.get("/admin/plugins/packs").get_data(as_text=True)

    for address in ("blank.zip", "example.zip", "export/northern"):
        assert f"/admin/plugins/packs/{address}" in page
        response = northerner.get(f"/admin/plugins/packs/{address}")
        assert "pack.toml" in read_archive(response.get_data())
    assert "export/central" not in page
