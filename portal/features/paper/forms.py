"""Forms with which a page is called back."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.features.paper.rules import REASON_LENGTH
from portal.features.toolkits.forms import Harmless
from portal.infrastructure.markup.sources import NEVER_STORED
from portal.web.forms import PortalForm

TOO_LONG = f"Use at most {REASON_LENGTH} characters."


def storable(text: object) -> object:
    """Take out of a text what no database takes."""
    return NEVER_STORED.sub("", text) if isinstance(text, str) else text


class RecallForm(PortalForm):
    """What is recalled, why, and what is used instead."""

    subject = SelectField("What is recalled", validators=[DataRequired("Choose a page or tool.")])
    reason = TextAreaField(
        "Reason",
        description="Everybody reads it who opens the page or scans an old sheet. Plain words, no names.",
        filters=[storable],
        validators=[
            DataRequired("Say why."),
            Length(max=REASON_LENGTH, message=TOO_LONG),
            Harmless(longest=REASON_LENGTH),
        ],
    )
    replacement = SelectField("What is used instead")
    is_urgent = BooleanField(
        "Urgent",
        description="The banner and the letters ask people to stop using it at once and to tell who has a copy.",
    )
    is_looked_at = HiddenField()


class LiftForm(PortalForm):
    """Why a recall ends."""

    reason = TextAreaField(
        "Why it can be used again",
        filters=[storable],
        validators=[
            DataRequired("Say why."),
            Length(max=REASON_LENGTH, message=TOO_LONG),
            Harmless(longest=REASON_LENGTH),
        ],
    )


class DecideForm(PortalForm):
    """A button and its proof against forgery."""
