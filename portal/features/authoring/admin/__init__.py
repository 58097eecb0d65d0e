"""The staff's pages on the toolkit: one module a noun, all on one blueprint."""

from __future__ import annotations

from flask import Blueprint

from portal.features.accounts import permissions
from portal.web.guards import requires

blueprint = Blueprint("authoring", __name__, template_folder="../templates", url_prefix="/admin/toolkit")
# Who asks for one of these pages without the right hears that there is none, and that they asked is written down.
WRITERS = requires(permissions.TOOLKIT_EDIT, is_told=False)
REVIEWERS = requires(permissions.TOOLKIT_REVIEW, is_told=False)
