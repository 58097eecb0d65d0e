"""Words that people type are looked at for what may say who a person is, before anything is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.saved import rules
from portal.features.saved.queries import known_words
from portal.infrastructure.guard import find_persons
from portal.web.forms import text_of

if TYPE_CHECKING:
    from wtforms import Field


def is_harmless(*fields: Field, longest: int) -> bool:
    """Say whether nothing in these fields may say who a person is; where something may, its field tells what."""
    fine = True
    for field in fields:
        found = [str(finding) for finding in find_persons(text_of(field)[:longest], known=known_words())]
        if found:
            field.errors = [*field.errors, rules.refusal(found)]
            fine = False
    return fine
