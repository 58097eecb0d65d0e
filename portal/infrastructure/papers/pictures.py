"""A drawing as a picture of points, for files that take no drawings."""

from __future__ import annotations

import typst

TEMPLATE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 6.5in)"""
POINTS_AN_INCH = 200


def picture_of(svg: str) -> bytes:
    """Return an SVG drawing as PNG."""
    drawn: bytes = typst.compile(
        TEMPLATE, format="png", ppi=POINTS_AN_INCH, sys_inputs={"svg": svg}, ignore_system_fonts=True
    )
    return drawn
