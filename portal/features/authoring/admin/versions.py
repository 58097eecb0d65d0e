"""The versions of a page: what each changed, and restoring one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from portal.features.accounts.queries import names_of
from portal.features.accounts.session import viewer_here
from portal.features.authoring import queries
from portal.features.authoring.admin.showing import difference_of, head_of
from portal.features.authoring.services import drafts
from portal.features.toolkits.rules import FROM_PACK
from portal.foundation.errors import NotFound
from portal.foundation.transaction import transaction
from portal.web.pagination import paginate

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.toolkits.models import PageRevision
from portal.features.authoring.admin import WRITERS, blueprint

VERSIONS_PER_PAGE = 30


@blueprint.get("/pages/<slug>/versions/")
@WRITERS
def list_versions(slug: str) -> ResponseReturnValue:
    """Show what a page said, the newest first."""
    page = queries.find_page(slug)
    rows, pagination = paginate(queries.select_versions(page.id), per_page=VERSIONS_PER_PAGE, noun="versions")
    names = names_of({row.author_id for row in rows})
    shown = [version_row(row, names.get(row.author_id, "")) for row in rows]
    return render_template("authoring/versions.html", head=head_of(page), rows=shown, pagination=pagination)


def version_row(revision: PageRevision, author: str) -> dict[str, object]:
    """Return a version as the list shows it."""
    by = author or ("the pack that ships with the portal" if revision.source == FROM_PACK else "the command line")
    return {
        "number": revision.number,
        "at": revision.created_at,
        "by": by,
        "label": f"{by[:1].upper()}{by[1:]}",
        "note": revision.note or ("Shipped with the pack" if revision.source == FROM_PACK else "No note"),
    }


@blueprint.get("/pages/<slug>/versions/<int:number>")
@WRITERS
def show_version(slug: str, number: int) -> ResponseReturnValue:
    """Show how a version differs from the one before it, or from another one."""
    page = queries.find_page(slug)
    revision = queries.get_version(page.id, number)
    asked = request.args.get("with", str(number - 1))
    if not asked.isdecimal() or len(asked) > 9:  # noqa: PLR2004 - no page has so many
        raise NotFound
    other = queries.get_version(page.id, int(asked)) if int(asked) else None
    before = queries.content_of(other) if other else None
    names = names_of([revision.author_id])
    return render_template(
        "authoring/version.html",
        head=head_of(page),
        row=version_row(revision, names.get(revision.author_id, "")),
        other=int(asked),
        numbers=[one for one in range(page.revision_number, 0, -1) if one != number][:50],
        **difference_of(before, queries.content_of(revision)),
    )


@blueprint.post("/pages/<slug>/versions/<int:number>/restore")
@WRITERS
def restore_version(slug: str, number: int) -> ResponseReturnValue:
    """Make the draft of what a page said once; published, it is the next version."""
    with transaction():
        is_new = drafts.restore_version(slug, number, author_id=viewer_here().account_id)
    if not is_new:
        flash(f"The page says what version {number} said already.", "info")
        return redirect(url_for(".show_page", slug=slug), code=303)
    flash(f"The draft is what version {number} said. Publish it, and it becomes the next version.", "success")
    return redirect(url_for(".ask_publish", slug=slug), code=303)
