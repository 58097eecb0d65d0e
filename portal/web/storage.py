"""The files of the portal that answers."""

from __future__ import annotations

from flask import current_app

from portal.infrastructure.storage import Place, Storage
from portal.web.settings import settings_here

KEPT = "portal.storage"


def storage_here() -> Storage:
    """Return where the current application keeps its files; it is opened when it is first asked for."""
    storage: Storage | None = current_app.extensions.get(KEPT)
    if storage is None:
        settings = settings_here()
        storage = Storage(
            Place(
                folder=settings.instance.absolute() / "files",
                address=settings.storage_url,
                endpoint=settings.storage_endpoint,
                region=settings.storage_region,
                key_id=settings.storage_key_id,
                secret=settings.storage_secret.get_secret_value(),
            )
        )
        current_app.extensions[KEPT] = storage
    return storage
