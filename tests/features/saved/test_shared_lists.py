"""Lists that are shared: with the owner's own county or region, seen nowhere else, and only while it lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from portal.features.accounts.queries import get_account
from portal.features.accounts.services import close_account, transfer_account
from portal.features.paper.posting import tell_keepers
from portal.features.paper.queries import find_recall
from portal.features.paper.rules import Subject
from portal.features.paper.services import ask_for_recall, confirm_recall
from portal.features.saved import posting
from portal.features.saved.forms import ChangeForm
from portal.features.saved.models import LeftList, ListEntry, ReadingList
from portal.features.tools.models import RegionTool
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from portal.infrastructure.mail.models import MailMessage
from tests.clients import PortalClient, text_of
from tests.factories import fips_of, make_person
from tests.features.saved.lists import add_page, county_word, order_in, own_tool, share_list, start_list, stored

if TYPE_CHECKING:
    from flask import Flask

    from portal.features.accounts.models import Account

MARKER, NOTE = "zqplist marmalade", "zqpnote for the drive"
REGION = "region:central"
ROADS = (
    "/", "/saved/", "/saved/lists/", "/saved/toolkit/scaling/lists", "/toolkit/direct-practice/scaling", "/toolkit/",
    "/regions/central/", "/regions/southern/", "/regions/central/tools/", "/profile", "/sitemap", "/admin/",
    "/admin/audit", "/admin/answers/", "/admin/recalls/", "/admin/recalls/new", "/admin/upkeep/pages/scaling",
)  # fmt: skip


@pytest.fixture
def owner(app: Flask) -> Account:
    """Give a worker of a county of the central region."""
    with app.app_context():
        return make_person("worker", county="Fresno", name="Ola Owner")


@pytest.fixture
def ola(app: Flask, owner: Account) -> PortalClient:
    """Give the client of the owner."""
    return PortalClient(app).sign_in(owner)


def reader(app: Flask, county: str) -> PortalClient:
    return PortalClient(app).sign_in_as("worker", county=county)


def shared(ola: PortalClient, audience: str, *, page: str = "toolkit/scaling") -> str:
    """Return the address of a list that its owner shares."""
    url = start_list(ola, page=page)
    assert share_list(ola, url, audience) == 303
    return url


def test_people_of_the_county_see_it_with_the_owners_name_and_others_of_the_region_do_not(
    app: Flask, ola: PortalClient
) -> None:
    url = shared(ola, county_word(ola, "Fresno"))
    near, far = reader(app, "Fresno"), reader(app, "Tulare")

    seen = [text_of(client.get("/saved/lists/")) for client in (near, far)]

    assert "Before a first visit From Ola Owner · 1 page" in seen[0]
    assert "Ola Owner" not in seen[1]
    assert [client.get(url).status_code for client in (near, far)] == [200, 404]
    assert "Reading list of Ola Owner" in text_of(near.get(url))
    assert "People of Fresno County" in text_of(near.get(url))


def test_an_owner_who_chose_not_to_be_named_is_named_nowhere(app: Flask, ola: PortalClient) -> None:
    chosen = ola.post("/profile/credit", {"credit": "county"}, on="/profile/credit").status_code
    url, near = shared(ola, REGION), reader(app, "Tulare")

    listed, page, home = (text_of(near.get(address)) for address in ("/saved/lists/", url, "/regions/central/"))

    assert chosen == 303
    assert "Before a first visit From a colleague in Fresno County · 1 page" in listed
    assert "Reading list of a colleague in Fresno County" in page
    assert "a colleague in Fresno County · 1 page" in home
    assert "Ola Owner" not in listed + page + home


def test_people_of_the_region_see_it_on_their_home_and_a_reader_changes_nothing(app: Flask, ola: PortalClient) -> None:
    url = shared(ola, REGION)
    near = reader(app, "Tulare")

    home = text_of(near.get("/regions/central/"))
    page = near.get(url).get_data(as_text=True)
    statuses = [
        near.post(f"{url}/{way}", {"title": "x", "version": "2", "step": "up"}, on=url).status_code
        for way in ("edit", "delete", "toolkit/scaling/move", "toolkit/scaling/remove", "leave", "back")
    ]

    assert "Lists shared with you Before a first visit Ola Owner · 1 page" in home
    assert ("/edit" in page, "/delete" in page, "/move" in page) == (False, False, False)
    assert statuses == [404, 404, 404, 404, 303, 303]
    assert [near.get(f"{url}/{way}").status_code for way in ("edit", "delete")] == [404, 404]
    assert add_page(near, url, "toolkit/circles") == 404
    assert order_in(ola, url) == ["Scaling questions"]


@pytest.mark.parametrize("audience", ["private", "region:central", "county"])
def test_nobody_elsewhere_meets_its_words_by_any_road(app: Flask, ola: PortalClient, audience: str) -> None:
    word = county_word(ola, "Fresno") if audience == "county" else audience
    url = start_list(ola, MARKER, note=NOTE, page="toolkit/scaling")
    assert ola.post(f"{url}/edit", {"title": MARKER, "note": NOTE, "audience": word, "version": "1"}, on=url)
    roads = [*ROADS, *(url + way for way in ("", "/edit", "/delete"))]
    strangers = {
        "another region": reader(app, "San Diego"),
        "the state": PortalClient(app).sign_in_as("statewide-administrator"),
        "nobody": PortalClient(app),
    }

    leaks = [
        (name, road)
        for name, client in strangers.items()
        for road in roads
        for answer in [client.get(road)]
        if any(word in answer.get_data(as_text=True) for word in (MARKER, NOTE))
    ]

    assert leaks == []
    assert MARKER in text_of(ola.get(url))
    assert strangers["another region"].get(url).status_code == strangers["the state"].get(url).status_code == 404


def test_a_recall_writes_to_the_owner_alone_and_its_letter_names_no_list(
    app: Flask, owner: Account, ola: PortalClient
) -> None:
    url = start_list(ola, MARKER, note=NOTE, page="toolkit/scaling")
    assert share_list(ola, url, REGION, title=MARKER) == 303
    reader(app, "Tulare").get(url)
    with app.app_context():
        first, second = make_person("statewide-administrator"), make_person("statewide-administrator")
        subject = Subject("scaling")

        with transaction():
            recall = ask_for_recall(subject, reason="Wrong scale", replacement="", is_urgent=False, actor_id=first.id)
            confirm_recall(recall.id, actor_id=second.id, replacement=None)
            tell_keepers(find_recall(recall.id), url="/toolkit/direct-practice/scaling")

        letters = db.session.scalars(select(MailMessage).where(MailMessage.key.like("recall-stands-%"))).all()
        assert [letter.account_id for letter in letters] == [owner.id]
        assert MARKER not in letters[0].subject + letters[0].text + letters[0].html


def test_a_list_that_is_not_ones_own_answers_like_one_that_is_not_there(app: Flask, ola: PortalClient) -> None:
    url = start_list(ola)
    other = reader(app, "Fresno")

    real, none = (other.get(address).get_data(as_text=True) for address in (url, "/saved/lists/0123456789abcdef"))

    assert real.split("<main")[1] == none.split("<main")[1]


def test_it_is_shared_only_with_a_place_its_owner_belongs_to(app: Flask, ola: PortalClient) -> None:
    url = start_list(ola)
    words = (county_word(ola, "Tulare"), "region:southern", "state", "", REGION)

    statuses = [share_list(ola, url, word) for word in words]

    assert statuses == [422, 422, 422, 422, 303]
    assert stored(app) == [("Before a first visit", "", "region")]


def test_the_deed_itself_refuses_a_strange_place_too(
    app: Flask, ola: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = start_list(ola)
    monkeypatch.setattr(ChangeForm, "validate_audience", lambda *_: None)

    status = share_list(ola, url, "region:southern")

    assert status == 422
    assert stored(app) == [("Before a first visit", "", "private")]


def test_a_tool_of_one_region_never_stands_in_a_list_for_people_of_another(app: Flask) -> None:
    both = reader(app, "Ventura")  # served by two regions
    place, title = own_tool(app, "southern")
    url = start_list(both, page=place)

    refused = both.post(
        f"{url}/edit", {"title": "T", "note": "typed", "audience": "region:central", "version": "1"}, on=url
    )
    allowed = share_list(both, url, county_word(both, "Ventura"))
    other = start_list(both, "Second")
    share_list(both, other, "region:central", title="Second")
    late = both.post(f"/saved/{place}/lists", {"list": other.rpartition("/")[2]}, on=other)

    assert refused.status_code == 422
    assert f"“{title}” is a tool that not all of them may see. Remove it from the list first." in text_of(refused)
    assert "typed" in text_of(refused)
    assert allowed == 303
    assert late.status_code == 409
    assert "“Second” is shared with people of Central" in text_of(late)
    assert order_in(both, other) == []
    assert title in text_of(reader(app, "Ventura").get(url))


def test_a_tool_that_its_region_shows_everybody_may_stand_anywhere_until_it_does_not(app: Flask) -> None:
    both, near = reader(app, "Ventura"), reader(app, "Fresno")
    place, title = own_tool(app, "southern")
    show_to_everybody(app, place, really=True)
    url = start_list(both, page=place)

    statuses = [share_list(both, url, "region:central")]
    open_to_all = text_of(near.get(url))
    show_to_everybody(app, place, really=False)

    after = text_of(near.get(url))
    statuses.append(share_list(both, url, "region:central", version=2))
    assert statuses == [303, 422]
    assert title in open_to_all
    assert title not in after
    assert "A page that is not there any more" in after


def show_to_everybody(app: Flask, place: str, *, really: bool) -> None:
    region, _, key = place.partition("/")
    with app.app_context(), transaction():
        db.session.execute(
            update(RegionTool).where(RegionTool.region_id == region, RegionTool.key == key).values(for_everyone=really)
        )
        advance_epoch()


def test_a_copy_is_ones_own_and_private_and_stays_when_the_other_goes(app: Flask, ola: PortalClient) -> None:
    url = shared(ola, REGION)
    near = reader(app, "Tulare")

    copied = near.post(f"{url}/copy", on=url).location
    ola.post(f"{url}/delete", on=url)

    assert copied != url
    assert order_in(near, copied) == ["Scaling questions"]
    assert "Only you" in text_of(near.get(copied))
    assert ola.get(copied).status_code == 404
    assert near.get(url).status_code == 404


def test_one_leaves_a_list_and_comes_back_to_it(app: Flask, ola: PortalClient) -> None:
    url = shared(ola, REGION)
    near, other = reader(app, "Tulare"), reader(app, "Tulare")
    near.post(f"{url}/leave", on=url)

    left, home = text_of(near.get("/saved/lists/")), text_of(near.get("/regions/central/"))
    near.post(f"{url}/back", on="/saved/lists/")

    assert "Lists you left Before a first visit" in left
    assert "Lists shared with you" not in home
    assert "Lists you left" not in text_of(near.get("/saved/lists/"))
    assert "Before a first visit" in text_of(near.get("/regions/central/"))
    assert "Before a first visit" in text_of(other.get("/saved/lists/"))


@pytest.mark.parametrize("audience", ["county", "region"])
def test_sharing_ends_when_the_owner_moves_away_and_does_not_come_back_by_itself(
    app: Flask, owner: Account, ola: PortalClient, audience: str
) -> None:
    url = shared(ola, REGION if audience == "region" else county_word(ola, "Fresno"))
    near = reader(app, "Fresno")
    before = near.get(url).status_code

    move(app, owner, "San Diego")
    there = (near.get(url).status_code, reader(app, "San Diego").get(url).status_code, text_of(ola.get(url)))
    with app.app_context():
        posting.clear_away()
    move(app, owner, "Fresno")

    assert before == 200
    assert there[:2] == (404, 404)
    assert "Only you" in there[2]
    assert near.get(url).status_code == 404
    assert stored(app) == [("Before a first visit", "", "private")]


def move(app: Flask, owner: Account, county: str) -> None:
    with app.app_context(), transaction():
        transfer_account(get_account(owner.id), to_fips=fips_of(county), actor_id=None)


def test_a_tool_added_after_moving_ends_the_sharing_with_the_place_left(
    app: Flask, owner: Account, ola: PortalClient
) -> None:
    url = shared(ola, REGION)
    move(app, owner, "San Diego")
    place, _ = own_tool(app, "southern")

    status = add_page(ola, url, place)
    move(app, owner, "Fresno")

    assert status == 303
    assert reader(app, "Fresno").get(url).status_code == 404


def test_a_reader_who_moves_away_sees_it_no_more(app: Flask, ola: PortalClient) -> None:
    url = shared(ola, REGION)
    with app.app_context():
        person = make_person("worker", county="Tulare")
    near = PortalClient(app).sign_in(person)
    before = near.get(url).status_code

    move(app, person, "San Diego")

    assert (before, near.get(url).status_code) == (200, 404)


def test_with_the_account_lists_are_unseen_at_once_and_deleted_by_the_daily_job(
    app: Flask, owner: Account, ola: PortalClient
) -> None:
    url = shared(ola, REGION)
    near = reader(app, "Tulare")
    near.post(f"{url}/leave", on=url)
    near.post(f"{url}/copy", on=url)
    with app.app_context(), transaction():
        close_account(get_account(owner.id), actor_id=None)

    unseen = near.get(url).status_code
    with app.app_context():
        posting.clear_away()
        counts = [
            db.session.scalar(select(func.count()).select_from(rows)) for rows in (ReadingList, ListEntry, LeftList)
        ]

    assert unseen == 404
    assert counts == [1, 1, 0]


def test_whoever_looks_at_the_portal_as_a_role_is_nobody_of_that_place(app: Flask, ola: PortalClient) -> None:
    url = shared(ola, REGION)
    lead = PortalClient(app).sign_in_as("regional-administrator", region="central")
    before = lead.get(url).status_code
    view = {"role": "worker", "scope": county_word(ola, "Fresno")}

    lead.post("/admin/people/view-as", view, on="/admin/people/view-as")
    during = (lead.get(url).status_code, "Before a first visit" in text_of(lead.get("/saved/lists/")))

    assert before == 200
    assert "You look at the portal as" in text_of(lead.get("/saved/lists/"))
    assert during == (404, False)
