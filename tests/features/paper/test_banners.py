"""What readers of a recalled page see, in the language of the page; and the ways a page offers onto paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from portal.cli import demo_recalls
from portal.cli.demo import fill_people
from portal.features.paper.queries import page_codes, standing_recalls
from portal.features.paper.rules import LIFTED, STANDING, Subject
from tests.clients import PortalClient, text_of
from tests.features.paper.papers import recalled, recalls

if TYPE_CHECKING:
    from flask import Flask

REASON = "It names an old number."
SPANISH = "/family/what-to-expect/es"


def banner_of(client: PortalClient, path: str) -> str:
    """Return the banner of a page, as it is sent."""
    page = client.get(path).get_data(as_text=True)
    found = re.search(r'<div class="notice [a-z-]+" lang=.*?</div>\s*</div>', page, re.DOTALL)
    assert found is not None
    return found[0]


def test_a_family_reads_in_its_language_that_a_sheet_is_recalled_and_the_reason_as_it_was_written(
    client: PortalClient, context: Flask
) -> None:
    recalled(Subject("what-to-expect-es"), reason=REASON, replacement="how-to-speak-up-es")

    banner = banner_of(client, SPANISH)

    assert banner.startswith('<div class="notice notice-warning" lang="es" dir="ltr">')
    assert "Retirada: por favor, no la use" in banner
    assert f'<p lang="en">{REASON}</p>' in banner
    assert 'lang="es" hreflang="es">Sus derechos y cómo hacerse oír</a>.' in banner
    assert re.search(r"Retirada el \d+ de [a-z]+ de \d{4}\.", banner)
    assert "please" not in banner


def test_a_family_is_sent_to_its_worker_and_a_worker_to_the_regional_contact(
    client: PortalClient, context: Flask
) -> None:
    for slug in ("what-to-expect", "what-to-expect-es", "three-houses"):
        recalled(Subject(slug), reason=REASON)

    banners = [
        banner_of(client, path) for path in ("/family/what-to-expect", SPANISH, "/toolkit/direct-practice/three-houses")
    ]

    assert "Nothing replaces it yet. Ask your worker what to use." in banners[0]
    assert "Pregunte a su trabajadora o trabajador social qué puede usar." in banners[1]
    assert "Ask your regional contact what to use." in banners[2]
    assert f"<p>{REASON}</p>" in banners[2]


@pytest.mark.parametrize(
    "path", ["direct-practice/safety-planning-form", "quick-guides/scaling-guide", "about-sop/history"]
)
def test_every_page_can_be_printed_from_where_it_offers_its_files(client: PortalClient, path: str) -> None:
    page = client.get(f"/toolkit/{path}").get_data(as_text=True)

    [actions] = re.findall(r'<div class="page-actions">(.*?)</div>', page, re.DOTALL)
    assert "data-print hidden>" in actions
    assert "Print this page" in actions


def test_the_demo_shows_a_recall_that_stands_and_one_that_was_lifted(client: PortalClient, context: Flask) -> None:
    fill_people()

    demo_recalls.fill_recalls()
    demo_recalls.fill_recalls()

    assert [one.state for one in recalls()] == [STANDING, LIFTED]
    assert list(standing_recalls()) == [Subject(demo_recalls.STANDS)]
    assert all(one.asked_by_id != one.confirmed_by_id for one in recalls())
    said = text_of(client.get(f"/c/{page_codes()[demo_recalls.STANDS]}"))
    assert "Please do not use this sheet" in said
    assert "Only in the demo: nothing is wrong with this form." in said
