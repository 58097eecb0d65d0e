"""How fast a directory may ask."""

from __future__ import annotations

REQUESTS_A_MINUTE = 600
