"""Faults of plugins are written down once and counted, and there are never too many of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.plugin_host import incidents, masking
from portal.plugin_host.incidents import ERROR, INVALID, SLOW, Place, close_breakers, note, take_noted, write_noted
from portal.plugin_host.masking import masked, name_secrets, remember_secrets
from portal.plugin_host.models import Breaker, Incident

if TYPE_CHECKING:
    from flask import Flask

PLACE = Place(plugin="trial", version="1.0.0", region="north", point="block:a", breaks=True)


def write(*problems: tuple[str, BaseException | str], client: str = "someone") -> None:
    for kind, problem in problems:
        note(PLACE, kind, problem, client=client)
    with transaction():
        write_noted(take_noted())


def told() -> list[tuple[str, str, int]]:
    rows = db.session.scalars(select(Incident).where(Incident.plugin_id == "trial").order_by(Incident.id))
    return [(row.kind, row.sentence, row.count) for row in rows]


def test_the_same_fault_is_counted_and_the_last_words_are_kept(context: Flask) -> None:
    write((SLOW, "It took 300 ms."), (SLOW, "It took 400 ms."), (INVALID, "One rule."), (INVALID, "Another rule."))

    assert told() == [("slow", "It took 400 ms.", 2), ("invalid", "One rule.", 1), ("invalid", "Another rule.", 1)]


def test_of_a_plugin_only_the_last_incidents_are_kept(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incidents, "MOST_INCIDENTS", 3)

    for number in range(5):
        write((INVALID, f"Rule {number}."))

    assert [sentence for _, sentence, _ in told()] == ["Rule 2.", "Rule 3.", "Rule 4."]


def test_a_breaker_is_closed_by_a_person_in_one_region_or_in_all(context: Flask) -> None:
    write((SLOW, "Slow."), (SLOW, "Slow."), (SLOW, "Slow."))
    with transaction():
        close_breakers("trial", "south")
    elsewhere = len(db.session.scalars(select(Breaker)).all())

    with transaction():
        close_breakers("trial", "north")

    assert (elsewhere, len(db.session.scalars(select(Breaker)).all())) == (1, 0)


def test_an_error_that_cannot_say_what_it_is_is_written_down_too(context: Flask) -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    write((ERROR, Mute()))

    assert told() == [("error", "Mute: it does not say why", 1)]


@pytest.fixture
def secretive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the plugin trial have a secret setting; what is remembered of it is forgotten at the end."""
    monkeypatch.setattr(masking, "SECRETS", {})
    monkeypatch.setattr(masking, "SECRET_KEYS", {})
    name_secrets("trial", ["token"])


@pytest.mark.usefixtures("secretive")
@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("the token is a'b/c d", "the token is •••"),
        ("?token=a%27b/c%20d", "?token=•••"),
        ("?token=a%27b%2Fc+d", "?token=•••"),
        ('{"token": "a\'b/c d"}', '{"token": "•••"}'),
        ("nothing of it\0", "nothing of it"),
    ],
)
def test_a_secret_is_masked_in_whatever_form_it_is_said(said: str, shown: str) -> None:
    remember_secrets("trial", {"token": "a'b/c d", "open": "nothing"})

    assert masked("trial", said) == shown


@pytest.mark.usefixtures("secretive")
def test_only_secrets_that_a_plugin_has_read_are_masked_and_only_its_own() -> None:
    remember_secrets("trial", {"token": "first secret"})
    remember_secrets("trial", {"token": "ab"})
    remember_secrets("trial", {"token": None})

    assert masked("trial", "first secret ab none") == "••• ab none"
    assert masked("other", "first secret") == "first secret"
