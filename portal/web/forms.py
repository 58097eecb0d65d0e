"""What every form has: text trimmed of blanks, and its words taken as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_wtf import FlaskForm

if TYPE_CHECKING:
    from wtforms import Field


class PortalForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form of the portal; it carries its own proof against forgery."""


def trim(text: object) -> object:
    """Take blanks off both ends of a text, and characters that no name or mail address has."""
    if not isinstance(text, str):
        return text
    return "".join(letter for letter in text if letter.isprintable()).strip()


def text_of(field: Field) -> str:
    """Return what was typed, as text."""
    return field.data if isinstance(field.data, str) else ""
