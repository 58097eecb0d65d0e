"""Forms on how people join."""

from __future__ import annotations

from wtforms import BooleanField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.web.forms import PortalForm, trim

REASON_LENGTH = 500
DOMAIN_LENGTH = 253
ISSUER_LENGTH = 255
SECRET_LENGTH = 250


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


class CountySignInForm(PortalForm):
    """A county's own sign-in."""

    issuer = StringField(
        "Issuer",
        description="The address by which the county's sign-in calls itself, such as https://sign-in.example.org.",
        filters=[trim],
        validators=[DataRequired("Enter the issuer's address."), Length(max=ISSUER_LENGTH)],
        render_kw={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"},
    )
    client_id = StringField(
        "Client",
        description="The name under which the county's computer staff registered the portal.",
        filters=[trim],
        validators=[DataRequired("Enter the client."), Length(max=ISSUER_LENGTH)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    client_secret = PasswordField(
        "Secret",
        validators=[Length(max=SECRET_LENGTH)],
        render_kw={"autocomplete": "new-password"},
    )
    is_on = BooleanField("In use: people of the county are offered it when they sign in")
    lets_in = BooleanField("Let new people in at once, as county workers; otherwise the liaison decides on each")
