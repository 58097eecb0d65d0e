"""Who to ask, as people of a region and everybody else meet it."""

from __future__ import annotations

import re

import pytest

from tests.clients import PortalClient, text_of

FINDER = "/toolkit/regional-contacts/"


def my_contact(client: PortalClient, region: str) -> str:
    html = client.get(f"/regions/{region}/").get_data(as_text=True)
    found = re.search(r'<section class="panel my-contact".*?</section>', html, re.DOTALL)
    assert found is not None
    return found[0]


def test_a_worker_of_a_county_with_its_own_liaison_is_led_to_it(client: PortalClient) -> None:
    client.sign_in_as("worker", county="Butte")

    shown = my_contact(client, "northern")

    assert "For Butte County" in shown
    assert "SOP liaison for Butte County" in shown
    assert 'href="mailto:butte@northern.example"' in shown
    assert 'href="tel:+15305550111"' in shown
    assert "SOP regional lead" not in shown


def test_a_worker_of_another_county_is_led_to_who_answers_for_all(client: PortalClient) -> None:
    client.sign_in_as("worker", county="Yuba")

    shown = my_contact(client, "northern")

    assert "For Yuba County" in shown
    assert "SOP regional lead" in shown
    assert "liaison" not in shown


def test_a_county_served_beside_its_main_region_is_answered_for_in_both(client: PortalClient) -> None:
    client.sign_in_as("worker", county="Ventura")

    main, other = my_contact(client, "central"), my_contact(client, "southern")

    assert "For Ventura County" in main
    assert "SOP regional lead" in main
    assert "For Ventura County" in other
    assert "Advanced training desk" in other
    assert "Also for Ventura County" in main
    assert "Advanced training desk" in main.partition("Also for Ventura County")[2]
    assert "SOP regional lead" in other.partition("Also for Ventura County")[2]


def test_who_has_one_region_is_led_to_one_contact(client: PortalClient) -> None:
    client.sign_in_as("worker", county="Fresno")

    assert "Also for" not in my_contact(client, "central")


def test_an_editor_without_a_county_is_led_to_who_answers_for_all(client: PortalClient) -> None:
    client.sign_in_as("regional-editor", region="northern")

    shown = my_contact(client, "northern")

    assert "SOP regional lead" in shown
    assert "County</p>" not in shown


def test_the_regions_contacts_are_shown_to_its_people_with_what_is_not_confirmed_marked(client: PortalClient) -> None:
    client.sign_in_as("worker", county="Butte")

    said = text_of(client.get("/regions/northern/contacts"))

    for words in ("SOP liaison for Butte County", "Coaching coordinator", "463 California Ave.", "To be confirmed",
                  "All counties of the region", "Modoc, Siskiyou"):  # fmt: skip
        assert words in said


def test_strangers_see_only_the_open_contacts_of_every_region(client: PortalClient) -> None:
    said = text_of(client.get(FINDER))

    for region in ("Northern Region", "Academy office", "(530) 757-8777"):
        assert region in said
    assert "SOP liaison" not in said
    assert ".example" not in said


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("butte", "Butte County Northern Region"),
        ("ventura", "and Southern Region"),
        ("  San   Diego county ", "San Diego County"),
        ("alpine", "To be confirmed"),
        ("nowhere", "No county of California begins with or contains “nowhere”"),
    ],
)
def test_the_finder_tells_the_region_of_a_county(client: PortalClient, query: str, shown: str) -> None:
    answer = client.get(FINDER, query_string={"county": query})

    assert answer.status_code == 200
    assert shown in text_of(answer)


def test_html_in_the_finder_is_text(client: PortalClient) -> None:
    html = client.get(FINDER, query_string={"county": '"><script>alert(1)</script>'}).get_data(as_text=True)

    assert "<script>alert" not in html


@pytest.mark.parametrize("query", ["x" * 5000, "🦢", "%"])
def test_an_odd_county_is_answered_and_shown_in_short(client: PortalClient, query: str) -> None:
    answer = client.get(FINDER, query_string={"county": query})

    assert answer.status_code == 200
    assert "x" * 61 not in answer.get_data(as_text=True)
