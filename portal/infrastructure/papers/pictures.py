"""Pictures on a sheet: which ones it holds, and each as a file can take it."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import TYPE_CHECKING

from portal.infrastructure.papers.parts import Box, Listing, Picture, Quote, Room

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from PIL import Image

    from portal.infrastructure.papers.parts import Part

TEMPLATE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 6.5in)"""
POINTS_AN_INCH = 200
TYPES = {"jpg": "jpeg", "png": "png", "webp": "webp"}


def picture_of(svg: str) -> bytes:
    """Return an SVG drawing as PNG."""
    import typst  # noqa: PLC0415 - 7 MB that many processes never need

    drawn: bytes = typst.compile(
        TEMPLATE, format="png", ppi=POINTS_AN_INCH, sys_inputs={"svg": svg}, ignore_system_fonts=True
    )
    return drawn


def as_drawing(name: str, data: bytes) -> str:
    """Return a picture as a drawing that holds nothing else: so it travels as data, as all of a sheet does."""
    width, height = opened(data).size
    kind = TYPES[name.rpartition(".")[2]]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image href="data:image/{kind};base64,{b64encode(data).decode()}" width="{width}" height="{height}"/></svg>'
    )


def as_word_takes(data: bytes) -> bytes:
    """Return a picture of a kind that Word and its likes know: JPEG as it is, any other as PNG."""
    found = opened(data)
    if found.format in {"JPEG", "PNG"}:
        return data
    out = BytesIO()
    found.save(out, "PNG")
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    """Return a picture of the library."""
    from PIL import Image  # noqa: PLC0415 - loaded where a file with a picture is made

    return Image.open(BytesIO(data))


def pictures_in(parts: Iterable[Part]) -> Iterator[Picture]:
    """Give every picture of the library among parts, however deep."""
    for part in parts:
        if isinstance(part, Picture):
            yield part
        elif isinstance(part, Box | Quote | Room):
            yield from pictures_in(part.parts)
        elif isinstance(part, Listing):
            for item in part.items:
                yield from pictures_in(item)
