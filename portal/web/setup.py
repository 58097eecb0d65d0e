"""Put the whole of this floor on an application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.web.assets import install_assets
from portal.web.errors import install_errors
from portal.web.page_cache import install_page_cache
from portal.web.security import install_security
from portal.web.templating import install_templating

if TYPE_CHECKING:
    from flask import Flask

    from portal.config import Settings


def install_web(app: Flask, settings: Settings) -> None:
    """Install templates, assets, protection, error pages, and the pages kept ready before all of it."""
    install_templating(app)
    install_assets(app)
    install_security(app, settings)
    install_errors(app)
    install_page_cache(app)
