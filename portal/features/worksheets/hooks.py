"""What the worksheets contribute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for
from markupsafe import Markup

from portal.features.regions.queries import get_region, list_regions
from portal.features.regions.session import region_here
from portal.features.worksheets import queries, routes, services
from portal.features.worksheets.models import RegionWorksheet
from portal.foundation.vocabulary import AUDIENCES, LANGUAGES
from portal.infrastructure.epoch import kept_per_epoch
from portal.plugin_host.contributions import CheckedItem, SiteGroup, SiteLink, Worksheet
from portal.plugin_host.items import CHOICE, CHOICES, DAY, FOR_EVERYONE, LONG_TEXT, POSITION, ItemField, ItemKind
from portal.plugin_host.markers import hookimpl
from portal.plugin_host.parts import Block
from portal.web.slots import render_shared

if TYPE_CHECKING:
    from flask import Flask

    from portal.plugin_host.declarations import Declared, Remark

ON_HOME = 4
FIELDS = (  # the parts are changed in the plugin or pack
    ItemField(name="title", label="Title", is_required=True),
    ItemField(name="summary", label="Summary", kind=LONG_TEXT, is_required=True, help="One or two sentences."),
    ItemField(name="audience", label="For whom", kind=CHOICES, choices=AUDIENCES),
    ItemField(name="language", label="Language", kind=CHOICE, is_required=True, choices=LANGUAGES),
    ItemField(name="owner", label="Who looks after it", is_required=True),
    ItemField(name="last_checked", label="Last checked on", kind=DAY, is_required=True),
    ItemField(name="next_check", label="To be checked again on", kind=DAY, is_required=True),
    FOR_EVERYONE,
    POSITION,
)


@hookimpl
def portal_install(app: Flask) -> None:
    """Serve the worksheets."""
    app.register_blueprint(routes.blueprint)


@hookimpl
def portal_synchronise(declared: tuple[Declared, ...]) -> list[Remark]:
    """Take in the plugins' worksheets."""
    return services.synchronise(declared)


@hookimpl
def portal_items() -> list[ItemKind]:
    """Name the worksheets."""
    return [
        ItemKind(
            hook="portal_worksheets",
            noun="worksheet",
            plural="worksheets",
            model=RegionWorksheet,
            record_type=Worksheet,
            address_of=lambda row: url_for("worksheets.show_worksheet", region_id=row.region_id, key=row.key),
            fields=FIELDS,
        )
    ]


@hookimpl
def portal_checked_items(region_id: str) -> list[CheckedItem]:
    """List the worksheets with their days of checking."""
    return [
        CheckedItem(
            kind="worksheets",
            key=sheet.id,
            title=sheet.title,
            url=sheet.url,
            owner=sheet.owner,
            last_checked=sheet.last_checked,
            next_check=sheet.next_check,
            sets=("last_checked", "next_check"),
        )
        for sheet in queries.list_worksheets(region_id)
    ]


@hookimpl
def portal_blocks() -> list[Block]:
    """Show a region's worksheets on its home, and those marked for everyone on its public page."""
    return [
        Block(id="worksheets.region", slot="region.home.main", order=15, render=show_region_worksheets),
        Block(id="worksheets.public", slot="region.public.main", order=25, render=show_open_worksheets),
    ]


@hookimpl
def portal_sitemap(region_ids: tuple[str, ...]) -> list[SiteGroup]:
    """List the worksheets a reader may open, by region."""
    groups = []
    for region in list_regions():
        own = region.id in region_ids
        sheets = [sheet for sheet in queries.list_worksheets(region.id) if own or sheet.for_everyone]
        links = tuple(SiteLink(title=sheet.title, url=sheet.url) for sheet in sheets)
        groups.append(SiteGroup(title=f"Worksheets of {region.name}", links=links))
    return groups


def show_region_worksheets() -> Markup:
    """Show the first of a region's worksheets."""
    return region_worksheets(region_here().id)


@kept_per_epoch
def region_worksheets(region_id: str) -> Markup:
    """Return the first of a region's worksheets as HTML, the same for all its people; nothing where there is none."""
    sheets = queries.list_worksheets(region_id)
    if not sheets:
        return Markup()
    return render_shared(
        "worksheets/_region_worksheets.html",
        region=get_region(region_id),
        worksheets=sheets[:ON_HOME],
        total=len(sheets),
        all_url=url_for("worksheets.list_worksheets", region_id=region_id),
    )


def show_open_worksheets() -> Markup:
    """Show the worksheets of a region that anybody may use."""
    region = region_here()
    sheets = [sheet for sheet in queries.list_open_worksheets() if sheet.region.id == region.id]
    if not sheets:
        return Markup()
    return render_shared(
        "worksheets/_region_worksheets.html", region=region, worksheets=sheets, total=len(sheets), all_url=None
    )
