"""Tries to sign in: counted, slowed, and forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import time_machine
from sqlalchemy import select

from portal.features.accounts import services
from portal.features.accounts.models import SignInTry
from portal.features.accounts.rules import BY_ONE_ADDRESS, FROM_ONE_PLACE
from portal.foundation.database import db
from portal.foundation.transaction import transaction

if TYPE_CHECKING:
    from flask import Flask

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def counted(account: str = "account", *, place: str = "place") -> services.Tries:
    return services.Tries(account_here=f"{account} {place}", account=account, network=place)


def try_once(account: str = "account", *, place: str = "place") -> timedelta:
    with transaction():
        return services.begin_try(counted(account, place=place))


def subjects() -> list[str]:
    return sorted(db.session.scalars(select(SignInTry.subject)))


def test_tries_from_one_place_are_counted_until_one_has_to_wait(context: Flask) -> None:
    free = FROM_ONE_PLACE.free
    with time_machine.travel(NOON, tick=False):
        waits = [try_once() for _ in range(free + 2)]

        assert waits == [timedelta()] * free + [timedelta(seconds=30)] * 2
        assert subjects() == ["account"] * free + ["account place"] * free + ["place"] * free
        assert try_once(place="elsewhere") == timedelta()


def test_a_network_that_tries_many_accounts_has_to_wait(context: Flask) -> None:
    with time_machine.travel(NOON, tick=False):
        waits = [try_once(f"account {number}") for number in range(BY_ONE_ADDRESS.free + 1)]

    assert waits == [timedelta()] * BY_ONE_ADDRESS.free + [timedelta(seconds=30)]


def test_after_the_stated_wait_the_owner_may_try_again(context: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(FROM_ONE_PLACE.free):
            try_once()
        wait = try_once()
        clock.shift(wait)

        assert try_once() == timedelta()


def test_a_sign_in_forgets_the_accounts_tries_and_of_the_network_only_its_own(context: Flask) -> None:
    for _ in range(3):
        try_once()

    with transaction():
        services.forget_tries(counted())

    assert subjects() == ["place", "place"]


def test_tries_are_kept_for_a_day(context: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        try_once("old")
        clock.shift(timedelta(days=1, seconds=1))
        try_once("new")

    assert subjects() == ["new", "new place", "place"]
