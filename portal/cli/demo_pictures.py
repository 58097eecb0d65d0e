"""Fill the demo's library with a picture, so that whoever writes sees how one is used."""

from __future__ import annotations

from io import BytesIO

from portal.features.accounts.queries import find_account_by_email
from portal.features.authoring.services import images
from portal.features.toolkits.queries import list_pictures
from portal.foundation.transaction import transaction
from portal.web.storage import storage_here

PAINTER = "pia@statewide.example"
WORDS = images.Words(
    title="Three houses",
    alternative="Three houses side by side: one red, one green and one blue, each drawn with a few strokes.",
    credit="Drawn for the demo.",
)
SIZE, PAPER, STROKE = (900, 560), (250, 247, 240), 7
COLOURS = ((160, 80, 60), (60, 110, 90), (60, 90, 150))


def fill_pictures() -> None:
    """Put a picture into an empty library."""
    account = find_account_by_email(PAINTER)
    if account is None or list_pictures():
        return
    drawn = images.prepare(three_houses())
    key = images.store(drawn, storage_here())
    with transaction():
        images.add_picture(key, drawn, WORDS, actor_id=account.id)


def three_houses() -> bytes:
    """Return a drawing of three houses as a file."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only the demo draws

    sheet = Image.new("RGB", SIZE, PAPER)
    pencil = ImageDraw.Draw(sheet)
    for number, colour in enumerate(COLOURS):
        left = 60 + number * 280
        pencil.polygon([(left, 240), (left + 120, 110), (left + 240, 240)], outline=colour, width=STROKE)
        pencil.rectangle([left + 20, 240, left + 220, 470], outline=colour, width=STROKE)
        pencil.rectangle([left + 95, 360, left + 145, 470], outline=colour, width=STROKE)
    out = BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()
