"""Papers as they come out of a printer: no page too many, and no last page with nearly nothing on it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from portal.features.paper.queries import text_of_page
from portal.features.toolkits.queries import get_page, list_pages
from portal.infrastructure.papers.pdf import FULL_ENOUGH, Fit, Made

if TYPE_CHECKING:
    from flask import Flask

    from portal.infrastructure.papers import Sheet

BASE = "https://portal.example"


def sheet_of(slug: str) -> Sheet:
    """Return a page as a sheet."""
    return text_of_page(get_page(slug), base=BASE).sheet


def fit_of(sheet: Sheet) -> Fit:
    """Return how a sheet comes out as a PDF."""
    return Made(sheet, {}).fit()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # it is about paper: once is enough
@pytest.mark.parametrize(("kind", "most"), [("tool", 3), ("guide", 1), ("form", 2), ("sheet", 2)])
def test_no_paper_has_a_page_too_many_or_ends_on_one_that_is_nearly_empty(context: Flask, kind: str, most: int) -> None:
    slugs = [page.slug for page in list_pages() if page.kind == kind]

    fits = {slug: fit_of(sheet_of(slug)) for slug in slugs}

    assert len(fits) >= 20
    assert {slug: fit for slug, fit in fits.items() if fit.pages > 1 and fit.last < FULL_ENOUGH} == {}
    assert {slug: fit for slug, fit in fits.items() if fit.pages > most} == {}


def test_letters_are_as_large_as_the_paper_allows(context: Flask) -> None:
    short, long = sheet_of("three-houses-guide"), sheet_of("group-supervision-guide")

    sizes = [fit_of(short).size, fit_of(long).size]

    assert sizes[0] == short.sizes[0]
    assert long.sizes[0] > sizes[1] > long.sizes[-1]
    assert fit_of(replace(long, sizes=long.sizes[:1])).pages == 2


def test_a_sheet_that_fits_in_no_way_takes_few_pages_and_a_full_last_one(context: Flask) -> None:
    tool = replace(sheet_of("circles"), most_pages=1)

    fit = fit_of(tool)

    others = [fit_of(replace(tool, sizes=(size,))) for size in tool.sizes]
    assert (fit.pages, fit.last) == min(((one.pages, one.last) for one in others), key=lambda one: (one[0], -one[1]))


def test_the_kind_of_a_sheet_for_families_is_said_in_its_language(context: Flask) -> None:
    kinds = [sheet_of(slug).eyebrow for slug in ("what-to-expect", "what-to-expect-es")]

    assert kinds == ["For families", "Para familias"]


def test_a_sheet_in_spanish_says_in_spanish_that_its_translation_awaits_a_review(context: Flask) -> None:
    facts = dict(sheet_of("three-houses-for-parents-es").facts)

    assert facts["Traducción"].startswith("Se escribió con cuidado.")
    assert list(facts) == ["A cargo de", "Créditos", "Derechos", "Traducción"]
    assert facts["Derechos"] == "Mencione a las autoras en cada copia."
