"""Pages of what a person keeps: one module a noun, all on one blueprint."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("saved", __name__, template_folder="../templates", url_prefix="/saved")
