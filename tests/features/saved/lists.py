"""Reading lists for tests, made the way a person makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.saved.models import ReadingList
from portal.features.tools.queries import list_tools
from portal.foundation.database import db
from tests.clients import text_of
from tests.factories import fips_of

if TYPE_CHECKING:
    from flask import Flask

    from tests.clients import PortalClient

PAGE = "/toolkit/direct-practice/scaling"


def start_list(client: PortalClient, title: str = "Before a first visit", *, note: str = "", page: str = "") -> str:
    """Start a list, with a page in it if one is given; return its address."""
    answer = client.post(f"/saved/lists/new?page={page}", {"title": title, "note": note}, on="/saved/lists/new")
    assert answer.status_code == 303, text_of(answer)
    return answer.location


def add_page(client: PortalClient, url: str, place: str = "toolkit/scaling") -> int:
    """Put a page in a list; return the status of the answer."""
    return client.post(f"/saved/{place}/lists", {"list": url.rpartition("/")[2]}, on="/saved/lists/new").status_code


def share_list(client: PortalClient, url: str, audience: str, *, version: int = 1, title: str = "") -> int:
    """Share a list with a county or region; return the status of the answer."""
    fields = {"title": title or "Before a first visit", "audience": audience, "version": str(version)}
    return client.post(f"{url}/edit", fields, on="/saved/lists/new").status_code


def county_word(client: PortalClient, name: str) -> str:
    """Return a county as the form sends it."""
    with client.app.app_context():
        return f"county:{fips_of(name)}"


def own_tool(app: Flask, region: str) -> tuple[str, str]:
    """Return the place and title of a tool that only people of its region see."""
    with app.app_context():
        tool = next(tool for tool in list_tools(region) if not tool.for_everyone)
    return f"{region}/{tool.id}", tool.title


def stored(app: Flask) -> list[tuple[str, str, str]]:
    """Return the title, note and reach of every list there is."""
    with app.app_context():
        rows = db.session.scalars(select(ReadingList).order_by(ReadingList.id))
        return [(row.title, row.note, row.reach) for row in rows]


def order_in(client: PortalClient, url: str) -> list[str]:
    """Return the titles in a list in their order, as its page numbers them."""
    lines = client.get(url).get_data(as_text=True).split('<p class="row-title">')[1:]
    return [line.split(">", 1)[1].split("<", 1)[0] for line in lines]
