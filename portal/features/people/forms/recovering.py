"""The form with which somebody is let back in."""

from __future__ import annotations

from wtforms import BooleanField
from wtforms.validators import DataRequired

from portal.web.forms import PortalForm


class CalledForm(PortalForm):
    """That the person was called before anything is confirmed."""

    is_called = BooleanField(
        "I called on a number we knew before, and it was the person who asked",
        validators=[DataRequired("Call the person first; then tick this.")],
    )
