"""The staff's first page, and the plugins."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_plugins
from portal.plugin_host.models import PluginRecord
from tests.clients import PortalClient, text_of

CARDS = re.compile(r'<h2 class="card-title"><a href="([^"]+)">')


@pytest.mark.parametrize(
    ("role", "cards", "menu"),
    [
        ("statewide-administrator", ["/admin/people/", "/admin/plugins", "/admin/audit"],
         ["/admin/", "/admin/people/", "/admin/plugins", "/admin/audit"]),
        ("operator", ["/admin/plugins"], ["/admin/", "/admin/plugins"]),
        ("county-liaison", ["/admin/people/"], ["/admin/", "/admin/people/"]),
    ],
)  # fmt: skip
def test_the_first_page_leads_to_what_a_person_looks_after(
    client: PortalClient, role: str, cards: list[str], menu: list[str]
) -> None:
    client.sign_in_as(role, county="Butte" if role == "county-liaison" else None)

    html = client.get("/admin/").get_data(as_text=True)

    assert CARDS.findall(html) == cards
    assert re.findall(r'<a class="staff-menu-link" href="([^"]+)"', html) == menu
    assert {client.get(url).status_code for url in (*cards, *menu)} == {200}


@pytest.mark.parametrize("role", ["worker", "supervisor"])
def test_whoever_looks_after_nothing_is_told_so_and_has_no_link_there(client: PortalClient, role: str) -> None:
    client.sign_in_as(role, county="Butte")

    answer = client.get("/admin/")

    assert answer.status_code == 403
    assert "Your account looks after nothing here" in text_of(answer)
    assert 'href="/admin/"' not in client.get("/regions/northern/").get_data(as_text=True)


def test_a_stranger_is_asked_to_sign_in(client: PortalClient) -> None:
    assert [client.get(url).location for url in ("/admin/", "/admin/plugins")] == [
        "/sign-in?next=/admin/", "/sign-in?next=/admin/plugins",
    ]  # fmt: skip


def test_the_plugins_are_shown_with_their_region_and_how_much_they_add(client: PortalClient) -> None:
    client.sign_in_as("operator")

    answer = client.get("/admin/plugins")

    rows = re.findall(
        r'<li class="panel plugin plugin-(\w+)">.*?<code>(\w+)</code>', answer.get_data(as_text=True), re.DOTALL
    )
    assert sorted(rows) == [("good", name) for name in ("bay_area", "central", "los_angeles", "northern", "southern")]
    said = text_of(answer)
    for words in ("Northern Region", "Plugin with code", "Pack without code", "Counties 28"):
        assert words in said


@pytest.mark.parametrize(
    ("state", "words", "tone"),
    [
        ("failed", "Failed, left out", "bad"),
        ("rejected", "Not in order", "bad"),
        ("incompatible", "For another portal", "caution"),
    ],
)
def test_a_plugin_that_is_not_well_says_what_happened_and_what_to_do(
    client: PortalClient, state: str, words: str, tone: str
) -> None:
    client.sign_in_as("operator")
    ill = {"name": "A <lost> plugin", "state": state, "reason": "It fell <over>.", "remedy": "Pick it up."}
    with client.app.app_context(), transaction():
        db.session.execute(update(PluginRecord).where(PluginRecord.id == "northern").values(**ill))
        advance_plugins()

    answer = client.get("/admin/plugins")

    html, said = answer.get_data(as_text=True), text_of(answer)
    assert words in said
    assert "What happened It fell <over>. What to do Pick it up." in said
    assert f'plugin-{tone}"' in html
    assert "<lost>" not in html
    assert "<over>" not in html


def test_a_plugin_that_was_taken_away_is_no_longer_installed(client: PortalClient) -> None:
    client.sign_in_as("operator")
    with client.app.app_context(), transaction():
        db.session.execute(update(PluginRecord).where(PluginRecord.id == "northern").values(id="gone", name="Gone"))
        advance_plugins()

    said = text_of(client.get("/admin/plugins"))

    assert "Gone No longer installed" in said
    assert "nothing of it was deleted" in said


def test_a_remark_on_a_plugin_that_is_on_is_shown(client: PortalClient) -> None:
    client.sign_in_as("operator")
    with client.app.app_context(), transaction():
        db.session.execute(
            update(PluginRecord).where(PluginRecord.id == "northern").values(reason="Its claim on Butte is held.")
        )

    assert "What happened Its claim on Butte is held." in text_of(client.get("/admin/plugins"))
