"""Sign in and out, join by a one-time link, profile: one module a noun, all on one blueprint."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("accounts", __name__, template_folder="../templates")
