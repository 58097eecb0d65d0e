"""The moments of a case: what helps at each, and who to call there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from justhtml import JustHTML

from portal.features.contacts.queries import list_contacts
from portal.features.regions.queries import list_regions
from portal.features.toolkits.queries import get_page, moments_of
from portal.foundation.vocabulary import PHASES
from tests.clients import PortalClient, text_of

if TYPE_CHECKING:
    from flask import Flask

CASE = "/toolkit/case"


def test_the_line_has_every_moment_from_hotline_to_closing(client: PortalClient) -> None:
    page = JustHTML(client.get(CASE).get_data(as_text=True), sanitize=False)

    assert [link.to_text() for link in page.query(".case-line-link")] == list(PHASES.values())
    assert [title.to_text() for title in page.query(".moment-title")] == list(PHASES.values())


def test_each_moment_has_tools_questions_and_a_way_to_all_that_serves_there(client: PortalClient) -> None:
    page = JustHTML(client.get(CASE).get_data(as_text=True), sanitize=False)
    moments = page.query(".moment")

    assert len(moments) == len(PHASES)
    for moment in moments:
        assert len(moment.query(".prose > ul a")) >= 2
        assert len(moment.query(".box-ask li")) >= 3
        assert len(moment.query(".case-call")) == 1
        (way,) = moment.query(".moment-more a")
        assert client.get(way.attrs["href"] or "").status_code == 200


def test_the_pages_a_moment_counts_are_those_the_finder_shows(client: PortalClient) -> None:
    with client.app.app_context():
        _, moments = moments_of(get_page("case"))

    for moment in moments:
        assert f"{moment.count} pages" in text_of(client.get(moment.url))


def test_a_worker_sees_who_to_call_in_the_own_region_and_nobody_of_another(client: PortalClient) -> None:
    with client.app.app_context():
        names = {region.id: {contact.name for contact in list_contacts(region.id)} for region in list_regions()}
        mails = {region.id: {contact.email for contact in list_contacts(region.id)} for region in list_regions()}
    client.sign_in_as("worker", county="Fresno")

    html = client.get(CASE).get_data(as_text=True)

    lines = {line.to_text() for line in JustHTML(html, sanitize=False).query(".case-call-line")}
    assert len(lines) == 1
    assert any(name in line for line in lines for name in names["central"])
    others = set().union(*(found for region, found in mails.items() if region != "central")) - {""}
    assert len(others) > 2
    assert [mail for mail in others if mail in html] == []


def test_a_stranger_is_led_to_the_regional_contacts(client: PortalClient) -> None:
    page = JustHTML(client.get(CASE).get_data(as_text=True), sanitize=False)

    assert {link.attrs["href"] for link in page.query(".case-call a")} == {"/toolkit/regional-contacts/"}
    assert "mailto:" not in str(page.query(".moments")[0].to_html())


def test_what_a_worker_saw_is_not_kept_for_strangers(client: PortalClient, app: Flask) -> None:
    worker = PortalClient(app).sign_in_as("worker", county="Fresno")
    seen = worker.get(CASE).get_data(as_text=True)

    told = client.get(CASE).get_data(as_text=True)

    assert "mailto:" in seen
    assert "mailto:" not in told
