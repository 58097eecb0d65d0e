"""Switching on and off by the pages: at once, or after a look; by two people at once; and keeping a plugin out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.foundation.database import db
from portal.infrastructure.audit.models import AuditEntry
from portal.plugin_host.host import registry_here
from tests.clients import PortalClient, text_of
from tests.plugins import bring_in, switch_on

if TYPE_CHECKING:
    from flask import Flask

    from tests.plugins import Installer

ON, OFF = "/admin/plugins/coaching/in/north/on", "/admin/plugins/coaching/in/north/off"
SEEN = re.compile(r'name="seen" value="(\w+)"')
GREEDY = """
    @hookimpl
    def portal_settings(ctx):
        return [SettingField(id="office", label="Who answers", is_required=True)]

    @hookimpl
    def portal_counties(ctx):
        return [CountyClaim(id="butte", fips="06007")]
"""


def is_on(app: Flask, plugin_id: str = "coaching", region_id: str = "north") -> bool:
    with app.app_context():
        return registry_here().is_on(plugin_id, region_id)


def deeds(app: Flask) -> list[str]:
    with app.app_context():
        return [
            deed
            for deed in db.session.scalars(select(AuditEntry.deed).order_by(AuditEntry.number))
            if deed.startswith("plugin ")
        ]


def test_one_click_switches_on_and_another_off(two_regions: Flask, client: PortalClient) -> None:
    client.sign_in_as("statewide-administrator")

    sent = client.post(ON, {"back": "list"}, on="/admin/plugins")
    after_on = (sent.status_code, sent.location, is_on(two_regions), is_on(two_regions, region_id="south"))
    said_on = text_of(client.get("/admin/plugins"))
    client.post(OFF, {"back": "list"}, on="/admin/plugins")
    said_off = text_of(client.get("/admin/plugins"))

    assert after_on == (303, "/admin/plugins", True, False)
    assert "“Coaching” is on in The north now." in said_on
    assert "“Coaching” is off in The north now. Nothing of it was deleted." in said_off
    assert not is_on(two_regions)
    assert deeds(two_regions) == ["plugin switched on", "plugin switched off"]


def test_two_who_switch_at_once_both_get_a_clear_answer_and_it_happens_once(two_regions: Flask) -> None:
    one, two = (PortalClient(two_regions).sign_in_as("statewide-administrator") for _ in range(2))

    said = []
    for url in (ON, OFF):
        for client in (one, two):
            client.post(url, {"back": "list"}, on="/admin/plugins")
            said.append(text_of(client.get("/admin/plugins")))

    assert "is on in The north now" in said[0]
    assert "was on in The north already; somebody else may have switched it just now" in said[1]
    assert "is off in The north now" in said[2]
    assert "was off in The north already; somebody else may have switched it just now" in said[3]
    assert deeds(two_regions) == ["plugin switched on", "plugin switched off"]


@pytest.fixture
def greedy(two_regions: Flask, installer: Installer) -> Flask:
    """Give the portal with a plugin that asks the network, needs a value and claims a county."""
    installer.install("greedy", GREEDY, name="Greedy", regions=[], capabilities=["net:calendar.example", "mail"])
    with two_regions.app_context():
        bring_in()
    return two_regions


def test_what_has_to_be_looked_at_is_shown_before_and_says_what_it_may_do(greedy: Flask, client: PortalClient) -> None:
    client.sign_in_as("statewide-administrator")
    url = "/admin/plugins/greedy/in/north/on"

    sent = client.post(url, {}, on="/profile")
    answer = client.get(url)

    said = text_of(answer)
    assert (sent.status_code, sent.location) == (303, url)
    assert not is_on(greedy, "greedy")
    for words in ("Ask calendar.example for data, over the network.", "Send mail in the portal's name.",
                  "It needs a value for: Who answers.", "Counties Butte"):  # fmt: skip
        assert words in said
    assert "I agree" not in said


def test_it_is_looked_at_again_when_it_is_sent(greedy: Flask, client: PortalClient) -> None:
    client.sign_in_as("statewide-administrator")
    url, settings = "/admin/plugins/greedy/in/north/on", "/admin/plugins/greedy/in/north/settings"

    blocked = client.post(url, {"seen": "0" * 32}, on="/profile")
    client.post(settings, {"office-way": "own", "office-value": "The desk"}, on=settings)
    mark = SEEN.search(client.get(url).get_data(as_text=True))
    stale = client.post(url, {"seen": "0" * 32}, on=url)
    assert mark is not None
    agreed = client.post(url, {"seen": mark[1]}, on=url)

    assert (blocked.status_code, stale.status_code, agreed.status_code) == (409, 409, 303)
    assert "What it adds or needs has changed since you looked." in text_of(stale)
    assert is_on(greedy, "greedy")


def test_what_was_agreed_to_once_is_one_click_later(greedy: Flask, client: PortalClient) -> None:
    client.sign_in_as("statewide-administrator")
    url, settings = "/admin/plugins/greedy/in/north/on", "/admin/plugins/greedy/in/north/settings"
    client.post(settings, {"office-way": "own", "office-value": "The desk"}, on=settings)
    mark = SEEN.search(client.get(url).get_data(as_text=True))
    assert mark is not None
    client.post(url, {"seen": mark[1]}, on=url)
    client.post("/admin/plugins/greedy/in/north/off", {}, on="/profile")

    sent = client.post(url, {}, on="/profile")

    assert sent.location == "/admin/plugins/greedy"
    assert is_on(greedy, "greedy")


def test_a_hook_that_refuses_keeps_it_off_and_says_why(
    two_regions: Flask, installer: Installer, client: PortalClient
) -> None:
    code = "@hookimpl\ndef portal_on_enable(ctx, previous_version):\n    raise RuntimeError('no desk')"
    installer.install("shy", code, name="Shy", regions=[])
    with two_regions.app_context():
        bring_in()
    client.sign_in_as("statewide-administrator")

    client.post("/admin/plugins/shy/in/north/on", {}, on="/profile")

    assert "Shy could not be switched on: RuntimeError: no desk." in text_of(client.get("/admin/plugins/shy"))
    assert not is_on(two_regions, "shy")


def test_a_plugin_that_is_kept_out_does_not_run_and_comes_back_where_it_was_on(
    two_regions: Flask, client: PortalClient
) -> None:
    with two_regions.app_context():
        switch_on("coaching", "north")
    client.sign_in_as("statewide-administrator")

    client.post("/admin/plugins/coaching/keep-out", {}, on="/profile")
    out = (is_on(two_regions), text_of(client.get("/admin/plugins/coaching")))
    client.post("/admin/plugins/coaching/allow", {}, on="/profile")

    assert out[0] is False
    assert "Kept out" in out[1]
    assert "Allow it" in out[1]
    assert is_on(two_regions)
    assert deeds(two_regions) == ["plugin kept out", "plugin allowed"]


def test_the_page_shows_what_a_plugin_adds_with_links_and_who_may(two_regions: Flask, client: PortalClient) -> None:
    with two_regions.app_context():
        switch_on("coaching", "north")
    client.sign_in_as("statewide-administrator")

    answer = client.get("/admin/plugins/coaching")

    html, said = answer.get_data(as_text=True), text_of(answer)
    for url in ("/regions/north/tools/log", "/regions/north/x/coaching/dates", "/regions/north/"):
        assert f'href="{url}"' in html
    for words in ("/dates GET · Anybody, without signing in", "/mine GET · The region's people",
                  "/one/<int:number> GET · With the right “Answer requests”: Supervisor or coach",
                  "Fetch the calendar every 60 minutes North",
                  "Next dates The wide column of a region's home"):  # fmt: skip
        assert words in said


def test_how_a_plugin_is_can_be_asked(two_regions: Flask, client: PortalClient) -> None:
    with two_regions.app_context():
        switch_on("coaching", "north", "south")
    client.sign_in_as("operator")

    for region_id in ("north", "south"):
        client.post(f"/admin/plugins/coaching/in/{region_id}/health", {}, on="/profile")

    said = text_of(client.get("/admin/plugins/coaching"))
    assert "“Coaching” is not well in The south. Said in south." in said
    assert "The north: Well Said in north." in said
    assert "The south: Not well Said in south." in said


def test_a_region_s_own_plugin_is_switched_off_only_after_what_goes_was_shown(
    two_regions: Flask, client: PortalClient
) -> None:
    client.sign_in_as("statewide-administrator")
    url = "/admin/plugins/north/in/north/off"

    asked = client.post(url, {"back": "list"}, on="/admin/plugins")
    was_on, shown = is_on(two_regions, "north"), client.get(url)
    agreed = client.post(url, {"seen": "off"}, on=url)

    assert (asked.status_code, asked.location, was_on) == (303, url, True)
    for words in ("The north comes from this plugin", "Home of the region", "People whose home it is Nobody"):
        assert words in text_of(shown)
    assert (agreed.status_code, agreed.location) == (303, "/admin/plugins/north")
    assert not is_on(two_regions, "north")
