"""The form on a film."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import BooleanField, FileField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional

from portal.features.families.rules.films import FilmText
from portal.foundation.vocabulary import LANGUAGES
from portal.web.forms import PortalForm, text_of, trim

if TYPE_CHECKING:
    from collections.abc import Iterable


class FilmForm(PortalForm):
    """What an editor says of a film. What may be missing until it goes live is for the rules to say."""

    title = StringField("Title", filters=[trim], validators=[DataRequired("Give the film a title.")])
    summary = StringField("What it shows", description="One sentence.", filters=[trim])
    voices = StringField("Who speaks", description="By role, such as: a parent and a worker. No names.", filters=[trim])
    minutes = IntegerField(
        "Length in minutes", validators=[Optional()], render_kw={"inputmode": "numeric", "autocomplete": "off"}
    )
    language = SelectField("Spoken language", default="en")
    address = StringField(
        "Address of the film",
        filters=[trim],
        render_kw={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"},
    )
    captions_file = FileField(
        "Captions as a file", description="WebVTT, ending in .vtt. It takes the place of the text below."
    )
    captions = TextAreaField(
        "Captions", description="WebVTT: it begins with the word WEBVTT.", render_kw={"rows": 10, "spellcheck": "false"}
    )
    captions_at_host = BooleanField("The host's player shows the same captions")
    transcript = TextAreaField(
        "Transcript", description="All that is said, and what is seen where it matters.", render_kw={"rows": 12}
    )
    related = StringField(
        "Pages it goes with",
        description="Their addresses or the last part of them, with commas between, such as scaling, three-houses.",
        filters=[trim],
    )
    seen = HiddenField()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.language.choices = list(LANGUAGES.items())


def values_of(film: FilmText, version: int) -> dict[str, object]:
    """Return what the form shows of a film."""
    return {name: getattr(film, name) for name in FilmText.__slots__ if name != "related"} | {
        "minutes": film.minutes or None,
        "related": ", ".join(film.related),
        "seen": str(version),
    }


def film_text(form: FilmForm, captions: str) -> FilmText:
    """Return what was typed; captions that came as a file take the place of those in the form."""
    return FilmText(
        title=text_of(form.title),
        summary=text_of(form.summary),
        voices=text_of(form.voices),
        minutes=form.minutes.data or 0,
        language=text_of(form.language),
        address=text_of(form.address),
        captions=plain(captions),
        captions_at_host=bool(form.captions_at_host.data),
        transcript=plain(text_of(form.transcript)),
        related=tuple(slugs_in(text_of(form.related).split(","))),
    )


def plain(text: str) -> str:
    """Return a long text with plain ends of lines, and without the character no database takes."""
    return text.replace("\r\n", "\n").replace("\0", "")


def slugs_in(named: Iterable[str]) -> list[str]:
    """Return the pages that were named, by the last part of their addresses, each once."""
    found = (one.strip().rstrip("/").rpartition("/")[2] for one in named)
    return list(dict.fromkeys(slug for slug in found if slug))
