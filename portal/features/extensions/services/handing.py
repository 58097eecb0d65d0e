"""Work on packs that waits for the person who began it."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select, update

from portal.features.accounts import permissions
from portal.foundation.database import db
from portal.plugin_host.declarations import Unfinished
from portal.plugin_host.models import PackVersion
from portal.plugin_host.unpacking import DRAFT


def unfinished_of(account_id: int) -> list[Unfinished]:
    """Return the packs a person uploaded and nobody has applied yet."""
    waiting = select(PackVersion.id, PackVersion.name, PackVersion.version, PackVersion.region_id).where(
        PackVersion.uploaded_by_id == account_id, PackVersion.state == DRAFT
    )
    return [
        Unfinished(
            label=f"Pack “{row.name}”, version {row.version}, uploaded and not applied",
            region_id=row.region_id,
            permission=permissions.PACKS_APPLY,
            give_to=partial(give_pack, row.id),
        )
        for row in db.session.execute(waiting.order_by(PackVersion.id))
    ]


def give_pack(version_id: int, heir_id: int) -> None:
    """Note that an uploaded pack is somebody else's now."""
    change = update(PackVersion).where(PackVersion.id == version_id, PackVersion.state == DRAFT)
    db.session.execute(change.values(uploaded_by_id=heir_id))
