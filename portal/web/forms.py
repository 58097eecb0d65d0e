"""What every form has: text trimmed of blanks, its words taken as text, and fields of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_wtf import FlaskForm
from wtforms import DateField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

if TYPE_CHECKING:
    from wtforms import Field


class PortalForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form of the portal; it carries its own proof against forgery."""


class ChoicesField(SelectMultipleField):
    """Several boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DayField(DateField):
    """A day; anything else is refused with a sentence."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(f"“{self.label.text}” must be a day such as 2026-11-24.") from None


def trim(text: object) -> object:
    """Take blanks off both ends of a text, and characters that no name or mail address has."""
    if not isinstance(text, str):
        return text
    return "".join(letter for letter in text if letter.isprintable()).strip()


def text_of(field: Field) -> str:
    """Return what was typed, as text."""
    return field.data if isinstance(field.data, str) else ""
