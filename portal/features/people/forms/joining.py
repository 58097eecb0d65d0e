"""Forms on how people join."""

from __future__ import annotations

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.web.forms import PortalForm, trim

REASON_LENGTH = 500
DOMAIN_LENGTH = 253


class OnlyProofForm(PortalForm):
    """Nothing but the proof that the form is ours."""


class ApproveForm(PortalForm):
    """The role with which somebody joins."""

    job = SelectField("Role")


class DeclineForm(PortalForm):
    """Why somebody gets no account."""

    reason = TextAreaField(
        "Reason",
        description="Goes to the person by mail.",
        filters=[trim],
        validators=[DataRequired("Say why: the person is told."), Length(max=REASON_LENGTH)],
        render_kw={"rows": 3},
    )


class DomainForm(PortalForm):
    """A mail domain of a county."""

    domain = StringField(
        "Mail domain",
        description="The part behind the @ in the work addresses of the county's staff.",
        filters=[trim],
        validators=[DataRequired("Enter a mail domain."), Length(max=DOMAIN_LENGTH)],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"},
    )
