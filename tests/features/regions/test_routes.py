"""A region's look as a stylesheet."""

from __future__ import annotations

import re

import pytest

from tests.clients import PortalClient

THEME = re.compile(r'href="(/regions/northern/theme\.css\?v=[^"]+)"')


def test_the_stylesheet_holds_the_regions_two_accents_and_nothing_else(client: PortalClient) -> None:
    answer = client.get("/regions/northern/theme.css")

    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert answer.get_data(as_text=True) == ":root{--region-accent:#2f6b4f;--region-accent-dark:#8fd1ad}\n"


def test_the_address_on_pages_may_be_kept_for_a_year_and_any_other_not(client: PortalClient) -> None:
    page = client.get("/regions/northern/").get_data(as_text=True)
    found = THEME.search(page)
    assert found is not None

    kept, plain, wrong = (client.get(url) for url in (found[1], found[1].split("?")[0], found[1][:-1] + "_"))

    assert kept.headers["Cache-Control"] == "public, immutable, max-age=31536000"
    assert "immutable" not in plain.headers.get("Cache-Control", "")
    assert "immutable" not in wrong.headers.get("Cache-Control", "")


def test_a_reader_who_has_it_gets_nothing(client: PortalClient) -> None:
    first = client.get("/regions/northern/theme.css")

    answer = client.get("/regions/northern/theme.css", headers={"If-None-Match": first.headers["ETag"]})

    assert (answer.status_code, answer.data) == (304, b"")


@pytest.mark.parametrize("region", ["atlantis", "Northern", "northern%20", "%2e%2e", "northern%00"])
def test_a_region_that_is_none_has_no_look(client: PortalClient, region: str) -> None:
    assert client.get(f"/regions/{region}/theme.css").status_code in {400, 404}
