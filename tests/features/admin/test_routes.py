"""The staff's first page."""

from __future__ import annotations

import re

import pytest

from tests.clients import PortalClient, text_of

CARDS = re.compile(r'<h2 class="card-title"><a href="([^"]+)">')
CARDS_OF_ALL = [
    "/admin/people/", "/admin/people/recoveries", "/admin/people/requests", "/admin/people/joining",
    "/admin/directories/", "/admin/plugins/items/", "/admin/plugins", "/admin/plugins/packs", "/admin/toolkit/",
    "/admin/toolkit/changes/", "/admin/upkeep/", "/admin/upkeep/notes/", "/admin/answers/", "/admin/recalls/",
    "/admin/films/", "/admin/audit",
]  # fmt: skip
MENU_OF_ALL = [
    "/admin/", "/admin/people/", "/admin/directories/", "/admin/toolkit/", "/admin/plugins/items/", "/admin/upkeep/",
    "/admin/plugins", "/admin/plugins/packs", "/admin/recalls/", "/admin/audit",
]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "cards", "menu"),
    [
        ("statewide-administrator", CARDS_OF_ALL, MENU_OF_ALL),
        ("operator", ["/admin/plugins"], ["/admin/", "/admin/plugins"]),
        ("county-liaison", ["/admin/people/", "/admin/people/recoveries", "/admin/people/requests"],
         ["/admin/", "/admin/people/"]),
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
