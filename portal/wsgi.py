"""What a server loads: `portal.wsgi:app`."""

from __future__ import annotations

from portal.app import create_app
from portal.config import load_settings
from portal.infrastructure.logs import set_up_logs

set_up_logs()
app = create_app(load_settings())
