"""The 86 pages and 34 quick guides of the site map, each published with its facts, and no link that leads nowhere."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from portal.cli.content import PACK
from portal.features.toolkits import rules
from portal.features.toolkits.packs import read_pack
from tests.clients import PortalClient, text_of

if TYPE_CHECKING:
    from portal.features.toolkits.packs.values import Pack, PackPage

GUIDE_PARTS = ["In one minute", "Do this", "Say this", "Watch out for", "Where it comes from"]
COACHING_PARTS = {"Look for", "Ask in supervision"}
FEWEST_WORDS, MOST_WORDS = 220, 380  # of a guide: more does not fit on one sheet
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')


@dataclass(frozen=True)
class Entry:
    """A row of the catalogue; several tools, audiences or names to credit stand in one field."""

    address: str
    title: str
    kind: str
    audience: tuple[str, ...]
    tools: tuple[str, ...]
    credits: tuple[str, ...]


def read_catalogue() -> list[Entry]:
    with (Path(__file__).parent / "site_map.csv").open(encoding="utf-8", newline="") as file:
        return [
            Entry(
                address=row["address"],
                title=row["title"],
                kind=row["kind"],
                audience=tuple(row["audience"].split()),
                tools=tuple(row["tool"].split()),
                credits=tuple(filter(None, row["credit"].split("|"))),
            )
            for row in csv.DictReader(file)
        ]


CATALOGUE = read_catalogue()
GUIDES = [entry for entry in CATALOGUE if entry.kind == rules.GUIDE]


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read_pack(PACK)


@pytest.fixture(scope="module")
def pages(pack: Pack) -> dict[str, PackPage]:
    """Give the pack's pages by their addresses, and by the site map's where they stand elsewhere."""
    own = {rules.page_address(page.section, page.slug, page.kind): page for page in pack.pages}
    by_slug = {page.slug: page for page in pack.pages}
    return {old: by_slug[slug] for old, slug in pack.redirects.items()} | own


def faults_of(entry: Entry, page: PackPage) -> list[str]:
    """Return what a page lacks of what the site map says about it."""
    audience, told = set(page.facts["audience"]), " ".join(page.facts["credits"])
    checks = {
        "title": page.title == entry.title,
        "kind": page.kind == entry.kind,
        "audience": "all" in audience or set(entry.audience) <= audience,
        "tool": entry.kind != rules.GUIDE or tuple(page.facts["tools"]) == entry.tools,
        "phases": entry.kind not in {rules.TOOL, rules.GUIDE} or bool(page.facts["phases"]),
        "credit": all(name in told for name in entry.credits),
        "credit in the text": entry.kind != rules.GUIDE or all(name in page.body for name in entry.credits),
    }
    return [name for name, right in checks.items() if not right]


def test_the_catalogue_holds_the_site_maps_86_pages_and_34_guides() -> None:
    assert len({entry.address for entry in CATALOGUE}) == len(CATALOGUE) == 120
    assert len(GUIDES) == 34


def test_every_page_and_guide_has_its_kind_audience_tool_phases_and_credits(pages: dict[str, PackPage]) -> None:
    missing = [entry.address for entry in CATALOGUE if entry.address not in pages]
    faults = {
        entry.address: wrong
        for entry in CATALOGUE
        if entry.address in pages and (wrong := faults_of(entry, pages[entry.address]))
    }

    assert missing == []
    assert faults == {}


def test_the_guides_stand_in_the_catalogues_order_and_there_are_no_others(pack: Pack) -> None:
    guides = sorted((page for page in pack.pages if page.kind == rules.GUIDE), key=lambda page: page.position)

    assert [(page.position, page.title) for page in guides] == [
        (10 * number, entry.title) for number, entry in enumerate(GUIDES, start=1)
    ]


@pytest.mark.parametrize("entry", GUIDES, ids=lambda entry: entry.address.rpartition("/")[2])
def test_a_guide_has_its_parts_and_the_length_of_one_sheet(entry: Entry, pages: dict[str, PackPage]) -> None:
    page = pages[entry.address]

    parts = [heading.text for heading in page.rendered.headings]
    words = len(re.findall(r"[\w’'-]+", re.sub(r"\]\([^)]*\)", "", page.body)))
    if entry.audience == ("supervisor", "trainer"):
        assert set(parts) >= COACHING_PARTS
        assert [part for part in parts if part not in COACHING_PARTS] == [
            part for part in GUIDE_PARTS if part != "Say this"
        ]
    else:
        assert parts == GUIDE_PARTS
    assert "::: ask" in page.body
    assert FEWEST_WORDS <= words <= MOST_WORDS


@pytest.mark.timeout(400)  # it opens every page and writes every file that a page offers
def test_a_walk_over_the_site_map_finds_every_page_and_no_link_to_nowhere(client: PortalClient) -> None:
    lost, links = [], {}
    for entry in CATALOGUE:
        answer = client.http.get(entry.address, follow_redirects=True)
        if answer.status_code != 200 or entry.title not in text_of(answer):
            lost.append(entry.address)
        for url in LINK.findall(answer.get_data(as_text=True)):
            links.setdefault(unescape(url), entry.address)
    for entry in CATALOGUE:
        links.pop(entry.address, None)

    dead = {url: found for url, found in links.items() if client.get(url).status_code >= 400}

    assert lost == []
    assert dead == {}
