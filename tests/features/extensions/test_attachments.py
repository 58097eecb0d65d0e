"""Files of a pack: for the region's people, by the address their texts lead to, and no other file by it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest

from portal.features.extensions.services import applying, packs
from portal.features.extensions.services.switching import switch_off
from portal.plugin_host.attachments import lead_to_files
from tests import packs as made
from tests.clients import PortalClient

if TYPE_CHECKING:
    from flask import Flask

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><title>Map</title></svg>'
ARABIC = "\u062f\u0644\u064a\u0644"
BASE = "/regions/northern/files/isles_pack"


@pytest.fixture
def worker(app: Flask) -> PortalClient:
    """Give a worker's client of the region to which a pack with files was applied."""
    files: dict[str, str | bytes] = {
        "files/guide.pdf": made.PDF,
        "files/maps/snow.png": PNG,
        "files/maps/plan.svg": SVG,
        f"files/{ARABIC}.pdf": made.PDF,
        "tools/map.md": made.tool(body=f"[Guide](../files/guide.pdf), [more](../files/{ARABIC}.pdf)."),
    }
    with app.app_context():
        applying.apply(packs.upload(made.addition(files, region="northern"), actor_id=None), actor_id=None)
    return PortalClient(app).sign_in_as("worker", county="Butte")


@pytest.mark.parametrize(
    ("name", "kind", "kept_as"),
    [
        ("guide.pdf", "application/pdf", "inline"),
        ("maps/snow.png", "image/png", "inline"),
        ("maps/plan.svg", "image/svg+xml", "inline"),
    ],
)
def test_a_file_is_sent_as_what_it_is(worker: PortalClient, name: str, kind: str, kept_as: str) -> None:
    response = worker.get(f"{BASE}/{name}")

    assert response.status_code == 200
    assert response.mimetype == kind
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith(kept_as)
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]


def test_the_links_of_a_text_lead_to_its_files(worker: PortalClient) -> None:
    page = worker.get("/regions/northern/tools/map").get_data(as_text=True)

    assert 'href="../files/isles_pack/guide.pdf"' in page
    assert urljoin("/regions/northern/tools/map", "../files/isles_pack/guide.pdf") == f"{BASE}/guide.pdf"
    assert worker.get(f"{BASE}/{ARABIC}.pdf").get_data() == made.PDF


def test_only_the_regions_people_get_a_file(app: Flask, worker: PortalClient, client: PortalClient) -> None:
    elsewhere = PortalClient(app).sign_in_as("worker", county="Fresno")

    assert client.get(f"{BASE}/guide.pdf").status_code == 303
    assert client.get(f"{BASE}/guide.pdf").location.startswith("/sign-in")
    assert elsewhere.get(f"{BASE}/guide.pdf").status_code == 404
    assert elsewhere.get("/regions/central/files/isles_pack/guide.pdf").status_code == 404
    with app.app_context():
        switch_off("isles_pack", "northern", actor_id=None)
    assert worker.get(f"{BASE}/guide.pdf").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "../pack.toml", "%2e%2e/pack.toml", "..%2fpack.toml", "..%5cpack.toml", "maps/../../pack.toml", "maps", "",
        "none.pdf", "../tools/map.md", "//etc/passwd", "/etc/passwd", "%00.pdf", "a" * 5000 + ".pdf",
    ],
)  # fmt: skip
def test_c62_no_other_file_is_reached(worker: PortalClient, name: str) -> None:
    response = worker.get(f"{BASE}/{name}")

    assert response.status_code in {308, 400, 404}
    assert b"isles_pack" not in response.get_data() or response.status_code == 308


def test_links_that_lead_elsewhere_stay_as_they_are() -> None:
    html = '<a href="../files/a.pdf">a</a> <a href="/regions/east/files/b.pdf">b</a> <a href="https://a.example/files/c">c</a>'

    assert lead_to_files(html, "own") == (
        '<a href="../files/own/a.pdf">a</a> <a href="/regions/east/files/own/b.pdf">b</a> '
        '<a href="https://a.example/files/c">c</a>'
    )
