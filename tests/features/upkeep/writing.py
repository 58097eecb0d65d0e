"""Statewide pages that change under notes, and notes that are written as a browser would send them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.features.toolkits.models import Page
from portal.features.toolkits.services.revisions import publish
from portal.foundation.database import db
from portal.foundation.transaction import transaction

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.clients import PortalClient

HIDDEN = re.compile(r'name="(version|number)"[^>]*value="(\d+)"')


def rewrite(slug: str, old: str = "", new: str = "") -> None:
    """Let a page say something else from now on, as an editor on the site would; without words, the same again."""
    with transaction():
        page = db.session.scalars(select(Page).where(Page.slug == slug).options(joinedload(Page.revision))).one()
        said = page.revision
        assert said is not None
        assert old in said.body
        publish(
            page, title=said.title, summary=said.summary, kind=said.kind, facts=said.facts,
            body=said.body.replace(old, new, 1) if old else said.body, note="", author_id=None,
        )  # fmt: skip


def write(client: PortalClient, url: str, body: str, **fields: str) -> TestResponse:
    """Send the form of a note as it is open now."""
    return client.post(url, hidden_on(client, url) | {"body": body} | fields, on=url)


def hidden_on(client: PortalClient, url: str) -> dict[str, str]:
    """Return what the forms of a page carry along."""
    return dict(HIDDEN.findall(client.get(url).get_data(as_text=True)))
