"""The application: its parts, in order."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from portal.features.accounts import hooks as accounts
from portal.features.admin import hooks as admin
from portal.features.authoring import hooks as authoring
from portal.features.blog import hooks as blog
from portal.features.contacts import hooks as contacts
from portal.features.directories import hooks as directories
from portal.features.extensions import hooks as extensions
from portal.features.families import hooks as families
from portal.features.home import hooks as home
from portal.features.paper import hooks as paper
from portal.features.people import hooks as people
from portal.features.regions import hooks as regions
from portal.features.regions.queries import county_fips_by_name
from portal.features.saved import hooks as saved
from portal.features.toolkits import hooks as toolkits
from portal.features.tools import hooks as tools
from portal.features.upkeep import hooks as upkeep
from portal.features.worksheets import hooks as worksheets
from portal.foundation.database import db
from portal.plugin_host.host import PluginHost, install_host
from portal.plugin_host.unpacking import find_applied
from portal.web.guards import refuse_unguarded
from portal.web.setup import install_web

if TYPE_CHECKING:
    from portal.config import Settings

FEATURES = (
    regions,
    accounts,
    toolkits,
    authoring,
    contacts,
    tools,
    worksheets,
    blog,
    extensions,
    people,
    directories,
    families,
    paper,
    upkeep,
    saved,
    home,
    admin,
)
TEMPLATES = Path(__file__).parent / "web" / "templates"
POSTGRES_OPTIONS = "-c statement_timeout=5000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000"


def create_app(settings: Settings) -> Flask:
    """Return the portal as a WSGI application. Touches no database; writes nothing."""
    app = Flask("portal", static_folder=None, template_folder=str(TEMPLATES))
    app.extensions["portal.settings"] = settings
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database),
        DEBUG=settings.debug,
        TESTING=settings.environment == "test",
        PREFERRED_URL_SCHEME="https" if settings.is_secure else "http",
    )
    db.init_app(app)
    install_web(app, settings)
    host = PluginHost(
        pack_folders=settings.all_pack_folders,
        counties=county_fips_by_name,
        applied=partial(find_applied, settings.applied_packs),
        is_safe=settings.safe_mode,
        is_local_fetched=settings.local_fetch,
    )
    install_host(app, host)
    for feature in FEATURES:
        host.manager.register(feature)
        feature.portal_install(app)
    refuse_unguarded(app)
    return app


def engine_options(url: str) -> dict[str, object]:
    """Return how connections are kept: checked before use, and on PostgreSQL bounded in time."""
    if url.startswith("postgresql"):
        return {
            "pool_pre_ping": True,
            "hide_parameters": True,
            "connect_args": {"connect_timeout": 3, "options": POSTGRES_OPTIONS},
        }
    return {"hide_parameters": True}
