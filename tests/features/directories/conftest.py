"""Directories for tests: a token of a county, and a client that speaks SCIM with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from portal.features.directories.services import make_token
from portal.foundation.transaction import transaction
from tests.factories import fips_of, make_person

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class DirectoryClient:
    """A county's directory: sends its token, and no cookies."""

    def __init__(self, app: Flask, county: str = "Butte") -> None:
        self.app = app
        with app.app_context():
            maker = make_person("statewide-administrator")
            with transaction():
                row, self.token = make_token(county_fips=fips_of(county), name="Entra", actor_id=maker.id)
            self.token_id = row.id
        self.http = app.test_client(use_cookies=False)

    def send(
        self, method: str, path: str, body: object = None, *, headers: dict[str, str] | None = None
    ) -> TestResponse:
        """Send a request, with a body in JSON."""
        given = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/scim+json"} | (headers or {})
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body)
        return self.http.open(f"/scim/v2{path}", method=method, data=data, headers=given)  # type: ignore[arg-type]  # bytes or text

    def add(self, email: str, **facts: object) -> TestResponse:
        """Create a person."""
        given = {"schemas": [USER], "userName": email, "displayName": "Ana Li", "active": True}
        return self.send("POST", "/Users", given | {"emails": [{"value": email, "primary": True}]} | facts)

    def patch(self, number: object, *operations: dict[str, Any], headers: dict[str, str] | None = None) -> TestResponse:
        """Change a person."""
        return self.send("PATCH", f"/Users/{number}", {"schemas": [PATCH], "Operations": operations}, headers=headers)

    def set_active(self, number: object, *, active: object) -> TestResponse:
        """Say that a person is active or not, as directories do."""
        return self.patch(number, {"op": "replace", "path": "active", "value": active})


@pytest.fixture
def butte(app: Flask) -> DirectoryClient:
    """Give the directory of a county."""
    return DirectoryClient(app, "Butte")


@pytest.fixture
def fresno(app: Flask) -> DirectoryClient:
    """Give the directory of a county in another region."""
    return DirectoryClient(app, "Fresno")
