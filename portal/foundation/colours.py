"""Contrast between two colours, as WCAG 2 counts it."""

from __future__ import annotations

import re

HEX = re.compile(r"#[0-9a-fA-F]{6}")
CHANNEL_KNEE = 0.04045
LIGHT_PAGE, DARK_PAGE = "#ffffff", "#14181c"
READABLE = 4.5


def is_colour(text: str) -> bool:
    """Say whether the text is a colour such as #2f6b4f."""
    return HEX.fullmatch(text) is not None


def luminance(colour: str) -> float:
    """Return the relative luminance (0 black to 1 white) of a #rrggbb colour (WCAG 2.2, 'relative luminance')."""
    parts = []
    for start in (1, 3, 5):
        share = int(colour[start : start + 2], 16) / 255
        parts.append(share / 12.92 if share <= CHANNEL_KNEE else ((share + 0.055) / 1.055) ** 2.4)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two #rrggbb colours, from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
