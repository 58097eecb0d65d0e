"""A region is looked at as it would be with a pack: by one person, and nothing of it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.extensions.services import packs
from portal.features.regions.queries import list_regions
from portal.foundation.database import db
from portal.infrastructure.epoch import Kept
from portal.plugin_host.host import get_host
from tests import packs as made
from tests.clients import PortalClient, text_of

if TYPE_CHECKING:
    from flask import Flask

ISLES = {
    "counties.toml": '[[counties]]\nfips = "06003"\nname = "Alpine"\nmain = false\nconfirmed = true\n',
    "contacts.csv": (
        "id,name,organisation,what_for,email,phone,url,address,hours,counties,confirmed_on,everyone\n"
        "desk,Harbour desk,Academy,All,,,,,,all,,no\n"
    ),
    "posts/ferry.md": made.post("The ferry runs again"),
    "tools/map.md": made.tool("Three houses", body="See [the guide](../files/guide.pdf)."),
    "files/guide.pdf": made.PDF,
}


@pytest.fixture
def admin(app: Flask) -> PortalClient:
    """Give a statewide administrator's client."""
    return PortalClient(app).sign_in_as("statewide-administrator")


def draft(app: Flask, data: bytes) -> str:
    """Keep a pack as a draft; return its preview's address."""
    with app.app_context():
        return f"/admin/plugins/packs/{packs.upload(data, actor_id=None).id}/preview"


def rows_of_everything() -> dict[str, list[tuple[object, ...]]]:
    """Return every row of the database, by table; when people were last seen is nobody's content."""
    left_out = {"sign_in_session"}
    return {
        table.name: [tuple(row) for row in db.session.execute(select(table).order_by(*table.primary_key))]
        for table in db.metadata.sorted_tables
        if table.name not in left_out
    }


def kept_values(app: Flask) -> str:
    """Return everything that is kept in this worker, as text."""
    return repr([store._values for store in app.extensions.values() if isinstance(store, Kept)])


def test_the_whole_region_is_seen_as_it_would_look(app: Flask, admin: PortalClient) -> None:
    preview = draft(app, made.pack(ISLES))

    assert admin.get(preview).location == f"{preview}/any/"
    expected = {
        "": "Welcome to isles.",
        "tools/": "Three houses",
        "tools/map": "See the guide",
        "contacts": "Harbour desk",
        "posts/": "The ferry runs again",
        "posts/ferry": "Words.",
    }
    for page, words in expected.items():
        response = admin.get(f"{preview}/any/{page}")
        assert response.status_code == 200, page
        assert words in text_of(response), page
        assert "Only you see this." in text_of(response), page
        assert response.headers["Cache-Control"] == "no-store"


def test_links_of_the_region_stay_in_the_preview_and_its_look_is_there(app: Flask, admin: PortalClient) -> None:
    preview = draft(app, made.pack(ISLES))

    page = admin.get(f"{preview}/any/").get_data(as_text=True)

    assert f'href="{preview}/any/tools/"' in page
    assert 'href="/regions/isles/' not in page
    theme = admin.get(f"{preview}/any/theme.css")
    assert theme.get_data(as_text=True) == ":root{--region-accent:#2f6b4f;--region-accent-dark:#8fd1ad}\n"
    guide = admin.get(f"{preview}/any/files/isles_pack/guide.pdf")
    assert guide.get_data() == made.PDF


def test_it_is_seen_as_a_worker_of_the_chosen_county(app: Flask, admin: PortalClient) -> None:
    preview = draft(app, made.pack(ISLES))

    chosen = admin.get(f"{preview}?county=06003")

    assert chosen.location == f"{preview}/06003/"
    page = text_of(admin.get(chosen.location))
    assert "A worker" in page
    assert "Alpine" in page
    assert "Administration" not in page
    assert admin.get(f"{preview}/06001/").status_code == 404  # no county of the region


def test_nothing_is_written_or_kept_and_nobody_else_sees_it(app: Flask, admin: PortalClient) -> None:
    preview = draft(app, made.pack(ISLES))
    other = PortalClient(app).sign_in_as("statewide-administrator")
    for page in ("/", "/regions/"):
        other.get(page)
    with app.app_context():
        before, registry = rows_of_everything(), get_host().registry
        assert "isles" not in kept_values(app)

    for page in ("", "tools/", "tools/map", "posts/", "contacts", "files/isles_pack/guide.pdf", "nothing"):
        admin.get(f"{preview}/any/{page}")

    with app.app_context():
        assert rows_of_everything() == before
        assert get_host().registry is registry
        assert "isles" not in {region.id for region in list_regions()}
    assert "isles" not in kept_values(app)
    assert other.get("/regions/isles/").status_code == 404
    assert admin.get("/regions/isles/").status_code == 404
    assert "Region of isles" not in text_of(PortalClient(app).get("/regions/"))
    assert "Only you see this." not in text_of(admin.get("/regions/northern/"))


def test_an_addition_is_seen_among_what_is_there(app: Flask, admin: PortalClient) -> None:
    preview = draft(app, made.addition({"tools/snow-map.md": made.tool("Snow map")}, region="northern"))

    page = text_of(admin.get(f"{preview}/any/tools/"))

    assert "Snow map" in page
    assert "Snow map" not in text_of(admin.get("/regions/northern/tools/"))
    assert text_of(admin.get("/regions/northern/")) != page


@pytest.mark.parametrize("page", ["x/northern/", "nowhere", "../../../admin/people/", "tools/none"])
def test_what_is_no_page_of_the_region_is_not_previewed(app: Flask, admin: PortalClient, page: str) -> None:
    preview = draft(app, made.addition(region="northern"))

    response = admin.get(f"{preview}/any/{page}")

    assert response.status_code == 404
    assert "Only you see this." not in text_of(response)


def test_a_pack_that_cannot_be_applied_says_so_instead(app: Flask, admin: PortalClient) -> None:
    needing = made.manifest().replace("regions", 'depends = ["absent"]\nregions')
    preview = draft(app, made.pack({"pack.toml": needing}))

    response = admin.get(f"{preview}/any/")

    assert response.status_code == 409
    assert "absent" in text_of(response)
    assert "It cannot be applied now" in text_of(admin.get(preview.removesuffix("/preview")))
