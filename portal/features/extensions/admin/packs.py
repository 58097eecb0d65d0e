"""Packs: upload and its report, history, differences, apply and undo, download and export."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask import Response, flash, redirect, render_template, request, url_for

from portal.features.accounts import permissions
from portal.features.accounts.queries import names_of
from portal.features.accounts.session import viewer_here
from portal.features.extensions.admin import blueprint
from portal.features.extensions.services import applying, differences, holdings, packs
from portal.features.regions.queries import list_region_names, list_regions
from portal.foundation.errors import Conflict, FaultyContent, NotFound, TooLarge
from portal.foundation.transaction import transaction
from portal.plugin_host.archives import LARGEST_ARCHIVE, MIB, MOST_ENTRIES
from portal.plugin_host.starters import blank_pack, example_pack
from portal.plugin_host.unpacking import APPLIED, DRAFT, REPLACED, UNDONE
from portal.web.guards import requires_somewhere
from portal.web.security import takes_uploads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from portal.foundation.errors import Fault
    from portal.plugin_host.models import PackVersion

TOO_LARGE = f"A pack may be {LARGEST_ARCHIVE // MIB} MB. Leave out or shrink what lies in its folder files/."
LIMITS = f"{LARGEST_ARCHIVE // MIB} MB and {MOST_ENTRIES:,} files"
ROOM_FOR_THE_FORM = 64 * 1024
STATE_LABELS = {DRAFT: "Draft", APPLIED: "Applied", REPLACED: "Replaced by a newer one", UNDONE: "Undone"}
TONES = {DRAFT: "caution", APPLIED: "good"}
CHANGE_LABELS = {
    differences.ADDED: "Added",
    differences.CHANGED: "Changed",
    differences.REMOVED: "Removed",
    differences.KEPT: "Stays as it was edited here",
    differences.HIDDEN: "Stays off the pages, as the region decided",
}


def may_apply(region_id: str) -> bool:
    """Say whether this request's person may bring packs into a region."""
    return viewer_here().may(permissions.PACKS_APPLY, region_id)


@blueprint.get("/packs")
@requires_somewhere(permissions.PACKS_APPLY)
def list_packs() -> ResponseReturnValue:
    """Show the packs there were, and the ways to a new one."""
    return list_page("")


@blueprint.post("/packs")
@requires_somewhere(permissions.PACKS_APPLY)
@takes_uploads(LARGEST_ARCHIVE + ROOM_FOR_THE_FORM, TOO_LARGE)
def upload_pack() -> ResponseReturnValue:
    """Check an uploaded pack; keep it as a draft, or tell everything that is wrong with it."""
    file = request.files.get("pack")
    data = file.read(LARGEST_ARCHIVE + 1) if file else b""
    if not data or file is None:
        return list_page("Choose the zip file of a pack first."), 422
    if len(data) > LARGEST_ARCHIVE:
        raise TooLarge(TOO_LARGE)
    try:
        version = packs.upload(data, may_apply=may_apply, actor_id=viewer_here().account_id)
    except FaultyContent as faulty:
        return report(faulty.faults, file.filename or "the pack"), 422
    flash(f"“{version.name}” is in order and kept as a draft. Nothing has changed yet.", "success")
    return redirect(url_for("plugins.show_pack", version_id=version.id), code=303)


def report(faults: Sequence[Fault], name: str) -> str:
    """Return the page with everything that is wrong with a pack."""
    by_file = [(file, list(found)) for file, found in groupby(faults, key=lambda fault: fault.file)]
    return render_template("extensions/packs/report.html", faults=by_file, total=len(faults), name=name, limits=LIMITS)


def list_page(fault: str) -> str:
    """Return the list, with what was wrong with an upload."""
    versions = packs.list_versions(may_apply)
    people = names_of({version.uploaded_by_id for version in versions} | {one.applied_by_id for one in versions})
    return render_template(
        "extensions/packs/list.html",
        rows=[row_of(version, people) for version in versions],
        regions=[region for region in list_regions() if may_apply(region.id)],
        fault=fault,
        limits=LIMITS,
    )


def row_of(version: PackVersion, people: dict[int | None, str]) -> dict[str, Any]:
    """Return what is shown of an uploaded pack."""
    return {
        "id": version.id,
        "plugin_id": version.plugin_id,
        "name": version.name,
        "version": version.version,
        "region": list_region_names().get(version.region_id, version.region_id),
        "state": version.state,
        "state_label": STATE_LABELS[version.state],
        "tone": TONES.get(version.state, "plain"),
        "uploaded_at": version.uploaded_at,
        "uploaded_by": people.get(version.uploaded_by_id, "the terminal"),
        "applied_at": version.applied_at,
        "applied_by": people.get(version.applied_by_id, "the terminal"),
        "undone_at": version.undone_at,
        "kilobytes": max(1, version.size // 1024),
        "url": url_for("plugins.show_pack", version_id=version.id),
    }


@blueprint.get("/packs/<int:version_id>")
@requires_somewhere(permissions.PACKS_APPLY)
def show_pack(version_id: int) -> ResponseReturnValue:
    """Show one uploaded pack: what it changes, and what can be done with it."""
    version = packs.get_version(version_id, may_apply)
    trouble, told = "", version.before.get("told")
    if version.state in {DRAFT, UNDONE}:
        try:
            with packs.opened(version) as plugin:
                packs.refuse_unfit(plugin)
                told = asdict(differences.difference(plugin, version.region_id))
        except Conflict as conflict:
            trouble, told = conflict.sentence, None
    against_undo = applying.reason_against_undo(version)
    people = names_of({version.uploaded_by_id, version.applied_by_id})
    return render_template(
        "extensions/packs/show.html",
        pack=row_of(version, people),
        groups=groups_of(told["items"]) if told else [],
        told=told,
        trouble=trouble,
        against_undo=against_undo,
        edited_since=[] if against_undo else applying.list_edited_since(version),
        may_be_undone_until=version.applied_at + applying.UNDONE_WITHIN if version.applied_at else None,
    )


def groups_of(items: Sequence[dict[str, Any]]) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Return changes by what happens: its key, its words, and the items."""
    found = [
        (change, label, [item for item in items if item["change"] == change]) for change, label in CHANGE_LABELS.items()
    ]
    return [group for group in found if group[2]]


@blueprint.post("/packs/<int:version_id>/apply")
@requires_somewhere(permissions.PACKS_APPLY)
def apply_pack(version_id: int) -> ResponseReturnValue:
    """Apply an uploaded pack."""
    version = packs.get_version(version_id, may_apply)
    applying.apply(version, actor_id=viewer_here().account_id)
    flash(
        f"“{version.name}” {version.version} is applied. You can undo it for {applying.UNDONE_WITHIN.days} days.",
        "success",
    )
    return redirect(url_for("plugins.show_pack", version_id=version_id), code=303)


@blueprint.post("/packs/<int:version_id>/undo")
@requires_somewhere(permissions.PACKS_APPLY)
def undo_pack(version_id: int) -> ResponseReturnValue:
    """Bring the region back to how it was before a pack was applied."""
    version = packs.get_version(version_id, may_apply)
    applying.undo(version, actor_id=viewer_here().account_id, overwrites="overwrite" in request.form)
    flash(f"“{version.name}” {version.version} is undone. Everything is as it was before it was applied.", "success")
    return redirect(url_for("plugins.show_pack", version_id=version_id), code=303)


@blueprint.post("/packs/<int:version_id>/discard")
@requires_somewhere(permissions.PACKS_APPLY)
def discard_pack(version_id: int) -> ResponseReturnValue:
    """Throw away a draft."""
    with transaction():
        version = packs.get_version(version_id, may_apply)
        name = version.name
        packs.discard(version, actor_id=viewer_here().account_id)
    flash(f"The draft of “{name}” is gone.", "success")
    return redirect(url_for("plugins.list_packs"), code=303)


@blueprint.get("/packs/<int:version_id>/download")
@requires_somewhere(permissions.PACKS_APPLY)
def download_pack(version_id: int) -> ResponseReturnValue:
    """Send an uploaded pack as it was uploaded."""
    version = packs.get_version(version_id, may_apply)
    return zip_answer(f"{version.plugin_id}-{version.version}.zip", version.archive)


@blueprint.get("/packs/export/<region_id>")
@requires_somewhere(permissions.PACKS_APPLY)
def export_region(region_id: str) -> ResponseReturnValue:
    """Send a region's current content as a pack."""
    if not may_apply(region_id):
        raise NotFound
    return zip_answer(*holdings.export(region_id))


@blueprint.get("/packs/blank.zip")
@requires_somewhere(permissions.PACKS_APPLY)
def blank() -> ResponseReturnValue:
    """Send a blank pack to fill in."""
    return zip_answer("blank-pack.zip", blank_pack())


@blueprint.get("/packs/example.zip")
@requires_somewhere(permissions.PACKS_APPLY)
def example() -> ResponseReturnValue:
    """Send an invented region's pack to look at."""
    return zip_answer("example-pack.zip", example_pack())


def zip_answer(name: str, data: bytes) -> Response:
    """Return a zip to be kept as a file."""
    response = Response(data, mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
