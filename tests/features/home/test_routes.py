"""The front pages."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import update

from portal.features.regions.models import Membership
from portal.features.toolkits.queries import list_pages
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch, advance_plugins
from portal.plugin_host.models import PluginRecord
from tests.clients import PortalClient, text_of
from tests.factories import fips_of

REGIONS = {"Butte": "northern", "Alameda": "bay-area", "Fresno": "central", "San Diego": "southern",
           "Los Angeles": "los-angeles"}  # fmt: skip
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def test_a_worker_lands_on_the_home_of_the_countys_main_region(client: PortalClient) -> None:
    client.sign_in_as("worker", county="Butte")

    answer = client.get("/")

    assert (answer.status_code, answer.location) == (303, "/regions/northern/")


@pytest.mark.parametrize(("county", "region"), REGIONS.items())
def test_people_of_every_region_land_on_their_own(client: PortalClient, county: str, region: str) -> None:
    client.sign_in_as("worker", county=county)

    assert client.get("/").location == f"/regions/{region}/"


def test_an_editor_without_a_county_lands_on_the_region_of_the_role(client: PortalClient) -> None:
    client.sign_in_as("regional-editor", region="central")

    assert client.get("/").location == "/regions/central/"


def test_a_stranger_sees_the_public_home(client: PortalClient) -> None:
    answer = client.get("/")

    assert answer.status_code == 200
    assert "Safety Organized Practice, close at hand" in text_of(answer)
    assert "Set-Cookie" not in answer.headers


def test_a_person_whose_county_has_no_region_sees_the_statewide_home(client: PortalClient) -> None:
    client.sign_in_as("worker", county="Butte")
    with client.app.app_context(), transaction():
        db.session.execute(update(Membership).where(Membership.county_fips == fips_of("Butte")).values(is_held=True))
        advance_epoch()

    answer = client.get("/")

    said = text_of(answer)
    assert answer.status_code == 200
    assert "Butte County has no region in the portal yet" in said
    assert "Start here" in said
    assert "For social workers" in said
    assert "Who is my contact" not in said


def test_a_person_of_no_county_sees_the_statewide_home(client: PortalClient) -> None:
    client.sign_in_as("operator")

    said = text_of(client.get("/"))

    assert "Your account belongs to no single county" in said
    assert "The whole toolkit" in said


def test_the_regional_home_shows_all_it_is_for(client: PortalClient) -> None:
    client.sign_in_as("worker", county="Butte")

    answer = client.get("/regions/northern/")

    said, html = text_of(answer), answer.get_data(as_text=True)
    for words in ("Northern Region", "Northern Academy at UC Davis Human Services", "Welcome to the Northern pages.",
                  "You work for Butte County", "28 counties in this region", "Who is my contact?",
                  "SOP liaison for Butte County", "Start here County worker", "Three Questions",
                  "The statewide toolkit", "Tools of Northern Region", "From the field",
                  "Feeds of Northern Region"):  # fmt: skip
        assert words in said
    assert "/regions/northern/theme.css?v=" in html
    assert len(re.findall(r'class="section-tile"', html)) == 11


def test_every_post_on_the_regional_home_says_whose_it_is(client: PortalClient) -> None:
    client.sign_in_as("worker", county="Butte")

    html = client.get("/regions/northern/").get_data(as_text=True)

    rows = re.findall(r'<article class="row post-row">.*?</article>', html, re.DOTALL)
    assert len(rows) == 5
    assert all(("Northern" in row) != ("Statewide" in row) for row in rows)
    assert any("Northern" in row for row in rows)
    assert any("Statewide" in row for row in rows)


@pytest.mark.parametrize(
    ("role", "label", "page"),
    [("worker", "County worker", "Safety planning"), ("supervisor", "Supervisor or coach", "Group supervision"),
     ("county-liaison", "County liaison", "How to Use the Toolkit")],
)  # fmt: skip
def test_the_start_is_that_of_the_persons_role(client: PortalClient, role: str, label: str, page: str) -> None:
    client.sign_in_as(role, county="Butte")

    html = client.get("/regions/northern/").get_data(as_text=True)

    start = re.search(r'<section class="panel panel-accent start-here".*?</section>', html, re.DOTALL)
    assert start is not None
    assert label in start[0]
    assert page in start[0]


def switch(client: PortalClient) -> list[tuple[str, bool]]:
    """Return the regions of the switch, each with whether it is the current one."""
    html = client.get(client.get("/").location or "/").get_data(as_text=True)
    links = re.findall(r'<a class="region-switch-link" href="([^"]+)"([^>]*)>', html)
    return [(url, "aria-current" in rest) for url, rest in links]


def test_a_person_of_two_regions_has_a_switch_and_both_homes(client: PortalClient) -> None:
    client.sign_in_as("worker", county="Ventura")

    assert switch(client) == [("/regions/central/", True), ("/regions/southern/", False)]
    for region, name in (("central", "Central"), ("southern", "Southern")):
        answer = client.get(f"/regions/{region}/")
        assert answer.status_code == 200
        assert f"Tools of {name}" in text_of(answer)
        assert f'href="/regions/{region}/" aria-current="true"' in answer.get_data(as_text=True)


def test_a_person_of_one_region_has_none(client: PortalClient) -> None:
    client.sign_in_as("worker", county="Butte")

    assert switch(client) == []


def test_people_from_elsewhere_see_what_a_region_shares(client: PortalClient) -> None:
    client.sign_in_as("worker", county="Fresno")

    said = text_of(client.get("/regions/northern/"))

    assert "You do not belong to this region" in said
    assert "SOP liaison" not in said
    assert "Welcome to the Northern pages." not in said
    assert "Start here" not in said


def test_strangers_see_what_a_region_shares_and_the_way_in(client: PortalClient) -> None:
    answer = client.get("/regions/northern/")

    said = text_of(answer)
    assert "What this region shares with everyone" in said
    assert "(530) 757-8777" in said
    assert "(530) 555-" not in said
    assert 'href="/sign-in?next=/regions/northern/"' in answer.get_data(as_text=True)


def test_the_regions_are_listed_with_their_counties(client: PortalClient) -> None:
    said = text_of(client.get("/regions/"))

    assert all(
        name in said for name in ("Northern", "Bay Area", "Central", "Southern", "Los Angeles", "Butte", "Ventura")
    )


def test_the_home_of_a_plugin_that_is_not_well_is_gone_and_its_people_read_on(client: PortalClient) -> None:
    client.sign_in_as("worker", county="Butte")
    with client.app.app_context(), transaction():
        db.session.execute(update(PluginRecord).where(PluginRecord.id == "northern").values(state="failed"))
        advance_plugins()

    found = {url: client.get(url).status_code for url in (
        "/", "/regions/northern/", "/regions/northern/tools/", "/regions/northern/theme.css", "/regions/", "/toolkit/",
        "/profile", "/sitemap", "/regions/southern/",
    )}  # fmt: skip

    assert found == {
        "/": 200, "/regions/northern/": 404, "/regions/northern/tools/": 404, "/regions/northern/theme.css": 404,
        "/regions/": 200, "/toolkit/": 200, "/profile": 200, "/sitemap": 200, "/regions/southern/": 200,
    }  # fmt: skip


def site_map(client: PortalClient) -> list[str]:
    answer = client.get("/sitemap.xml")
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    return [element.text or "" for element in ET.fromstring(answer.data).iter(LOC)]  # noqa: S314 - our own answer


def test_the_site_map_for_machines_lists_every_open_page_once_and_each_answers(client: PortalClient) -> None:
    urls = site_map(client)

    with client.app.app_context():
        pages = {f"http://localhost{page.url}" for page in list_pages()}
    assert pages <= set(urls)
    assert len(urls) == len(set(urls))
    assert {client.get(url.removeprefix("http://localhost")).status_code for url in urls} == {200}


def test_the_site_map_for_machines_is_the_same_whoever_asks(client: PortalClient) -> None:
    strangers = site_map(client)
    client.sign_in_as("statewide-administrator")

    assert site_map(client) == strangers


def test_the_site_map_for_people_adds_the_pages_of_their_region(client: PortalClient) -> None:
    worker = PortalClient(client.app).sign_in_as("worker", county="Butte")
    link = '<a class="sitemap-link" href="/regions/northern/contacts">'

    assert link in worker.get("/sitemap").get_data(as_text=True)
    assert link not in client.get("/sitemap").get_data(as_text=True)


def test_every_link_on_a_site_map_leads_to_a_page(client: PortalClient) -> None:
    client.sign_in_as("worker", county="Ventura")
    html = client.get("/sitemap").get_data(as_text=True)

    urls = re.findall(r'<a class="sitemap-link" href="([^"]+)"', html)

    assert len(urls) > 60
    assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 200)


def test_machines_are_told_what_to_leave_alone(client: PortalClient) -> None:
    lines = client.get("/robots.txt").get_data(as_text=True).splitlines()

    assert {"Disallow: /admin/", "Disallow: /join/", "Sitemap: http://localhost/sitemap.xml"} <= set(lines)


def test_health_is_told_in_a_word(client: PortalClient) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.data, answer.mimetype) == (200, b"ok\n", "text/plain")


def test_a_browser_that_asks_for_the_picture_is_led_to_it(client: PortalClient) -> None:
    answer = client.get("/favicon.ico")

    assert answer.status_code == 302
    assert client.get(answer.location or "").mimetype == "image/svg+xml"
