"""The form behind “Was this page helpful?”."""

from __future__ import annotations

from wtforms import RadioField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.features.saved import rules
from portal.features.toolkits.forms import Harmless
from portal.web.forms import PortalForm


def trim_words(text: object) -> object:
    """Take blanks off both ends of a text of several lines, and what no keyboard types."""
    if not isinstance(text, str):
        return text
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in plain if letter.isprintable() or letter == "\n").strip()


class AnswerForm(PortalForm):
    """Whether a page helped, and in what."""

    LONGEST = rules.LONGEST_WORDS

    helpful = RadioField("Was it helpful?", validators=[DataRequired("Choose yes or no.")])
    words = TextAreaField(
        "What helped, or what is missing?",
        description="No names, dates of birth or case numbers. Your own name is not kept either.",
        filters=[trim_words],
        validators=[
            Length(max=rules.LONGEST_WORDS, message=f"At most {rules.LONGEST_WORDS:,} letters, please."),
            Harmless(longest=rules.LONGEST_WORDS),
        ],
        render_kw={"rows": 4, "maxlength": str(rules.LONGEST_WORDS)},
    )

    def __init__(self) -> None:
        super().__init__()
        self.helpful.choices = [(rules.YES, "Yes"), (rules.NO, "No")]
