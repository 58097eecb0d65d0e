"""Two requests of one person at the same moment leave a reading list as one of them would."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.saved.models import LeftList, ReadingList
from portal.features.saved.routes import lists
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from tests.clients import PortalClient, text_of
from tests.factories import make_person
from tests.features.saved.lists import share_list, start_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest
    from flask import Flask


def test_leaving_twice_at_the_same_moment_is_leaving_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        owner, person = (make_person("worker", county=county) for county in ("Fresno", "Tulare"))
    ola, near = (PortalClient(app).sign_in(account) for account in (owner, person))
    url = start_list(ola)
    share_list(ola, url, "region:central")

    @contextmanager
    def behind_another() -> Iterator[None]:
        with app.app_context(), transaction():
            list_id = db.session.scalars(select(ReadingList.id)).one()
            db.session.add(LeftList(list_id=list_id, account_id=person.id))
        with transaction():
            yield

    monkeypatch.setattr(lists, "transaction", behind_another)

    status = near.post(f"{url}/leave", on=url).status_code

    assert status == 303
    assert "Lists you left Before a first visit" in text_of(near.get("/saved/lists/"))
