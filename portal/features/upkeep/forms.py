"""Forms of upkeep."""

from __future__ import annotations

from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.features.upkeep import rules
from portal.web.forms import PortalForm, trim


def trim_text(text: object) -> object:
    """Take blanks off both ends of a text of several lines."""
    return text.replace("\r\n", "\n").strip() if isinstance(text, str) else text


class NoteForm(PortalForm):
    """A region's note. `version` is that of the note when the form was opened."""

    body = TextAreaField(
        "Your note",
        description="In Markdown, as in the toolkit. Only people of your region see it.",
        filters=[trim_text],
        validators=[
            DataRequired("Write the note, or remove it below."),
            Length(max=rules.LONGEST_NOTE, message=f"A note has at most {rules.LONGEST_NOTE:,} letters."),
        ],
        render_kw={"rows": 8},
    )
    lead = SelectField("Lead to one of your tools or contacts", description="Its name is shown below the note.")
    version = HiddenField()


class LookAfterForm(PortalForm):
    """Who answers for a page, and when it is looked at again."""

    owner = StringField(
        "Mail address of who answers for it",
        description="Somebody with an account here. Without one, statewide editors are written to.",
        filters=[trim],
        validators=[Length(max=254)],
        render_kw={"inputmode": "email", "autocomplete": "off"},
    )
    next_check = DateField("To be checked again on", validators=[DataRequired("Give a day such as 2027-11-24.")])
