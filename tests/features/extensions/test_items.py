"""Editing what a region shows: one change is everywhere at once, nowhere else, and can be undone."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.contacts import services as contacts
from portal.features.tools import services as tools
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.epoch import advance_epoch
from portal.plugin_host.shelf import list_kinds, list_updates
from tests.clients import TOKEN, PortalClient, text_of
from tests.factories import fips_of
from tests.features.declaring import contact, declared, feed, post, tool

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

ITEM = "/admin/plugins/items/central/contacts/fresno"


def ship(*records: object, plugin: str = "central", features: tuple[object, ...] = (contacts, tools)) -> None:
    """Let a plugin ship these and nothing else."""
    with transaction():
        for feature in features:
            feature.synchronise((declared(plugin, *records),))  # type: ignore[attr-defined, arg-type]
        advance_epoch()


def fresno(**facts: object) -> object:
    """Return the contact for Fresno."""
    return contact("fresno", "The coaching desk", counties=(fips_of("Fresno"),), **facts)


@pytest.fixture
def dee(app: Flask) -> PortalClient:
    """Give the editor of the central region, which has one contact and one tool."""
    with app.app_context():
        ship(fresno(), tool("plan", "A plan"))
    return PortalClient(app).sign_in_as("regional-editor", region="central")


def fields_on(page: TestResponse) -> dict[str, str]:
    """Return what a form of an item holds, as a browser would send it back."""
    html = page.get_data(as_text=True)
    html = html[html.index('name="stamp"') - 200 : html.index('name="note"') + 300]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if given.get("type") != "checkbox" or " checked" in tag:
            found[given["name"]] = unescape(given.get("value", ""))
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\s?(.*?)</textarea>', html, re.DOTALL):
        found[name] = unescape(text).lstrip("\r\n")
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        found[name] = next(iter(re.findall(r'<option selected value="([^"]*)"', options)), "")
    return found


def without_proof(page: TestResponse) -> str:
    """Return a page without the proofs of its forms, which are new each second."""
    return TOKEN.sub("", page.get_data(as_text=True))


def save(client: PortalClient, where: str, **changes: str) -> TestResponse:
    """Open an item's form, change some of it, and send it."""
    return client.post(where, fields_on(client.get(where)) | changes, on=where)


def test_a_field_takes_no_more_than_a_file_may_hold(dee: PortalClient) -> None:
    response = save(dee, ITEM, name=f"a{' ' * 20_000}b", phone="1" * 16_385)

    assert response.status_code == 422
    assert text_of(response).count("Use at most 16,384 characters.") == 4  # each above all and by its field


def test_j18_a_contact_change_stays_home_and_is_undone(app: Flask, dee: PortalClient) -> None:
    ben = PortalClient(app).sign_in_as("worker", county="Fresno")
    cy = PortalClient(app).sign_in_as("supervisor", county="San Diego")
    pages = ["/regions/central/", "/regions/central/contacts"]
    for page in pages:
        assert "The coaching desk" in text_of(ben.get(page))

    saved = save(dee, ITEM, name="Zqpnewdesk", note="New number")

    assert (saved.status_code, saved.location) == (303, ITEM)
    assert "Saved." in text_of(dee.get(ITEM))
    for page in pages:
        assert "Zqpnewdesk" in text_of(ben.get(page))
        assert "The coaching desk" not in text_of(ben.get(page))
    for page in [*pages, "/regions/southern/", "/regions/southern/contacts", "/sitemap", "/sitemap.xml", "/blog/",
                 "/toolkit/regional-contacts/", "/blog/feed.xml", ITEM]:  # fmt: skip
        assert "Zqpnewdesk" not in cy.get(page).get_data(as_text=True)
        assert "Zqpnewdesk" not in PortalClient(app).get(page).get_data(as_text=True)

    undone = dee.post(f"{ITEM}/undo", on=ITEM)

    assert undone.status_code == 303
    for page in pages:
        assert "The coaching desk" in text_of(ben.get(page))
        assert "Zqpnewdesk" not in text_of(ben.get(page))
    with app.app_context():
        lines = db.session.scalars(select(AuditEntry).where(AuditEntry.subject == "contact fresno")).all()
        assert [(line.deed, line.region_id, line.details) for line in lines] == [
            ("item changed", "central", {"plugin": "central", "fields": "Name", "note": "New number"}),
            ("item change undone", "central", {"plugin": "central", "fields": "Name"}),
        ]


def test_every_kind_describes_every_field_of_its_record(context: Flask) -> None:
    from portal.plugin_host.items import shapes_of  # noqa: PLC0415 - only this test looks inside

    described = {key: [one.name for one in kind.fields] for key, kind in list_kinds().items() if kind.fields}

    assert {"tools", "contacts", "posts", "feeds"} <= set(described)
    assert {key: sorted(names) for key, names in described.items()} == {
        key: sorted(set(shapes_of(list_kinds()[key].record_type)) - {"parts"}) for key in described
    }


def test_a_form_sent_as_it_came_changes_nothing(app: Flask, dee: PortalClient) -> None:
    from portal.features.blog import services as blog  # noqa: PLC0415 - only here

    with app.app_context():
        ship(
            fresno(email="a@b.example", for_everyone=True), tool("plan", topics=("a", "b"), audience=("all",)),
            post("walk", tags=("z", "a")), feed("blog", site="https://b.example"), features=(contacts, tools, blog),
        )  # fmt: skip
    urls = [f"/admin/plugins/items/central/{place}"
            for place in ("contacts/fresno", "tools/plan", "posts/walk", "feeds/blog")]  # fmt: skip

    for url in urls:
        answer = save(dee, url)

        page = text_of(dee.get(url))
        assert answer.status_code == 303, text_of(answer)
        assert "Nothing was changed." in page
        assert "As shipped" in page


def test_what_cannot_be_taken_is_said_by_its_field_and_nothing_is_lost(dee: PortalClient) -> None:
    answer = save(dee, ITEM, name="", email="nobody", url="http://a.example", what_for="Everything I typed")

    page = text_of(answer)
    assert answer.status_code == 422
    assert "“Name” is missing." in page
    assert "“nobody” is not a mail address." in page
    assert "“Name” is empty" not in page
    assert answer.get_data(as_text=True).count("Everything I typed") == 1
    answer = save(dee, ITEM, email="nobody", url="http://a.example", order="999999999")
    page = text_of(answer)
    assert answer.status_code == 422
    assert "“nobody” is not a mail address." in page
    assert "“http://a.example” must begin with https://." in page
    assert "“Place in the list” must be a whole number, or empty." in page


def test_an_edit_on_top_of_an_unseen_one_answers_with_both_texts(app: Flask, dee: PortalClient) -> None:
    colleague = PortalClient(app).sign_in_as("regional-editor", region="central")
    opened = fields_on(dee.get(ITEM))
    save(colleague, ITEM, name="The colleague's words", hours="9 to 5")

    refused = dee.post(ITEM, opened | {"name": "Dee's words"}, on=ITEM)

    page = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert 'value="Dee&#39;s words"' in page
    assert "The colleague&#39;s words" in page
    assert "9 to 5" in page
    assert "The colleague's words" in text_of(dee.get("/regions/central/contacts"))
    again = dee.post(ITEM, fields_on(refused), on=ITEM)
    assert again.status_code == 303
    assert "Dee's words" in text_of(dee.get("/regions/central/contacts"))


def test_a_hidden_item_is_off_every_page_and_comes_back(app: Flask, dee: PortalClient) -> None:
    url = "/admin/plugins/items/central/tools/plan"
    ben = PortalClient(app).sign_in_as("worker", county="Fresno")

    dee.post(f"{url}/hide", on=url)

    for page in ("/regions/central/", "/regions/central/tools/", "/sitemap"):
        assert "A plan" not in text_of(ben.get(page))
    assert ben.get("/regions/central/tools/plan").status_code == 404
    assert "Hidden here" in text_of(dee.get(url))
    assert dee.post(url, {"title": "x"}, on=url).status_code == 422

    dee.post(f"{url}/restore", on=url)

    assert "A plan" in text_of(ben.get("/regions/central/tools/"))


def test_newer_words_wait_beside_ours_until_somebody_decides(app: Flask, dee: PortalClient) -> None:
    save(dee, ITEM, name="Our desk", what_for="Our questions")
    with app.app_context():
        ship(fresno(hours="8 to 4", organisation="New academy"), tool("plan", "A plan"))
        ship(contact("fresno", "Their desk", what_for="Their questions", hours="8 to 4"), tool("plan", "A plan"))

        assert [one.title for one in list_updates("central")] == ["Our desk"]
    assert "Newer words wait for you" in text_of(dee.get("/admin/plugins/items/central/"))
    page = text_of(dee.get(f"{ITEM}/update"))
    for words in ("The coaching desk", "Our desk", "Their desk", "Our questions", "Their questions"):
        assert words in page
    stamp = re.search(r'name="stamp" value="(\w+)"', dee.get(f"{ITEM}/update").get_data(as_text=True))
    assert stamp

    first = dee.post(f"{ITEM}/update", {"decision": "take:name", "stamp": stamp[1]}, on=f"{ITEM}/update")
    stale = dee.post(f"{ITEM}/update", {"decision": "take:all", "stamp": stamp[1]}, on=f"{ITEM}/update")
    stamp = re.search(r'name="stamp" value="(\w+)"', dee.get(f"{ITEM}/update").get_data(as_text=True))
    assert stamp
    second = dee.post(f"{ITEM}/update", {"decision": "keep:all", "stamp": stamp[1]}, on=f"{ITEM}/update")

    assert (first.status_code, first.location) == (303, f"{ITEM}/update")
    assert stale.status_code == 409
    assert (second.status_code, second.location) == (303, ITEM)
    shown = text_of(dee.get("/regions/central/contacts"))
    assert "Their desk" in shown
    assert "Our questions" in shown
    with app.app_context():
        assert list_updates("central") == []
    assert dee.post(f"{ITEM}/update", {"decision": "take:all"}, on=ITEM).status_code == 422


@pytest.mark.parametrize("path", ["", "contacts/fresno", "contacts/fresno/update", "nothing/fresno", "contacts/none"])
def test_another_regions_editor_learns_no_more_than_of_what_is_not_there(
    app: Flask, dee: PortalClient, path: str
) -> None:
    cy = PortalClient(app).sign_in_as("regional-editor", region="southern")

    theirs = cy.get(f"/admin/plugins/items/central/{path}")
    unknown = cy.get(f"/admin/plugins/items/atlantis/{path}")

    assert (theirs.status_code, unknown.status_code) == (404, 404)
    assert without_proof(theirs) == without_proof(unknown)
    for deed in ("", "/undo", "/hide", "/restore", "/update"):
        refused = cy.post(f"/admin/plugins/items/central/contacts/fresno{deed}", {"name": "x"})
        nothing = cy.post(f"/admin/plugins/items/atlantis/contacts/fresno{deed}", {"name": "x"})
        assert (refused.status_code, nothing.status_code) == (404, 404)
        assert without_proof(refused) == without_proof(nothing)


def test_the_list_shows_how_each_stands_and_is_narrowed(app: Flask, dee: PortalClient) -> None:
    save(dee, ITEM, name="Our desk")
    with app.app_context():
        ship(tool("plan", "A plan"))

    page = text_of(dee.get("/admin/plugins/items/central/?kind=contacts"))
    narrowed = text_of(dee.get("/admin/plugins/items/central/?kind=contacts&show=adopted"))

    assert "Kept by the region" in page
    assert "Our desk" in narrowed
    assert dee.get("/admin/plugins/items/central/?kind=none").status_code == 404
    assert dee.get("/admin/plugins/items/").location == "/admin/plugins/items/central/"
    assert "What regions show" in text_of(PortalClient(app).sign_in_as("statewide-administrator").get("/admin/"))
