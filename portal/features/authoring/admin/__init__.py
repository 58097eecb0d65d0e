"""The staff's pages on the toolkit: one module a noun, all on one blueprint."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("authoring", __name__, template_folder="../templates", url_prefix="/admin/toolkit")
