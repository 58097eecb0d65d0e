"""Every example of the pages for plugin authors works, in the order in which a reader meets it."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.docs.examples import Reader, examples_of, put_in

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("pages")  # groups begin first, and these take long
PAGES = ROOT / "docs" / "plugins"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("page", ["tutorial.md", "guide.md"])
def test_c107_every_example_of_the_page_works_in_order(page: str, tmp_path: Path) -> None:
    reader = Reader(tmp_path)

    examples = list(examples_of(PAGES / page))
    for example in examples:
        reader.do(example)

    assert len(examples) > 1


def test_the_tutorial_shows_what_a_plugin_is_made_of() -> None:
    source = (PAGES / "tutorial.md").read_text(encoding="utf-8")

    shown = ["tools", "models", "migrations", "routes", "nav", "settings", "blocks", "jobs", "events", "on_event"]
    assert [name for name in shown if f"def portal_{name}(ctx" not in source] == []


def test_lines_are_put_where_their_like_stand() -> None:
    source = '"""Words."""\n\nimport a\n\nfrom b import c\n\ndef d(): ...\n'

    assert put_in(source, "import z\nimport a\n\nfrom b import c, e\n") == (
        '"""Words."""\n\nimport z\nimport a\n\nfrom b import c, e\n\ndef d(): ...\n'
    )


def test_a_table_of_toml_is_read_as_such() -> None:
    [shown] = [one for one in examples_of(PAGES / "tutorial.md") if one.deed == "show"]

    assert tomllib.loads(shown.text)["project"]["entry-points"] == {
        "portal.plugins": {"lending": "portal_lending.plugin"}
    }
