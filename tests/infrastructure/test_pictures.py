"""Pictures are drawn anew before they are kept."""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from portal.foundation.errors import Invalid, Refusal, TooLarge
from portal.infrastructure.pictures import BROKEN, NOT_TAKEN, TOO_LARGE, TOO_MANY_POINTS, draw_anew

SECRET = "Ana Ruiz, 12 Main Street"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **given: object) -> bytes:
    """Return a picture as a file."""
    out = BytesIO()
    Image.new(mode, size, 7).save(out, kind, **given)  # type: ignore[arg-type]
    return out.getvalue()


def photograph() -> bytes:
    """Return a photograph that tells place, camera and name, lying on its side."""
    told = Image.Exif()
    told[0x0112], told[0x013B], told[0x010F] = 6, SECRET, "Camera 7"
    told.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", exif=told, comment=SECRET.encode(), xmp=b"<x>" + SECRET.encode() + b"</x>")


def test_a_photograph_is_turned_upright_and_tells_nothing_but_itself() -> None:
    drawn = draw_anew(photograph())

    kept = Image.open(BytesIO(drawn.data))
    assert (drawn.kind, drawn.width, drawn.height, kept.size) == ("jpg", 30, 40, (30, 40))
    assert dict(kept.getexif()) == {}
    assert SECRET.encode() in photograph()
    assert SECRET.encode() not in drawn.data
    assert b"Exif" not in drawn.data


def test_texts_and_what_is_hung_on_behind_a_picture_go() -> None:
    note = PngInfo()
    note.add_text("Author", SECRET)
    data = picture("PNG", pnginfo=note) + b"PK\x03\x04 another file " + SECRET.encode()

    drawn = draw_anew(data)

    assert data.count(SECRET.encode()) == 2
    assert SECRET.encode() not in drawn.data
    assert set(Image.open(BytesIO(drawn.data)).info) == set()


@pytest.mark.parametrize(
    ("kind", "mode", "kept"),
    [("PNG", "RGBA", "png"),
     ("PNG", "P", "png"), ("JPEG", "CMYK", "jpg"), ("JPEG", "L", "jpg"), ("WEBP", "RGB", "webp"),
     ("GIF", "P", "png"), ("PNG", "I;16", "png"), ("PNG", "1", "png")],
)  # fmt: skip
def test_pictures_of_every_kind_can_be_opened_again(kind: str, mode: str, kept: str) -> None:
    drawn = draw_anew(picture(kind, mode=mode))

    assert drawn.kind == kept
    assert Image.open(BytesIO(drawn.data)).size == (40, 30)


def test_holes_of_a_picture_stay_holes() -> None:
    drawn = draw_anew(picture("PNG", mode="RGBA"))

    assert Image.open(BytesIO(drawn.data)).mode == "RGBA"


def test_a_wide_picture_is_made_smaller() -> None:
    drawn = draw_anew(picture("PNG", size=(4000, 1000), mode="L"))

    assert (drawn.width, drawn.height) == (1600, 400)


def bomb(width: int, height: int) -> bytes:
    """Return a short file that says it is a very large picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


REFUSED = {
    "a page": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", Invalid, NOT_TAKEN),
    "a document": (b"%PDF-1.7\n", Invalid, NOT_TAKEN),
    "a name only": (b"GIF89a%PDF-1.7 nothing of a picture", Invalid, None),
    "nothing": (b"", Invalid, NOT_TAKEN),
    "half of one": (photograph()[:400], Invalid, None),
    "a bomb": (bomb(8000, 8000), TooLarge, TOO_MANY_POINTS),
    "a large bomb": (bomb(12000, 12000), TooLarge, TOO_MANY_POINTS),
    "a very large bomb": (bomb(60000, 60000), TooLarge, TOO_MANY_POINTS),
    "too many bytes": (picture() + bytes(10 * 1024 * 1024), TooLarge, TOO_LARGE),
    "a picture without points": (bomb(50, 50)[:45], Invalid, BROKEN),
    "another kind": (picture("BMP"), Invalid, NOT_TAKEN),
}


@pytest.mark.parametrize(("data", "refusal", "sentence"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_picture_or_too_large_a_one_is_refused(
    data: bytes, refusal: type[Refusal], sentence: str | None
) -> None:
    with pytest.raises(refusal) as refused:
        draw_anew(data)

    assert refused.value.sentence in ({sentence} if sentence else {BROKEN, NOT_TAKEN})


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 400), st.binary(min_size=1, max_size=8), st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]))
def test_a_damaged_picture_is_refused_or_drawn_never_worse(place: int, damage: bytes, kind: str) -> None:
    whole = picture(kind)
    data = whole[:place] + damage + whole[place + len(damage) :]

    with suppress(Refusal):
        Image.open(BytesIO(draw_anew(data).data)).load()
