"""A password that is changed while somebody signs in with the old one: the change wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.accounts import services
from portal.features.accounts.models import SignInSession
from portal.features.accounts.passwords import hash_password, matches
from portal.features.accounts.queries import get_account
from portal.features.accounts.routes import signing_in
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from tests.clients import PortalClient, text_of
from tests.factories import PASSWORD, make_person

if TYPE_CHECKING:
    from flask import Flask

    from portal.features.accounts.models import Account

pytestmark = pytest.mark.both_databases

NEW = "nine amber kettles sing"


@pytest.mark.parametrize("is_hashed_anew", [False, True])
def test_whoever_signs_in_with_the_old_password_has_no_session_after_the_change(
    app: Flask, monkeypatch: pytest.MonkeyPatch, is_hashed_anew: object
) -> None:
    with app.app_context():
        ana = make_person("worker", county="Butte", email="ana@butte.example")
        fresh = services.new_hash(ana, NEW)

    def changed(account: Account, password: str) -> str | None:
        """Change the password after it was compared."""
        with transaction():
            get_account(account.id).password_hash = fresh
        return hash_password(password) if is_hashed_anew else None

    monkeypatch.setattr(signing_in.services, "stronger_hash", changed)

    answer = PortalClient(app).post("/sign-in", {"email": "ana@butte.example", "password": PASSWORD})

    assert answer.status_code == 422
    assert "The mail address or the password is not right." in text_of(answer)
    with app.app_context():
        assert db.session.scalars(select(SignInSession.id)).all() == []
        assert matches(NEW, get_account(ana.id).password_hash)
