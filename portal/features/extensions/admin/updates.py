"""What a plugin ships now, beside what people changed: one page an item, and a decision for each field or all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for

from portal.features.accounts.session import viewer_here
from portal.features.extensions.admin import blueprint
from portal.features.extensions.admin.item_forms import shown
from portal.features.extensions.admin.items import EDITORS, ITEM, marks_of, region_of, row_of
from portal.features.extensions.services import items as services
from portal.features.extensions.services.items import stamp_of
from portal.foundation.comparing import Pieces, compared
from portal.foundation.errors import Invalid
from portal.foundation.transaction import transaction
from portal.plugin_host.shelf import get_item

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.plugin_host.shelf import Shelved

ALL = "all"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of which something newer waits: as it was shipped before, as it is here, as it is shipped now."""

    name: str
    label: str
    base: str
    ours: Pieces
    theirs: Pieces


@blueprint.get(f"{ITEM}/update")
@EDITORS
def show_update(where: str, kind: str, key: str) -> ResponseReturnValue:
    """Show what waits for a decision, side by side."""
    region, shelved = region_of(where), get_item(where, kind, key)
    return render_template(
        "extensions/item_update.html",
        region=region,
        kind=shelved.kind,
        row=row_of(shelved, marks_of(shelved)),
        differences=differences_of(shelved, region.id),
        stamp=stamp_of(shelved.item),
        place={"where": region.id, "kind": shelved.kind.key, "key": shelved.row.key},
    )


def differences_of(shelved: Shelved, region_id: str) -> list[Difference]:
    """Return the fields of which something newer waits, in the order of the form."""
    fields: dict[str, Any] = {one.name: one for one in shelved.kind.fields}
    order = [*fields, *(name for name in shelved.item.waiting if name not in fields)]
    found = []
    for name in order:
        if name in shelved.item.waiting:
            base, ours, theirs = (
                shown(fields.get(name), values[name], region_id)
                for values in (shelved.item.base, shelved.item.local, shelved.item.waiting)
            )
            label = fields[name].label if name in fields else name
            found.append(Difference(name, label, base, compared(base, ours), compared(base, theirs)))
    return found


@blueprint.post(f"{ITEM}/update")
@EDITORS
def decide_update(where: str, kind: str, key: str) -> ResponseReturnValue:
    """Take what the plugin ships, or keep what is here: for one field, or for all of them."""
    region_of(where)
    shelved = get_item(where, kind, key)
    choice, _, name = request.form.get("decision", "").partition(":")
    names = set(shelved.item.waiting) if name == ALL else {name} & set(shelved.item.waiting)
    deeds = {"take": services.take_theirs, "keep": services.keep_ours}
    if choice not in deeds or not names:
        raise Invalid("Choose what to take or keep. It may have been decided meanwhile: open the page again.")
    with transaction():
        deeds[choice]((where, kind, key), names, stamp=request.form.get("stamp", ""), actor_id=viewer_here().account_id)
    flash("The newer words are taken." if choice == "take" else "Your words stay as they are.", "success")
    left = get_item(where, kind, key).item.waiting
    return redirect(url_for(".show_update" if left else ".show_item", where=where, kind=kind, key=key), code=303)
