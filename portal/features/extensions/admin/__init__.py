"""The staff's pages on plugins: one module a noun, all on one blueprint."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("plugins", __name__, template_folder="../templates", url_prefix="/admin/plugins")
