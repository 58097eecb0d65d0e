"""The staff's pages on people: one module a noun, all on one blueprint."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("people", __name__, template_folder="../templates", url_prefix="/admin/people")
