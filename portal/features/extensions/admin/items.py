"""A region's items: the list, the form for each, hiding and restoring, and undoing the last change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template, request, url_for

from portal.features.accounts import permissions
from portal.features.accounts.session import refuse_reach, viewer_here
from portal.features.extensions.admin import blueprint
from portal.features.extensions.admin.asking import ask_validators
from portal.features.extensions.admin.item_forms import ItemForm, add_errors, item_form, shown, values_in
from portal.features.extensions.services import items as services
from portal.features.extensions.services.items import Stale, stamp_of
from portal.features.regions.queries import find_region, list_regions
from portal.foundation.errors import NotFound
from portal.foundation.transaction import transaction
from portal.plugin_host.host import registry_here
from portal.plugin_host.shelf import count_items, get_item, list_items, list_kinds, list_updates
from portal.web.forms import text_of
from portal.web.guards import requires_somewhere
from portal.web.pagination import page_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from portal.features.regions.queries import RegionView
    from portal.plugin_host.shelf import Shelved

ITEMS_PER_PAGE = 50
MARKS = {
    "edited": "Changed here",
    "update": "Update waiting",
    "hidden": "Hidden here",
    "adopted": "Kept by the region",
    "dropped": "No longer shipped",
}
EDITORS = requires_somewhere(permissions.ITEMS_EDIT)
ITEM = "/items/<where>/<kind>/<key>"


@blueprint.get("/items/")
@EDITORS
def choose_items() -> ResponseReturnValue:
    """Lead to the items of the person's region, or let one be chosen of several."""
    regions = [region for region in list_regions() if viewer_here().may(permissions.ITEMS_EDIT, region.id)]
    if len(regions) == 1:
        return redirect(url_for(".list_region_items", where=regions[0].id), code=303)
    waiting = {region.id: len(list_updates(region.id)) for region in regions}
    return render_template("extensions/items_regions.html", regions=regions, waiting=waiting)


def region_of(where: str) -> RegionView:
    """Return the region whose items a person may change; any other answers as if there were none, and is noted."""
    region = find_region(where)
    if region is None or not viewer_here().may(permissions.ITEMS_EDIT, region.id):
        refuse_reach(request.path)
    return region


@blueprint.get("/items/<where>/")
@EDITORS
def list_region_items(where: str) -> ResponseReturnValue:
    """Show a region's items of one kind, with how each stands."""
    region, kinds = region_of(where), list_kinds()
    kind = kinds.get(request.args.get("kind", next(iter(kinds))))
    if kind is None:
        raise NotFound
    marked = [(one, marks_of(one)) for one in list_items(where, kind)]
    chosen = request.args.get("show", "")
    rows, pagination = page_of(
        [(one, marks) for one, marks in marked if not chosen or chosen in marks],
        per_page=ITEMS_PER_PAGE,
        noun=kind.plural,
    )
    counts = count_items(where)
    return render_template(
        "extensions/items.html",
        region=region,
        kind=kind,
        kinds=[(key, one.plural.capitalize(), counts[key]) for key, one in kinds.items()],
        rows=[row_of(one, marks) for one, marks in rows],
        shows=[(key, label, sum(key in marks for _, marks in marked)) for key, label in MARKS.items()],
        chosen=chosen,
        pagination=pagination,
        updates=[row_of(one, marks_of(one)) for one in list_updates(where)],
    )


def marks_of(shelved: Shelved) -> tuple[str, ...]:
    """Return how an item stands, by the keys of MARKS."""
    item = shelved.item
    stands = {
        "edited": bool(item.edited),
        "update": bool(item.waiting) and not item.is_hidden,
        "hidden": item.is_hidden,
        "adopted": item.is_adopted,
        "dropped": item.is_gone,
    }
    return tuple(mark for mark, is_so in stands.items() if is_so)


def row_of(shelved: Shelved, marks: tuple[str, ...]) -> dict[str, Any]:
    """Return what a list shows of an item."""
    row = shelved.row
    plugin = registry_here().found.get(row.plugin_id)
    return {
        "title": shelved.title,
        "noun": shelved.kind.noun,
        "plugin": plugin.manifest.name if plugin and plugin.manifest else row.plugin_id,
        "is_on": shelved.is_on,
        "marks": [(mark, MARKS[mark]) for mark in marks],
        "for_everyone": row.for_everyone,
        "url": url_for(".show_item", where=row.region_id, kind=shelved.kind.key, key=row.key),
        "update_url": url_for(".show_update", where=row.region_id, kind=shelved.kind.key, key=row.key),
    }


@blueprint.get(ITEM)
@EDITORS
def show_item(where: str, kind: str, key: str) -> ResponseReturnValue:
    """Show the form for an item."""
    region, shelved = region_of(where), get_item(where, kind, key)
    return item_page(region, shelved, form_of(shelved))


def form_of(shelved: Shelved) -> ItemForm:
    """Return the form for an item as it is now."""
    return item_form(shelved.kind, shelved.row.region_id or "", shelved.item.local, stamp_of(shelved.item))


def item_page(region: RegionView, shelved: Shelved, form: ItemForm, *, now: dict[str, str] | None = None) -> str:
    """Return the page with the form; `now` are fields that somebody else changed meanwhile, as they are now."""
    fields = {one.name: one for one in shelved.kind.fields}
    before = {
        fields[name].label if name in fields else name: shown(fields.get(name), value, region.id)
        for name, value in shelved.item.previous.items()
    }
    marks = marks_of(shelved)
    return render_template(
        "extensions/item.html",
        region=region,
        kind=shelved.kind,
        item=shelved.item,
        row=row_of(shelved, marks),
        form=form,
        now=now or {},
        before=before,
        place={"where": region.id, "kind": shelved.kind.key, "key": shelved.row.key},
        seen_at=shelved.kind.address_of(shelved.row),
    )


@blueprint.post(ITEM)
@EDITORS
def save_item(where: str, kind: str, key: str) -> ResponseReturnValue:
    """Keep what was typed, or show it again with what is wrong, or with what somebody else typed meanwhile."""
    region, shelved = region_of(where), get_item(where, kind, key)
    if not shelved.kind.fields:
        abort(405)
    form = form_of(shelved)
    is_valid = form.validate_on_submit()
    values = values_in(form, shelved.kind)
    draft = services.find_draft(shelved, values)
    faults = services.faults_of(draft) if draft else []
    if not is_valid or draft is None or faults:
        add_errors(form, shelved.kind, [(name, reason) for name, reason in faults if name not in form.errors])
        return item_page(region, shelved, form), 422
    verdict = ask_validators(shelved.kind, draft, region)
    if verdict.problems:
        add_errors(form, shelved.kind, [(one.field, one.sentence) for one in verdict.problems])
        return item_page(region, shelved, form), 422
    try:
        with transaction():
            changed = services.edit_item(
                (where, kind, key),
                values,
                stamp=text_of(form.stamp),
                note=text_of(form.note),
                actor_id=viewer_here().account_id,
            )
    except Stale:
        return stale_page(region, get_item(where, kind, key), form, values), 409
    say_saved(shelved, [*verdict.warnings, *dead_link_warnings(draft)], changed=changed)
    return redirect(url_for(".show_item", where=where, kind=kind, key=key), code=303)


def say_saved(shelved: Shelved, warnings: list[str], *, changed: bool) -> None:
    """Tell what became of a form that was sent."""
    if changed:
        flash(f"Saved. The {shelved.kind.noun} is changed wherever it is shown.", "success")
    else:
        flash("Nothing was changed.", "info")
    for warning in warnings:
        flash(warning, "warning")


def dead_link_warnings(draft: Any) -> list[str]:
    """Return a sentence for each link of a text that leads nowhere."""
    return [f"A link in the text leads nowhere: {link}." for link in services.dead_links(draft)]


def stale_page(region: RegionView, shelved: Shelved, form: ItemForm, typed: dict[str, Any]) -> str:
    """Return the form as it was typed, beside what the item says now. Sent once more, it replaces that."""
    form.stamp.data = stamp_of(shelved.item)
    now = {
        one.name: shown(one, shelved.item.local[one.name], region.id)
        for one in shelved.kind.fields
        if shelved.item.local[one.name] != typed[one.name]
    }
    return item_page(region, shelved, form, now=now)


@blueprint.post(f"{ITEM}/undo")
@EDITORS
def undo_item(where: str, kind: str, key: str) -> ResponseReturnValue:
    """Undo the last change of an item."""
    return do_and_say(services.undo_edit, (where, kind, key), "The last change is undone.")


@blueprint.post(f"{ITEM}/hide")
@EDITORS
def hide_item(where: str, kind: str, key: str) -> ResponseReturnValue:
    """Take an item off the region's pages."""
    return do_and_say(services.hide_item, (where, kind, key), "It is hidden. No upgrade brings it back; you can.")


@blueprint.post(f"{ITEM}/restore")
@EDITORS
def restore_item(where: str, kind: str, key: str) -> ResponseReturnValue:
    """Bring an item back to the region's pages."""
    return do_and_say(services.restore_item, (where, kind, key), "It is back on the region's pages.")


def do_and_say(service: Callable[..., object], item: tuple[str, str, str], sentence: str) -> ResponseReturnValue:
    """Do one thing with an item of a region one may edit, tell it, and lead back to the item's form."""
    where, kind, key = item
    region_of(where)
    with transaction():
        service(item, actor_id=viewer_here().account_id)
    flash(sentence, "success")
    return redirect(url_for(".show_item", where=where, kind=kind, key=key), code=303)
