"""The staff's pages on what readers say of pages."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("answers", __name__, template_folder="../templates", url_prefix="/admin/answers")
