"""Words that people type are looked at for what may say who a person is, before anything is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import ValidationError

from portal.features.toolkits.queries import known_words
from portal.infrastructure.guard import find_persons
from portal.web.forms import text_of

if TYPE_CHECKING:
    from wtforms import Field, Form

SHOWN = 5
ADVICE = (
    "Write who it was without saying who: “the mother”, “a boy of six”. A word that is no name can be written in small "
    "letters."
)


class Harmless:
    """Refuses a text in which something may say who a person is, and tells what; `longest` letters are looked at."""

    def __init__(self, *, longest: int) -> None:
        self.longest = longest

    def __call__(self, _form: Form, field: Field) -> None:
        """Look through what was typed."""
        found = [str(finding) for finding in find_persons(text_of(field)[: self.longest], known=known_words())]
        if found:
            more = len(found) - SHOWN
            said = "; ".join(found[:SHOWN]) + (f"; and {more} more" if more > 0 else "")
            raise ValidationError(f"Nothing was kept yet: {said}. {ADVICE}")
