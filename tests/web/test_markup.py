"""The HTML of every page: without a fault, and with what a reader of any kind needs."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from justhtml import JustHTML

from portal.features.accounts import services
from portal.features.accounts.queries import get_account
from portal.features.toolkits.queries import list_pages
from portal.foundation.transaction import transaction
from tests.clients import PortalClient
from tests.factories import make_film, make_person

if TYPE_CHECKING:
    from flask import Flask

OPEN = [
    "/", "/toolkit/", "/toolkit/direct-practice/", "/toolkit/about-sop/", "/toolkit/direct-practice/scaling",
    "/toolkit/about-sop/history", "/toolkit/definitional-tools/glossary", "/toolkit/videos", "/toolkit/blog/",
    "/toolkit/definitional-tools/glossary?q=xyzzy", "/toolkit/definitional-tools/glossary?q=safety",
    "/toolkit/regional-contacts/", "/toolkit/regional-contacts/?county=san", "/toolkit/regional-contacts/?county=zz",
    "/toolkit/shared-tools/", "/regions/", "/regions/northern/", "/blog/", "/blog/?tag=none", "/sitemap", "/privacy",
    "/family/", "/family/what-to-expect", "/family/what-to-expect/es", "/family/none",
    "/toolkit/direct-practice/what-to-expect", "/accessibility", "/sign-in", "/nowhere", "/blog/scales-with-both-ends",
    "/regions/northern/tools/networks-across-counties", "/regions/northern/posts/the-aunt-three-hours-away",
]  # fmt: skip
OF_A_WORKER = [
    "/regions/central/", "/regions/southern/", "/regions/northern/", "/regions/central/contacts", "/profile",
    "/regions/central/tools/", "/regions/central/tools/?topic=none", "/regions/central/posts/", "/admin/", "/nowhere",
]  # fmt: skip
OF_STAFF = [
    "/admin/films/", "/admin/films/new",
    "/", "/admin/", "/admin/people/", "/admin/people/?q=xyzzy", "/admin/people/new", "/admin/plugins",
    "/admin/plugins/northern", "/admin/plugins/bay_area/in/bay-area/settings", "/admin/plugins/northern/in/northern/on",
    "/admin/plugins/held-counties", "/regions/northern/?explain",
]  # fmt: skip
NAMING = ("for", "aria-labelledby", "aria-describedby", "popovertarget", "aria-controls")
LABELLED = "input, select, textarea"


def faults_of(html: str) -> list[str]:
    """Return what is wrong with a page."""
    page = JustHTML(html, sanitize=False, collect_errors=True)
    elements: list[Any] = page.query("*")
    ids = Counter(element.attrs["id"] for element in elements if element.attrs.get("id"))
    faults = [f"line {error.line}: {error.code}" for error in page.errors]
    faults += [f"id {name} is there {number} times" for name, number in ids.items() if number > 1]
    faults += [f"{len(page.query(name))} {name}" for name in ("h1", "head title", "main") if len(page.query(name)) != 1]
    faults += [f"no alt: {picture.attrs.get('src')}" for picture in page.query("img") if "alt" not in picture.attrs]
    for element in elements:
        for attribute in NAMING:
            named = (element.attrs.get(attribute) or "").split()
            faults += [
                f"{element.name} {attribute} names {name}, which is not there" for name in named if name not in ids
            ]
        if element.attrs.get("style") or any(name.startswith("on") for name in element.attrs):
            faults.append(f"{element.name} has an inline style or script")
    return faults + unnamed(page) + heading_jumps(page)


def unnamed(page: JustHTML) -> list[str]:
    """Return controls, links and buttons that say nothing."""
    labels = {label.attrs.get("for") for label in page.query("label")}
    faults = [
        f"no label: {control.attrs}"
        for control in page.query(LABELLED)
        if control.attrs.get("type") != "hidden"
        and "hidden" not in control.attrs
        and control.attrs.get("id") not in labels
        and not control.attrs.get("aria-label")
    ]
    for element in [*page.query("a"), *page.query("button")]:
        pictures = " ".join(picture.attrs.get("alt") or "" for picture in element.query("img"))
        if not (element.to_text() + pictures).strip() and not element.attrs.get("aria-label"):
            faults.append(f"{element.name} without words: {element.attrs}")
        if element.name == "a" and not element.attrs.get("href"):
            faults.append(f"a without an address: {element.to_text()}")
    return faults + [
        f"a table without a heading: {table.attrs}" for table in page.query("table") if not table.query("th")
    ]


def heading_jumps(page: JustHTML) -> list[str]:
    """Return headings that leave out a level."""
    levels = [int(element.name[1]) for element in page.query("*") if re.fullmatch(r"h[1-6]", element.name)]
    return [f"h{after} follows h{before}" for before, after in pairwise(levels) if after > before + 1]


def check(client: PortalClient, urls: list[str]) -> None:
    faults = {}
    for url in urls:
        answer = client.get(url)
        assert answer.mimetype == "text/html", url
        if found := faults_of(answer.get_data(as_text=True)):
            faults[url] = found
    assert faults == {}


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<p id=x></p><p id=x></p>", "id x is there 2 times"),
        ("<img src='x'>", "no alt: x"),
        ("<label for=y>Y</label>", "label for names y, which is not there"),
        ("<input type=text id=z>", "no label: {'type': 'text', 'id': 'z'}"),
        ("<a href='/'> <svg></svg></a>", "a without words: {'href': '/'}"),
        ("<p></div>", "line 1: unexpected-end-tag"),
        ("<h3>x</h3>", "h3 follows h1"),
        ("<p style='color:red'></p>", "p has an inline style or script"),
        ("<h1>again</h1>", "2 h1"),
    ],
)
def test_a_fault_is_found(html: str, fault: str) -> None:
    whole = (
        f"<!doctype html><html lang=en><head><title>T</title></head><body><main><h1>T</h1>{html}</main></body></html>"
    )

    assert fault in faults_of(whole)


def test_open_pages_are_without_fault(client: PortalClient) -> None:
    check(client, OPEN)


def test_a_workers_pages_are_without_fault(client: PortalClient) -> None:
    check(client.sign_in_as("worker", county="Ventura"), OF_A_WORKER)


def test_the_staffs_pages_are_without_fault(client: PortalClient) -> None:
    client.sign_in_as("statewide-administrator")
    with client.app.app_context():
        people = [make_person("reviewer", region="northern").id, make_person(password=None).id]
        film = make_film()

    check(client, OF_STAFF + [f"/admin/people/{person}" for person in people] + [f"/admin/films/{film.id}"])
    check(client, [f"/films/{film.key}", f"/films/{film.key}/play", "/toolkit/videos"])


def test_forms_with_mistakes_are_without_fault(client: PortalClient) -> None:
    with client.app.app_context():
        invited, account = make_person(password=None), get_account(make_person("statewide-administrator").id)
        with transaction():
            token = services.make_join_link(invited, actor_id=None)[0]
    pages = [client.get(f"/join/{token}"), client.post("/sign-in", {}), client.post(f"/join/{token}", {})]
    client.sign_in(account)
    pages += [client.post(url, {}, on="/profile") for url in ("/profile/password", "/admin/people/new")]
    pages += [client.post(f"/admin/people/{account.id}/grants", {}, on="/profile")]

    faults = {page.request.path: faults_of(page.get_data(as_text=True)) for page in pages}

    assert {url: found for url, found in faults.items() if found} == {}
    assert [page.status_code for page in pages] == [200, 422, 422, 422, 422, 422]


def test_every_page_of_the_toolkit_is_without_fault(filled_app: Flask) -> None:
    with filled_app.app_context():
        urls = [page.url for page in list_pages()]

    check(PortalClient(filled_app), urls)
