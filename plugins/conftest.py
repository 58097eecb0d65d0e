"""What the tests of the shipped plugins can use: the kit that every plugin author has."""

from __future__ import annotations

pytest_plugins = ["portal.testing"]
