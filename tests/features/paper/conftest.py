"""Tests of paper begin with nobody having tried wrong codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.features.paper.routes import PACES

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture(autouse=True)
def nobody_waits(app: Flask) -> None:
    """Forget which wrong codes other tests tried."""
    app.extensions.pop(PACES, None)
