"""The staff's pages on upkeep: one module a noun, all on one blueprint."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("upkeep", __name__, template_folder="../templates", url_prefix="/admin/upkeep")
