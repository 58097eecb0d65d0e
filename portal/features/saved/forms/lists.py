"""Forms of reading lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import HiddenField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from portal.features.saved import queries, rules
from portal.features.saved.forms.answers import trim_words
from portal.features.toolkits.forms import Harmless
from portal.web.forms import PortalForm, trim

if TYPE_CHECKING:
    from portal.features.accounts.queries import Viewer


class ListForm(PortalForm):
    """What a list is called, and what it is for."""

    title = StringField(
        "Title",
        description=f"Such as “Before a first visit”. {rules.LONGEST_TITLE} letters at most.",
        filters=[trim],
        validators=[
            DataRequired("Give the list a title."),
            Length(max=rules.LONGEST_TITLE, message=f"A title has at most {rules.LONGEST_TITLE} letters."),
            Harmless(longest=rules.LONGEST_NOTE),
        ],
        render_kw={"maxlength": str(rules.LONGEST_TITLE), "autocomplete": "off"},
    )
    note = TextAreaField(
        "What it is for",
        description="Whoever sees the list reads it. No names of people, no dates of birth or case numbers.",
        filters=[trim_words],
        validators=[
            Length(max=rules.LONGEST_NOTE, message=f"A note has at most {rules.LONGEST_NOTE} letters."),
            Harmless(longest=rules.LONGEST_NOTE),
        ],
        render_kw={"rows": 3, "maxlength": str(rules.LONGEST_NOTE)},
    )


class ChangeForm(ListForm):
    """The same for a list that is there, and who sees it. `version` is the list's when the form was opened."""

    audience = RadioField(
        "Who sees it",
        description="They see it with the name you chose in your profile. Only you can change it; they can copy it.",
        validate_choice=False,
    )
    version = HiddenField()

    def __init__(self, viewer: Viewer, **options: Any) -> None:
        super().__init__(**options)
        self.words = {one.word: queries.label_of(one) for one in queries.audiences_of(viewer)}
        self.audience.choices = list(self.words.items())

    def validate_audience(self, field: RadioField) -> None:
        """Refuse a place that the person does not belong to."""
        if field.data not in self.words:
            raise ValidationError("Choose one of these: you belong to no other place.")
