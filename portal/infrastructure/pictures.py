"""A picture as it may be kept: of a known kind, not too large, drawn anew so that nothing but the picture is in it."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from portal.foundation.errors import Invalid, Refusal, TooLarge

LARGEST_FILE = 10 * 1024 * 1024
MOST_POINTS = 40_000_000
WIDEST = 1600
QUALITY = 85
KINDS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "png"}  # what is taken, and as what it is kept
TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
TOO_LARGE = "The picture is larger than 10 MB. Save it smaller, then try again."
NOT_TAKEN = "This is no picture the portal takes. Choose a JPEG, PNG, WebP or GIF file."
BROKEN = "The picture cannot be read to its end: the file is damaged. Save it anew, then try again."
TOO_MANY_POINTS = "The picture has more than 40 million points. Save it smaller, then try again."


@dataclass(frozen=True, slots=True)
class DrawnAnew:
    """A picture ready to be kept: its bytes, the ending of its name, and its measures."""

    data: bytes
    kind: str
    width: int
    height: int


def draw_anew(data: bytes) -> DrawnAnew:
    """Return a picture drawn anew from what it shows: no place, name, camera, text or other file travels with it."""
    from PIL import ImageOps  # noqa: PLC0415 - loaded where a picture is uploaded

    if len(data) > LARGEST_FILE:
        raise TooLarge(TOO_LARGE)
    try:
        found, kind = opened(data)
        found.load()
        turned = ImageOps.exif_transpose(found)
    except Refusal:
        raise
    except Exception as error:  # the readers of its formats raise errors of many kinds, such as struct.error
        raise Invalid(BROKEN) from error
    return saved(turned, kind)


def opened(data: bytes) -> tuple[Any, str]:
    """Return a picture whose head was read and is not too large, and as what it is kept."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - loaded where a picture is uploaded

    try:
        found = Image.open(BytesIO(data), formats=tuple(KINDS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooLarge(TOO_MANY_POINTS) from None
    except UnidentifiedImageError:
        raise Invalid(NOT_TAKEN) from None
    if found.width * found.height > MOST_POINTS:
        raise TooLarge(TOO_MANY_POINTS)
    found.draft("RGB", (WIDEST, WIDEST))
    return found, KINDS[str(found.format)]


def saved(picture: Any, kind: str) -> DrawnAnew:
    """Return the points of a picture as a file without anything beside them."""
    has_holes = "transparency" in picture.info or picture.mode in {"RGBA", "LA", "PA"}
    mode = "RGBA" if has_holes and kind != "jpg" else "RGB"
    bare = picture.convert(mode)
    if max(bare.size) > WIDEST:
        bare.thumbnail((WIDEST, WIDEST))
    bare.info.clear()
    out = BytesIO()
    if kind == "jpg":
        bare.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    elif kind == "webp":
        bare.save(out, "WEBP", quality=QUALITY)
    else:
        bare.save(out, "PNG", optimize=True)
    return DrawnAnew(out.getvalue(), kind, *bare.size)
