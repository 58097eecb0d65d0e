"""Addresses of the toolkit: home, sections, pages, glossary, and where old addresses lead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, render_template, request

from portal.features.toolkits import queries, rules
from portal.foundation.errors import NotFound
from portal.infrastructure.pictures import TYPES
from portal.web.guards import public
from portal.web.page_cache import same_for_strangers
from portal.web.pagination import page_of
from portal.web.storage import storage_here

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.toolkits.queries import PageView

blueprint = Blueprint("toolkits", __name__, template_folder="templates")
LONGEST_QUERY, PER_PAGE, IN_SHORT = 100, 40, 5
SHELF = "quick-guides"
YEAR = 365 * 24 * 3600
PICTURE = re.compile(r"[a-z0-9]{10}\.(jpg|png|webp)")


@blueprint.get("/toolkit/")
@public
@same_for_strangers
def home() -> ResponseReturnValue:
    """Show the toolkit's home."""
    return section_page(queries.get_page(rules.HOME))


@blueprint.get("/toolkit/<slug>/")
@public
@same_for_strangers
def section(slug: str) -> ResponseReturnValue:
    """Show a section's landing page; a page asked for with a slash at its end leads to its own address."""
    page = queries.get_page(queries.slug_at(slug))
    if page.url != f"/toolkit/{slug}/":
        return redirect(page.url, code=301)
    return section_page(page)


@blueprint.get("/toolkit/<slug>")
@public
@same_for_strangers
def page_of_home(slug: str) -> ResponseReturnValue:
    """Show a page of the first section; any other page's or section's short address leads to its own."""
    page = queries.get_page(queries.slug_at(slug))
    if page.url != f"/toolkit/{slug}":
        return redirect(page.url, code=301)
    return show(page)


@blueprint.get("/toolkit/<section_slug>/<slug>")
@public
@same_for_strangers
def page(section_slug: str, slug: str) -> ResponseReturnValue:
    """Show a page; asked for under the section it lay in before, it leads to where it lies now.

    An old address that is written down goes before: another section's page may bear the same last part.
    """
    here = f"/toolkit/{section_slug}/{slug}"
    found = queries.get_page(queries.slug_at(slug))
    if found.url != here:
        return redirect(queries.old_addresses().get(here, found.url), code=301)
    return show(found)


@blueprint.get(queries.FINDER)
@public
@same_for_strangers
def finder() -> ResponseReturnValue:
    """Find pages by what they are, for whom and when."""
    found = queries.find(queries.wish_of(request.args), address=queries.FINDER)
    rows, pagination = page_of(found.pages, per_page=PER_PAGE, noun="pages")
    return render_template(
        "toolkits/find.html",
        found=found,
        rows=rows,
        pagination=pagination,
        grouped=(),
        noun="page",
        nouns="pages",
        case_url=queries.case_address(),
    )


@blueprint.get("/toolkit/definitional-tools/glossary")
@public
@same_for_strangers
def glossary() -> ResponseReturnValue:
    """Show the glossary, all of it or what a query finds."""
    query = " ".join(request.args.get("q", "").split())[:LONGEST_QUERY]
    terms = queries.search_terms(query)
    total = len(queries.terms_by_key())
    return render_template(
        "toolkits/glossary.html", page=queries.get_page("glossary"), query=query, terms=terms, total=total
    )


@blueprint.get("/pictures/<name>")
@public
def picture(name: str) -> ResponseReturnValue:
    """Send a picture of the library; under its name there is never another, so it is kept for a year."""
    found = PICTURE.fullmatch(name)
    if found is None:
        raise NotFound("There is no such picture.")
    headers = {"Cache-Control": f"public, max-age={YEAR}, immutable", "ETag": f'"{name}"'}
    if request.if_none_match.contains(name):
        return "", 304, headers
    data = storage_here().get(f"pictures/{name}")
    if data is None:
        raise NotFound("There is no such picture.")
    return Response(data, headers=headers, mimetype=TYPES[found[1]])


def show(found: PageView) -> str:
    """Return a page in the template made for it."""
    if found.slug == "videos":
        return render_template("toolkits/videos.html", page=found, videos=queries.list_videos())
    if found.slug == queries.CASE:
        opening, moments = queries.moments_of(found)
        return render_template("toolkits/case.html", page=found, opening=opening, moments=moments)
    return render_template("toolkits/page.html", page=found)


def section_page(landing: PageView) -> str:
    """Return a section's landing page with its pages in groups; quick guides stand on a shelf with filters."""
    if landing.slug == SHELF:
        return shelf_page(landing)
    in_short = IN_SHORT if landing.slug == rules.HOME else 0
    return render_template(
        "toolkits/section.html",
        page=landing,
        groups=queries.groups_of(landing.section.slug),
        newest=queries.list_newest(in_short),
        used=queries.list_most_used(in_short),
    )


def shelf_page(landing: PageView) -> str:
    """Return the quick guides: by topic until somebody chooses, then what the choices leave."""
    wish = queries.wish_of(request.args)
    found = queries.find(wish, address=landing.url, within=rules.GUIDE)
    rows, pagination = page_of(found.pages, per_page=PER_PAGE, noun="quick guides")
    return render_template(
        "toolkits/shelf.html",
        page=landing,
        found=found,
        rows=rows,
        pagination=pagination,
        grouped=() if wish != queries.Wish() else queries.by_element(found.pages),
        noun="quick guide",
        nouns="quick guides",
    )


def lead_on() -> ResponseReturnValue | None:
    """Lead an address the toolkit had before to where its content is now."""
    if request.routing_exception is None or request.method not in {"GET", "HEAD"}:
        return None
    target = queries.old_addresses().get(request.path.rstrip("/"))
    return redirect(target, code=301) if target else None
