"""The list of pages, as those who write them see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.clients import PortalClient, text_of

if TYPE_CHECKING:
    from flask import Flask


def test_a_page_is_found_by_part_of_its_title(app: Flask) -> None:
    editor = PortalClient(app).sign_in_as("statewide-editor")

    page = text_of(editor.get("/admin/toolkit/?q=glossar"))

    assert "Pages 1 to 1 of 1" in page
    assert "Glossary" in page


def test_what_matches_nothing_is_said(app: Flask) -> None:
    editor = PortalClient(app).sign_in_as("statewide-editor")

    page = text_of(editor.get("/admin/toolkit/?state=new"))

    assert "No page matches" in page
