"""The form that lets somebody look at the portal as another role."""

from __future__ import annotations

from wtforms import SelectField

from portal.web.forms import PortalForm


class ViewForm(PortalForm):
    """A role in a place."""

    role = SelectField("Role")
    scope = SelectField(
        "Where",
        description="Workers, supervisors and liaisons: a county. Regional roles: a region. All others: statewide.",
    )
