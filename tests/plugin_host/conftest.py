"""Content folders; throw-away plugins are made in tests/plugins.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

Write = Callable[[dict[str, str]], Path]


@pytest.fixture
def content_folder(tmp_path: Path) -> Write:
    """Give a function that writes content files and returns their folder."""

    def write(files: dict[str, str]) -> Path:
        for name, text in files.items():
            file = tmp_path / "content" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
        return tmp_path / "content"

    return write
