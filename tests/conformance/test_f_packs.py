"""Conformance, part F: packs. One test or more for each case of the contract, named by its number."""

from __future__ import annotations

import stat
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from sqlalchemy import event, func, select

from portal.features.extensions.services import applying, packs
from portal.features.extensions.services.switching import switch_off, switch_on
from portal.features.regions.queries import list_regions
from portal.features.tools.models import RegionTool
from portal.features.tools.queries import list_tools
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from portal.plugin_host import snapshots
from portal.plugin_host.models import PackVersion
from tests import packs as made
from tests.clients import TOKEN, PortalClient, text_of

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Connection
    from werkzeug.test import TestResponse

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>go()</script></svg>'


@pytest.fixture
def dee(app: Flask) -> PortalClient:
    """Give the client of somebody who may bring packs into any region."""
    return PortalClient(app).sign_in_as("statewide-administrator")


def upload(client: PortalClient, data: bytes) -> TestResponse:
    """Send a pack by the form."""
    found = TOKEN.search(client.get("/admin/plugins/packs").get_data(as_text=True))
    assert found is not None
    return client.http.post("/admin/plugins/packs", data={"csrf_token": found[1], "pack": (BytesIO(data), "pack.zip")})


def kept(app: Flask) -> int:
    """Return how many packs are kept."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(PackVersion)) or 0


def raw_zip(*entries: tuple[str, bytes, int, int]) -> bytes:
    """Return a zip with a pack in order and these entries: name, bytes, mode and flags, as a stranger makes them."""
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        archive.writestr("pack.toml", made.manifest())
        archive.writestr("region.toml", made.REGION.format(region="isles"))
        for name, data, mode, flags in entries:
            info = ZipInfo("placeholder")
            info.filename, info.external_attr = name, mode << 16
            archive.writestr(info, data)
            info.flag_bits |= flags
    return held.getvalue()


PLAIN = stat.S_IFREG | 0o644


def test_c92_names_and_entries_that_could_do_harm_are_refused_each_by_name(app: Flask, dee: PortalClient) -> None:
    harmful = raw_zip(
        ("../x.md", b"x", PLAIN, 0),
        ("/etc/x.md", b"x", PLAIN, 0),
        ("tools\\x.md", b"x", PLAIN, 0),
        ("tools/link.md", b"/etc/passwd", stat.S_IFLNK | 0o777, 0),
        ("tools/locked.md", b"x", PLAIN, 0x1),
        ("files/inner.zip", made.pack(), PLAIN, 0),
        ("tools/map.md", made.tool().encode(), PLAIN, 0),
        ("tools/Map.md", made.tool().encode(), PLAIN, 0),
        ("tools/\u202emap.md", made.tool().encode(), PLAIN, 0),
    )

    response = upload(dee, harmful)

    page = text_of(response)
    assert response.status_code == 422
    for name, reason in {
        "../x.md": "Its name leads out of the pack",
        "/etc/x.md": "Its name begins with a slash",
        "tools\\x.md": "Its name holds a backslash",
        "tools/link.md": "It is a link to another file",
        "tools/locked.md": "It is locked with a password",
        "files/inner.zip": "It is an archive inside the archive",
        "tools/Map.md": "Some computers cannot tell its name from",
        "tools/\\u202emap.md": "Its name holds a character that is not seen",
    }.items():
        assert f"{name} The whole file {reason}" in page
    assert kept(app) == 0


def test_c94_code_is_refused_and_files_are_known_by_what_they_are(app: Flask, dee: PortalClient) -> None:
    files = {
        "setup.py": "import os",
        "files/page.html": "<script>go()</script>",
        "files/map.svg": SVG,
        "files/photo.png": made.PDF,
        "files/real.png": PNG,
    }

    page = text_of(upload(dee, made.pack(files)))

    assert "setup.py The whole file It has no place in a pack" in page
    assert "files/page.html The whole file Such a file is not taken" in page
    assert "files/map.svg Line 1 It holds <script>, which is no plain shape" in page
    assert "files/photo.png The whole file It is named .png but is a PDF file" in page
    assert "real.png" not in page
    assert kept(app) == 0


def test_c95_ten_mistakes_in_one_pack_are_told_at_once_with_file_and_line(app: Flask, dee: PortalClient) -> None:
    contacts = (
        "id,name,organisation,what_for,email,phone,url,address,hours,counties,confirmed_on,everyone\n"
        "desk,,Academy,All,not-an-address,,,,,Alpin,yesterday,maybe\n"
    )
    files = {
        "pack.toml": made.manifest(version="one") + 'colour = "red"\n',
        "tools/map.md": made.tool(kind="song", last_checked="soon", body="See [it](../files/none.pdf)."),
        "tools/My Tool.md": made.tool(),
        "contacts.csv": contacts,
        "feeds.toml": '[[feeds]]\nid = "a"\ntitle = "A"\nurl = "http://a.example"\nformat = "tape"\n',
        "run.exe": "MZ",
    }

    response = upload(dee, made.pack(files))

    page = text_of(response)
    assert response.status_code == 422
    for told in (
        "pack.toml Line 3 “version” must be three numbers such as 1.0.0.",
        "Line 11 “colour” is not a key of a manifest.",
        "run.exe The whole file It has no place in a pack",
        "tools/My Tool.md The whole file The file's name must be lower-case words joined by hyphens.",
        "tools/map.md Line 4 “kind” must be one of",
        "Line 6 “last_checked” must be a date such as 2026-11-24.",
        "Line 10 A link to nowhere: there is no file “none.pdf”.",
        "contacts.csv Line 2 “Alpin” is not a county (did you mean “Alpine”?).",
        "“everyone” must be yes or no.",
        "“name” is empty.",
        "“not-an-address” is not a mail address.",
        "feeds.toml Line 4 “url” must begin with https://.",
        "Line 5 “format” must be one of",
    ):
        assert told in page, told
    assert kept(app) == 0


def test_c97_nothing_is_applied_when_the_last_item_fails(context: Flask, connection: Connection) -> None:
    version = packs.upload(made.pack({"tools/zz-last.md": made.tool("The last")}), actor_id=None)
    before = snapshots.take("isles_pack", "isles")
    armed: list[bool] = []

    def fail_at_the_last(_: object, __: object, statement: str, parameters: object, *___: object) -> None:
        if armed and statement.startswith("INSERT INTO region_tool") and "zz-last" in str(parameters):
            raise RuntimeError("the disk is full")

    event.listen(connection, "before_cursor_execute", fail_at_the_last)
    try:
        with packs.opened(version) as plugin, pytest.raises(Conflict, match="the disk is full"), transaction():
            armed.append(True)
            applying.write_applied(version, plugin, {}, None)
    finally:
        event.remove(connection, "before_cursor_execute", fail_at_the_last)

    assert snapshots.take("isles_pack", "isles") == before
    assert db.session.get_one(PackVersion, version.id).state == "draft"
    assert "isles" not in {region.id for region in list_regions()}


def test_c98_apply_then_undo_leaves_a_new_region_as_if_it_never_was(context: Flask) -> None:
    version = packs.upload(made.pack(), actor_id=None)
    before = snapshots.take("isles_pack", "isles")

    applying.apply(version, actor_id=None)
    assert [tool.title for tool in list_tools("isles")] == ["Three houses"]
    applying.undo(version, actor_id=None)

    record = snapshots.take("isles_pack", "isles")["plugin"]["isles_pack"]  # a statewide switch: it outlives the undo
    assert (record["state"], record["is_allowed"]) == ("missing", True)
    assert snapshots.take("isles_pack", "isles") == before | {"plugin": {"isles_pack": record}}
    assert "isles" not in {region.id for region in list_regions()}
    assert db.session.scalar(select(func.count()).where(RegionTool.region_id == "isles")) == 0


def test_c98_apply_then_undo_leaves_order_edits_tags_and_files_to_the_letter(app: Flask, dee: PortalClient) -> None:
    first = {
        "tools/map.md": made.tool("Three houses"),
        "tools/scale.md": made.tool("Scale", position="3"),
        "tools/gone.md": made.tool("Gone"),
        "posts/ferry.md": made.post("The ferry"),
        "contacts.csv": (
            "id,name,organisation,what_for,email,phone,url,address,hours,counties,confirmed_on,everyone\n"
            "desk,Desk,Academy,All,,,,,,Alpine,2026-01-01,no\n"
        ),
        "counties.toml": '[[counties]]\nfips = "06003"\nname = "Alpine"\nmain = false\n',
        "files/guide.pdf": made.PDF,
    }
    second = first | {
        "tools/map.md": made.tool("Four houses"),
        "tools/scale.md": made.tool("Scale", position="900"),
        "tools/gone.md": "",
        "tools/new.md": made.tool("New"),
        "posts/ferry.md": made.post("The ferry").replace("rural", "tides, rural"),
        "counties.toml": "",
        "files/guide.pdf": made.PDF + b"newer\n",
        "region.toml": made.REGION.format(region="isles").replace("Welcome", "Come"),
    }
    with app.app_context():
        applying.apply(packs.upload(made.pack(first), actor_id=None), actor_id=None)
        with transaction():
            tool = db.session.scalars(select(RegionTool).where(RegionTool.key == "map")).one()
            tool.title, tool.changed_at = "Three houses, as we say it", now()
            advance_epoch()
        before = snapshots.take("isles_pack", "isles")
        version = packs.upload(made.pack(second, version="2.0.0"), actor_id=None)
    guide, listed = "/regions/isles/files/isles_pack/guide.pdf", text_of(dee.get("/regions/isles/tools/"))
    assert dee.get(guide).get_data() == made.PDF

    address = f"/admin/plugins/packs/{version.id}"
    assert dee.post(f"{address}/apply").status_code == 303
    assert dee.get(guide).get_data() == made.PDF + b"newer\n"
    assert text_of(dee.get("/regions/isles/tools/")) != listed
    assert dee.post(f"{address}/undo").status_code == 303
    assert "is undone." in text_of(dee.get(address))

    with app.app_context():
        assert snapshots.take("isles_pack", "isles") == before
    assert dee.get(guide).get_data() == made.PDF
    assert text_of(dee.get("/regions/isles/tools/")) == listed


def test_j34_a_region_pack_from_upload_to_export(app: Flask) -> None:
    dee = PortalClient(app).sign_in_as("regional-administrator", region="central")
    worker, elsewhere = (PortalClient(app).sign_in_as("worker", county=county) for county in ("Fresno", "Butte"))
    data = made.addition(
        {"tools/map.md": "", "tools/farm-map.md": made.tool("Farm map")}, region="central", plugin_id="central_extra"
    )

    address = upload(dee, data).location
    assert "Added (1) Farm map tool" in text_of(dee.get(address))
    preview = dee.get(f"{address}/preview?county=06019").location
    assert "Fresno" in text_of(dee.get(preview))
    assert "Farm map" in text_of(dee.get(f"{preview}tools/"))
    assert "Farm map" not in text_of(worker.get("/regions/central/tools/"))
    assert dee.post(f"{address}/apply").status_code == 303

    assert "Farm map" in text_of(worker.get("/regions/central/tools/"))
    assert worker.get("/regions/central/tools/farm-map").status_code == 200
    assert elsewhere.get("/regions/central/tools/farm-map").status_code == 404
    with app.app_context():
        first_id = db.session.scalars(select(RegionTool.id).where(RegionTool.key == "farm-map")).one()
        switch_off("central_extra", "central", actor_id=None)
    assert worker.get("/regions/central/tools/farm-map").status_code == 404
    with app.app_context():
        switch_on("central_extra", "central", actor_id=None)
        assert db.session.scalars(select(RegionTool.id).where(RegionTool.key == "farm-map")).one() == first_id
    assert worker.get("/regions/central/tools/farm-map").status_code == 200
    exported = dee.get("/admin/plugins/packs/export/central").get_data()
    assert dee.get("/admin/plugins/packs/export/central").get_data() == exported
