"""Pages of a long list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.app import create_app
from portal.foundation.errors import NotFound
from portal.web.pagination import Pagination, page_of
from tests.conftest import make_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Give the portal; pages are counted without a database."""
    return create_app(make_settings(tmp_path_factory.mktemp("pages")))


def ask(portal: Flask, address: str, total: int) -> tuple[Sequence[int], Pagination]:
    with portal.test_request_context(address):
        return page_of(range(total), per_page=10, noun="tools")


def test_an_empty_list_has_one_empty_page(portal: Flask) -> None:
    rows, where = ask(portal, "/blog/", 0)

    assert list(rows) == []
    assert where == Pagination(page=1, pages=1, total=0, previous_url=None, next_url=None, label="No tools")


@pytest.mark.parametrize(("total", "pages"), [(1, 1), (10, 1), (11, 2), (20, 2), (21, 3)])
def test_a_list_has_as_many_pages_as_it_fills(portal: Flask, total: int, pages: int) -> None:
    _, where = ask(portal, "/blog/", total)

    assert (where.pages, where.next_url is None) == (pages, pages == 1)


def test_the_last_page_holds_the_rest_and_leads_back(portal: Flask) -> None:
    rows, where = ask(portal, "/blog/?page=3", 1021)

    assert list(rows) == list(range(20, 30))
    assert (where.previous_url, where.next_url) == ("/blog/?page=2", "/blog/?page=4")
    assert where.label == "Tools 21 to 30 of 1,021"
    rows, where = ask(portal, "/blog/?page=103", 1021)
    assert list(rows) == [1020]
    assert (where.previous_url, where.next_url) == ("/blog/?page=102", None)


def test_the_way_back_to_the_first_page_names_none(portal: Flask) -> None:
    assert ask(portal, "/blog/?page=2", 11)[1].previous_url == "/blog/"
    assert ask(portal, "/blog/?tag=a%20b&page=2", 11)[1].previous_url == "/blog/?tag=a+b"


@pytest.mark.parametrize(
    "page", ["0", "-1", "x", "", "1.5", "01", "+1", "1e1", "٣", "²", "9" * 9, "9" * 5000, "000000001" + "0" * 5000]
)
def test_what_is_no_page_is_not_found(portal: Flask, page: str) -> None:
    with portal.test_request_context("/blog/", query_string={"page": page}), pytest.raises(NotFound):
        page_of(range(100), per_page=10, noun="tools")


def test_a_page_beyond_the_last_is_not_found(portal: Flask) -> None:
    with pytest.raises(NotFound):
        ask(portal, "/blog/?page=2", 10)


@pytest.mark.parametrize(
    "query",
    ["endpoint=x", "_external=1&_scheme=javascript", "_scheme=javascript", "_anchor=x", "_method=POST", "self=1"],
)
def test_words_in_the_address_cannot_change_where_the_pages_lie(portal: Flask, query: str) -> None:
    _, where = ask(portal, f"/blog/?{query}", 30)

    assert where.next_url == f"/blog/?{query}&page=2"


def test_parts_of_the_address_stay(portal: Flask) -> None:
    _, where = ask(portal, "/regions/northern/tools/?topic=rural&region_id=southern", 30)

    assert where.next_url == "/regions/northern/tools/?topic=rural&region_id=southern&page=2"
