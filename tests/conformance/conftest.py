"""A portal with two regions and an innocent plugin, beside which a plugin misbehaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conformance.site import Site

if TYPE_CHECKING:
    from flask import Flask

    from tests.plugins import Installer


@pytest.fixture
def site(app: Flask, installer: Installer) -> Site:
    """Give the portal with the regions north and south, and the plugin innocent on in both."""
    return Site(app, installer)
