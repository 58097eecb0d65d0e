"""Settings: inherited, own, none; typed, checked, kept, written down; secrets only go in."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal.features.extensions.services.settings import (
    Choice,
    Way,
    list_settings,
    read_value,
    save_settings,
    write_choice,
)
from portal.foundation.database import db
from portal.foundation.errors import Invalid
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.epoch import current_plugins
from portal.plugin_host.data.store import read_settings
from portal.plugin_host.host import registry_here
from portal.plugin_host.loading import defaults_of
from portal.plugin_host.models import STATEWIDE
from portal.plugin_host.parts import SettingField
from tests.clients import PortalClient, text_of

if TYPE_CHECKING:
    from flask import Flask

    from portal.plugin_host.loading import Loaded

STATE, NORTH = "/admin/plugins/coaching/settings", "/admin/plugins/coaching/in/north/settings"
KEYS = ("limit", "office", "open", "tone", "site", "key")
CHOICES = [Choice(Way.INHERIT), Choice(Way.NONE), Choice(Way.OWN, "one"), Choice(Way.OWN, "two")]
VALUES: dict[str, Any] = {"limit": 3, "office": "The desk", "open": True, "tone": "warm", "site": None, "key": None}


def coaching() -> Loaded:
    return registry_here().plugins["coaching"]


def choose(place: str, choice: Choice, key: str = "office") -> None:
    with transaction():
        save_settings(coaching(), place, {key: choice}, actor_id=None)


def value_in(region_id: str, key: str = "office") -> Any:
    """Return what the plugin itself reads in a region."""
    return read_settings(db.session(), "coaching", region_id, defaults_of(coaching()))[key]


def expected(state: Choice, own: Choice) -> Any:
    """Return what holds in a region after a choice of the state and one of its own."""
    for choice in (own, state):
        if choice.way is not Way.INHERIT:
            return choice.value
    return "The desk"


def test_c74_every_way_of_choosing_gives_the_right_value_in_both_regions(two_regions: Flask) -> None:
    wrong = []
    with two_regions.app_context(), transaction():
        for state, north, south, then in product(CHOICES, repeat=4):
            for place, choice in ((STATEWIDE, state), ("north", north), ("south", south), ("north", then)):
                write_choice("coaching", place, "office", choice)
            for region_id, own in (("north", then), ("south", south)):
                told = next(one.value for one in list_settings(coaching(), region_id) if one.field.id == "office")
                if (value_in(region_id), told) != (expected(state, own), expected(state, own)):
                    wrong.append((region_id, state, own, value_in(region_id), told))

    assert wrong == []


def typed(**changes: str) -> dict[str, str]:
    """Return a whole form in which everything is inherited, with changes by field."""
    return {f"{key}-way": "inherit" for key in KEYS} | {key.replace("_", "-"): value for key, value in changes.items()}


def test_a_region_has_its_own_value_until_it_is_reset_and_none_is_a_value(
    two_regions: Flask, client: PortalClient
) -> None:
    client.sign_in_as("statewide-administrator")
    steps: list[tuple[str, dict[str, str], tuple[Any, Any]]] = [
        (STATE, {"office_way": "own", "office_value": "Room 5"}, ("Room 5", "Room 5")),
        (NORTH, {"office_way": "own", "office_value": "Room 7"}, ("Room 7", "Room 5")),
        (NORTH, {"office_way": "none"}, (None, "Room 5")),
        (NORTH, {}, ("Room 5", "Room 5")),
        (STATE, {}, ("The desk", "The desk")),
    ]

    found = []
    for url, changes, _ in steps:
        sent = client.post(url, typed(**changes), on=url)
        with two_regions.app_context():
            found.append((sent.status_code, (value_in("north"), value_in("south"))))

    assert found == [(303, values) for _, _, values in steps]


def test_what_lies_behind_a_value_is_shown(two_regions: Flask, client: PortalClient) -> None:
    with two_regions.app_context():
        choose(STATEWIDE, Choice(Way.OWN, "The state's desk"))
        choose("north", Choice(Way.OWN, "The north's desk"))
    client.sign_in_as("statewide-administrator")

    html = client.get(NORTH).get_data(as_text=True)

    assert "As in the whole state: The state&#39;s desk" in html
    assert "As shipped: warm" in html
    assert re.search(r'id="office-way-1"[^>]*checked|checked[^>]*id="office-way-1"', html)
    assert 'value="The north&#39;s desk"' in html


@pytest.mark.parametrize("way", ["inherit", "none"])
def test_a_value_typed_beside_another_way_is_refused_and_not_lost(
    two_regions: Flask, client: PortalClient, way: str
) -> None:
    client.sign_in_as("statewide-administrator")

    answer = client.post(NORTH, typed(office_way=way, office_value="Room 4"), on=NORTH)

    assert answer.status_code == 422
    assert "Who answers: You entered a value but chose another way." in text_of(answer)
    assert 'value="Room 4"' in answer.get_data(as_text=True)
    with two_regions.app_context():
        assert (value_in("north"), value_in("south")) == ("The desk", "The desk")


def test_a_number_is_not_offered_as_none_and_a_value_stands_under_its_own_way(
    two_regions: Flask, client: PortalClient
) -> None:
    client.sign_in_as("statewide-administrator")

    html = client.get(NORTH).get_data(as_text=True)

    assert 'name="limit-way" type="radio" value="none"' not in html
    assert 'name="office-way" type="radio" value="none"' in html
    order = [html.index(mark) for mark in ('name="office-way" type="radio" value="own"', 'id="office-value"',
                                           'name="office-way" type="radio" value="none"')]  # fmt: skip
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("limit", "0", "How many dates: Enter a whole number from 1 to 20."),
        ("limit", "21", "How many dates: Enter a whole number from 1 to 20."),
        ("limit", "many", "How many dates: Enter a whole number from 1 to 20."),
        ("limit", "", "How many dates: Enter a value, or choose another way."),
        ("office", "x" * 41, "Who answers: It must have 0 to 40 characters; it has 41."),
        ("open", "maybe", "Requests are open: Choose yes or no."),
        ("tone", "loud", "Tone: Choose one of: warm, plain."),
        ("site", "http://plain.example", "Booking page: Enter a whole address that begins with https://."),
        ("site", "javascript:alert(1)", "Booking page: Enter a whole address that begins with https://."),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_said_by_its_field_and_nothing_is_saved_or_lost(
    two_regions: Flask, client: PortalClient, field: str, value: str, sentence: str
) -> None:
    client.sign_in_as("statewide-administrator")
    other = {"office_way": "own", "office_value": "Typed already"} if field != "office" else {"limit_value": "9"}

    answer = client.post(NORTH, typed(**{f"{field}_way": "own", f"{field}_value": value}, **other), on=NORTH)

    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert re.search(rf'id="{field}-value"[^>]*aria-invalid|aria-invalid[^>]*id="{field}-value"', html)
    assert ("Typed already" if field != "office" else 'value="9"') in html
    with two_regions.app_context():
        assert {key: value_in("north", key) for key in KEYS} == VALUES


def test_a_way_that_is_none_is_refused(two_regions: Flask, client: PortalClient) -> None:
    client.sign_in_as("statewide-administrator")

    answer = client.post(NORTH, typed(limit_way="twice"), on=NORTH)

    assert answer.status_code == 422
    assert "How many dates: Choose where its value comes from." in text_of(answer)


def test_a_secret_goes_in_and_never_comes_out(two_regions: Flask, client: PortalClient) -> None:
    client.sign_in_as("statewide-administrator")
    secret = "sesame-7-doors"

    client.post(NORTH, typed(key_way="own", key_value=secret), on=NORTH)
    form, page = client.get(NORTH), client.get("/admin/plugins/coaching")
    kept = client.post(NORTH, typed(key_way="keep"), on=NORTH)

    assert kept.status_code == 303
    assert all(secret not in answer.get_data(as_text=True) for answer in (form, page))
    assert "Secret: set" in text_of(form)
    assert "Set own value" in text_of(page)
    with two_regions.app_context():
        assert (value_in("north", "key"), value_in("south", "key")) == (secret, None)
        lines = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "plugin setting changed")).all()
        assert [(line.region_id, line.details["setting"], line.details["value"]) for line in lines] == [
            ("north", "key", None)
        ]
        assert all(secret not in str(line.details) for line in db.session.scalars(select(AuditEntry)))


def test_a_secret_is_cleared_by_choosing_another_way(two_regions: Flask, client: PortalClient) -> None:
    client.sign_in_as("statewide-administrator")
    with two_regions.app_context():
        choose("north", Choice(Way.OWN, "sesame-7-doors"), "key")

    client.post(NORTH, typed(), on=NORTH)

    with two_regions.app_context():
        assert value_in("north", "key") is None


def test_a_change_is_written_down_and_moves_the_number_and_no_change_does_neither(
    two_regions: Flask, client: PortalClient
) -> None:
    client.sign_in_as("statewide-administrator")
    changes = typed(tone_way="own", tone_value="plain", limit_way="own", limit_value="4")

    numbers = []
    for fields in (typed(), changes, changes):
        client.post(STATE, fields, on=STATE)
        with two_regions.app_context():
            numbers.append(current_plugins())

    assert numbers[1] > numbers[0]
    assert numbers[2] == numbers[1]
    with two_regions.app_context():
        lines = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "plugin setting changed")).all()
        assert sorted((line.region_id, line.details["setting"], line.details["value"]) for line in lines) == [
            ("", "limit", "4"), ("", "tone", "plain"),
        ]  # fmt: skip


def test_a_plugin_without_settings_has_no_form(two_regions: Flask, client: PortalClient) -> None:
    client.sign_in_as("statewide-administrator")

    assert client.get("/admin/plugins/north/in/north/settings").status_code == 404


@pytest.mark.parametrize("typed_number", ["٣", "1e3", "1_000", "--1", "9" * 5000, "1.0", "+"])
def test_only_plain_digits_are_a_number(typed_number: str) -> None:
    field = SettingField(id="n", label="N", kind="number", minimum=-10, maximum=10**6)

    with pytest.raises(Invalid, match="whole number"):
        read_value(field, typed_number)


def test_a_number_may_be_below_nought_where_the_field_allows_it() -> None:
    assert read_value(SettingField(id="n", label="N", kind="number", minimum=-10), " -7 ") == -7
