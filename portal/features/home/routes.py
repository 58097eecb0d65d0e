"""Addresses of the front pages and of what every site has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, render_template
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from portal.features.accounts.rules import ROLE_LABELS, Role
from portal.features.accounts.session import current_viewer
from portal.features.home import queries
from portal.features.home.rules import start_slugs
from portal.features.regions.queries import get_region, list_regions
from portal.features.regions.session import region_here
from portal.features.toolkits.queries import get_page, list_pages, list_pages_of, list_sections
from portal.infrastructure.epoch import kept_per_epoch
from portal.plugin_host.host import get_host
from portal.web.assets import asset
from portal.web.guards import item_visible, public
from portal.web.page_cache import same_for_strangers
from portal.web.settings import settings_here
from portal.web.slots import fill, is_explaining, render_shared

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.regions.queries import RegionView
    from portal.features.toolkits.queries import PageLink, SectionView
    from portal.plugin_host.contributions import SiteGroup, SiteLink

blueprint = Blueprint("home", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class StartHere:
    """Where a person of a role begins."""

    role_label: str
    links: tuple[PageLink, ...]


@blueprint.get("/")
@public
@same_for_strangers
def front() -> ResponseReturnValue:
    """Lead a person to the own region; show the statewide home to those without one, the public home to strangers."""
    viewer = current_viewer()
    if viewer is None:
        return render_template(
            "home/public.html", page=get_page("home"), sections=list_sections(), regions=list_regions()
        )
    if viewer.home_region:
        return redirect(viewer.home_region.url, code=303)
    return render_template(
        "home/statewide.html",
        page=get_page("home"),
        sections=list_sections(),
        start_here=list_pages_of(start_slugs(viewer.role)),
    )


@blueprint.get("/regions/<region_id>/")
@item_visible
def region(region_id: str) -> ResponseReturnValue:
    """Show a region's home to its people, and to everybody else what it shows the public."""
    viewer, here = current_viewer(), region_here()
    if viewer is None or not viewer.may_enter(here):
        return render_template("home/region_public.html", region=here)
    read = region_content.__wrapped__ if is_explaining() else region_content  # type: ignore[attr-defined]  # what functools.wraps keeps
    content = read(here.id, viewer.role, viewer.county_name)
    return fill(Markup(render_template("home/region.html", region=here, content=content)))  # noqa: S704 - ours


@kept_per_epoch
def region_content(region_id: str, role: Role | None, county_name: str | None) -> Markup:
    """Return a region's home as HTML, the same for all its people of a role and county."""
    return render_shared(
        "home/_region.html",
        region=get_region(region_id),
        sections=list_sections(),
        start_here=StartHere(ROLE_LABELS[role] if role else "Member", list_pages_of(start_slugs(role))),
        county_name=county_name,
    )


@blueprint.get("/regions/")
@public
@same_for_strangers
def regions() -> ResponseReturnValue:
    """Show the regions there are."""
    return render_template("home/regions.html", regions=list_regions())


@blueprint.get("/sitemap")
@public
@same_for_strangers
def sitemap() -> ResponseReturnValue:
    """Show every page the reader may open."""
    viewer = current_viewer()
    groups: list[tuple[str, tuple[PageLink | SiteLink, ...]]] = [
        (section.label, pages) for section, pages in pages_by_section()
    ]
    groups += [(group.title, group.links) for group in contributed(viewer.regions if viewer else ())]
    return render_template("home/sitemap.html", groups=groups)


@blueprint.get("/sitemap.xml")
@public
def sitemap_xml() -> ResponseReturnValue:
    """Send the addresses anybody may open to search engines, whoever asks."""
    settings = settings_here()
    urls = ["/", "/regions/", "/sitemap", "/privacy", "/accessibility"]
    urls += [page.url for page in list_pages()]
    urls += [link.url for group in contributed(()) for link in group.links]
    xml = render_template("home/sitemap.xml", base=settings.public_url, urls=list(dict.fromkeys(urls)))
    return Response(xml, mimetype="application/xml")


def pages_by_section() -> list[tuple[SectionView, tuple[PageLink, ...]]]:
    """Return the toolkit's pages by section."""
    pages = list_pages()
    return [(section, tuple(page for page in pages if page.section == section.slug)) for section in list_sections()]


def contributed(regions: tuple[RegionView, ...]) -> list[SiteGroup]:
    """Return what features list for a reader of these regions."""
    region_ids = tuple(region.id for region in regions)
    given = get_host().manager.hook.portal_sitemap(region_ids=region_ids)
    return [group for groups in reversed(given) for group in groups]


@blueprint.get("/privacy")
@public
@same_for_strangers
def privacy() -> ResponseReturnValue:
    """Say what the portal keeps of people."""
    return render_template("home/privacy.html")


@blueprint.get("/accessibility")
@public
@same_for_strangers
def accessibility() -> ResponseReturnValue:
    """Say what the portal does for every reader, and what is missing."""
    return render_template("home/accessibility.html")


@blueprint.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """Say that the process answers; ask nothing else."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Say whether the portal can serve: the database answers and is up to date."""
    try:
        is_ready = queries.is_ready()
    except SQLAlchemyError:
        is_ready = False
    return Response("ready\n" if is_ready else "not ready\n", status=200 if is_ready else 503, mimetype="text/plain")


@blueprint.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    """Tell search engines what to leave alone."""
    settings = settings_here()
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /join/", f"Sitemap: {settings.public_url}/sitemap.xml"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@blueprint.get("/favicon.ico")
@public
def favicon() -> ResponseReturnValue:
    """Lead browsers that ask without looking to the picture."""
    return redirect(asset("img/favicon.svg"), code=302)
