"""What directories call: SCIM 2.0 (RFC 7643, RFC 7644), on one blueprint."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("scim", __name__, url_prefix="/scim/v2")
