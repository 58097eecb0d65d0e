"""The form for how a person is named."""

from __future__ import annotations

from wtforms import RadioField

from portal.web.forms import PortalForm


class CreditForm(PortalForm):
    """One of two ways to be named."""

    credit = RadioField("Name me as")
