"""The administrators' pages on plugins: one blueprint, each module puts its addresses on it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("plugins", __name__, template_folder="../templates", url_prefix="/admin/plugins")
