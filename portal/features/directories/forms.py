"""Forms on directories."""

from __future__ import annotations

from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from portal.web.forms import PortalForm, trim

NAME_LENGTH = 80


class TokenForm(PortalForm):
    """A new token for a county's directory."""

    county = SelectField("County")
    name = StringField(
        "Name of the token",
        description="So that you know it again: the product and what it is for, as “Entra, staff of the agency”.",
        filters=[trim],
        validators=[DataRequired("Give the token a name."), Length(max=NAME_LENGTH)],
        render_kw={"autocomplete": "off"},
    )
