"""A plugin that is taken away: its pages are not found, nothing else changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from portal.app import create_app
from portal.config import load_settings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Command

EXTRA = [
    "/regions/los-angeles/",
    "/regions/northern/",
    "/sign-in",
    "/healthz",
    "/readyz",
    "/sitemap.xml",
    "/robots.txt",
]


def statuses(urls: list[str]) -> dict[str, int]:
    """Return the status of each address, from a portal started now."""
    client = create_app(load_settings()).test_client()
    return {url: client.get(url, base_url="http://127.0.0.1:8000").status_code for url in urls}


def addresses() -> list[str]:
    """Return every address of the site map and a few more."""
    client = create_app(load_settings()).test_client()
    xml = client.get("/sitemap.xml", base_url="http://127.0.0.1:8000").get_data(as_text=True)
    return sorted({*re.findall(r"<loc>http://127\.0\.0\.1:8000(.*?)</loc>", xml), *EXTRA})


@pytest.mark.parametrize("synchronised", [False, True])
def test_its_pages_are_not_found_and_every_other_is(
    portal: Command,
    instance: Path,
    monkeypatch: pytest.MonkeyPatch,
    synchronised: bool,  # noqa: FBT001 - given by parametrize
) -> None:
    urls = addresses()
    before = statuses(urls)
    monkeypatch.setenv("PORTAL_PACK_FOLDERS", "[]")
    if synchronised:
        assert "los_angeles missing: " in portal("plugins", "sync").out

    after = statuses(urls)

    own = [url for url in urls if "los-angeles" in url]
    assert len(own) >= 2
    assert set(before.values()) == {200}
    assert {url for url, status in after.items() if status == 404} == set(own)
    assert {status for url, status in after.items() if url not in own} == {200}


def test_put_back_it_is_there_again(portal: Command, instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_PACK_FOLDERS", "[]")
    portal("plugins", "sync")
    monkeypatch.undo()

    portal("plugins", "sync")

    assert statuses(["/regions/los-angeles/"]) == {"/regions/los-angeles/": 200}
