"""One plugin: what it is, what it adds and where, how its work goes, and what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import render_template, url_for

from portal.features.accounts import permissions
from portal.features.accounts.queries import names_of
from portal.features.accounts.rules import ROLE_LABELS, Role
from portal.features.accounts.session import viewer_here
from portal.features.extensions import queries
from portal.features.extensions.admin import blueprint
from portal.features.extensions.admin.plugins import cell_of, row_of
from portal.features.extensions.admin.reach import get_loaded_here, list_columns_here, reach_here
from portal.features.extensions.services.health import HOOK as HEALTH_HOOK
from portal.features.extensions.services.plans import waiting_steps
from portal.features.extensions.services.settings import list_settings, shown
from portal.plugin_host.events import DEAD, WAITING
from portal.plugin_host.host import get_host, registry_here
from portal.plugin_host.models import STATEWIDE
from portal.plugin_host.registry import declared_for
from portal.plugin_host.routing import urls_of
from portal.plugin_host.slots import SLOTS
from portal.plugin_host.standing import added_milliseconds
from portal.web.guards import requires_somewhere

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.extensions.admin.reach import Reach
    from portal.features.extensions.queries import Column
    from portal.features.extensions.services.settings import Setting
    from portal.plugin_host.loading import Loaded
    from portal.plugin_host.parts import Route
    from portal.plugin_host.standing import Standing


@blueprint.get("/<plugin_id>")
@requires_somewhere(permissions.PLUGINS_VIEW)
def show(plugin_id: str) -> ResponseReturnValue:
    """Show everything of one plugin that this reader may know."""
    reach, switch = reach_here(), reach_here(permissions.PLUGINS_SWITCH)
    plugin, loaded = get_loaded_here(plugin_id, reach)
    columns = [one for one in list_columns_here(reach) if not plugin.named or one.id in plugin.named]
    names = {column.id: column.name for column in columns} | {STATEWIDE: "The whole state"}
    healths = queries.list_health(plugin_id, reach.regions)
    on = [column for column in columns if registry_here().is_on(plugin_id, column.id)]
    return render_template(
        "extensions/plugin.html",
        plugin=row_of(plugin, reach) | {"facts": plugin.facts, "is_kept_out": plugin.state == "off"},
        places=places_of(plugin, columns, reach, switch),
        kinds=kinds_of(plugin, reach, names),
        parts=parts_of(loaded, on) if loaded else [],
        settings=settings_of(loaded, columns, reach) if loaded else None,
        jobs=jobs_of(loaded, on, reach) if loaded else [],
        health=[(column, healths.get(column.id)) for column in on] if loaded and HEALTH_HOOK in loaded.hooks else [],
        resting=[column.name for column in columns if column.id in plugin.quarantined],
        tables=tables_of(plugin_id, loaded),
        waiting=queries.count_events(plugin_id, WAITING, reach.regions),
        dead=queries.list_events(plugin_id, DEAD, reach.regions),
        incidents=queries.list_incidents(plugin_id, reach.regions),
        breakers=queries.list_open_breakers(plugin_id, reach.regions),
        deeds=queries.list_deeds(plugin_id, reach.regions),
        names=names,
        milliseconds=added_milliseconds(plugin_id),
        switch_reach=switch,
    )


def places_of(plugin: Standing, columns: list[Column], reach: Reach, switch: Reach) -> list[dict[str, Any]]:
    """Return each region where the plugin may be on, since when it is, and by whom."""
    activations = queries.list_activations(reach.regions)
    rows = {column.id: activations.get((plugin.id, column.id)) for column in columns}
    people = names_of({row.switched_by_id for row in rows.values() if row})
    return [
        cell_of(plugin, column, row, switch)
        | {
            "since": row.switched_at if row else None,
            "by": people.get(row.switched_by_id or 0, "the portal's setup") if row else "",
            "version": row.version if row else "",
            "may_set": switch.covers(column.id),
        }
        for column in columns
        for row in [rows[column.id]]
    ]


def kinds_of(plugin: Standing, reach: Reach, names: dict[str, str]) -> list[dict[str, Any]]:
    """Return the rows the plugin shipped, by kind, each with where it is seen.

    Of regions that are closed to the reader, who may look after plugins all the same, only how many there are.
    """
    viewer, kinds = viewer_here(), []
    opened = {region.id for region in viewer.regions}
    for kind in get_host().item_kinds().values():
        rows = queries.list_items(kind.model, plugin.id, reach.regions)
        items = [
            {
                "title": getattr(row, kind.title),
                "region": names.get(row.region_id, row.region_id),
                "url": kind.address_of(row) if registry_here().is_on(plugin.id, row.region_id) else None,
            }
            for row in rows
            if row.region_id in opened or viewer.may(permissions.REGIONS_VIEW_ALL)
        ]
        if closed := len(rows) - len(items):
            items.append({"title": f"{closed} in regions that are closed to you", "region": "", "url": None})
        if items:
            kinds.append({"label": kind.plural.capitalize(), "entries": items})
    return kinds


def parts_of(plugin: Loaded, on: list[Column]) -> list[dict[str, Any]]:
    """Return what the plugin puts into each region where it is on: pages, lines and pieces, each with where it is."""
    return [
        {
            "region": column,
            "routes": [route_row(plugin, route, column) for route in declared_for(plugin, "portal_routes", column.id)],
            "nav": [
                (item.label, item.address or urls_of(plugin, column.id).to(item.route))
                for item in declared_for(plugin, "portal_nav", column.id)
            ],
            "blocks": [
                (block.title or block.id, SLOTS[block.slot].sentence, url_for("home.region", region_id=column.id))
                for block in declared_for(plugin, "portal_blocks", column.id)
            ],
            "has_theme": bool(declared_for(plugin, "portal_theme", column.id)),
        }
        for column in on
    ]


def route_row(plugin: Loaded, route: Route, column: Column) -> dict[str, Any]:
    """Return a page of the plugin's own: its rule, who may open it, and its address if it is one."""
    is_page = "<" not in route.rule and "GET" in route.methods
    return {
        "rule": route.rule,
        "methods": ", ".join(route.methods),
        "who": who_may(plugin, route),
        "url": urls_of(plugin, column.id).to(route.id) if is_page else None,
    }


def who_may(plugin: Loaded, route: Route) -> str:
    """Return who may open a page of the plugin's own, in words."""
    if route.is_public:
        return "Anybody, without signing in"
    if not route.permission:
        return "The region's people"
    permission = next(one for one in plugin.declared.of("portal_permissions") if one.id == route.permission)
    roles = [ROLE_LABELS[Role(role)] for role in permission.roles if role in set(Role)]
    return f"With the right “{permission.label}”: {', '.join(roles) or 'nobody'}"


def settings_of(plugin: Loaded, columns: list[Column], reach: Reach) -> dict[str, Any] | None:
    """Return the plugin's settings as they are: a row for each, a value for the state and each region."""
    places = [*([STATEWIDE] if reach.is_statewide else []), *(column.id for column in columns)]
    by_place = {place: {one.field.id: one for one in list_settings(plugin, place)} for place in places}
    fields = plugin.declared.of("portal_settings")
    rows = [(field.label, [value_words(by_place[place].get(field.id)) for place in places]) for field in fields]
    labels = [*(["The whole state"] if reach.is_statewide else []), *(column.name for column in columns)]
    return {"labels": labels, "rows": rows} if rows else None


def value_words(setting: Setting | None) -> tuple[str, str]:
    """Return a setting's value in words, and where it comes from."""
    if setting is None:
        return "–", ""
    source = "own value" if setting.is_own else "from the whole state" if setting.behind_is_statewide else "as shipped"
    if setting.field.is_secret:
        return ("Not set" if setting.value in {None, ""} else "Set"), source
    return shown(setting.value), source


def jobs_of(plugin: Loaded, on: list[Column], reach: Reach) -> list[dict[str, Any]]:
    """Return the plugin's work at set times, in each region where it is on."""
    states = queries.list_jobs(plugin.id, reach.regions)
    return [
        {
            "id": job.id,
            "label": job.label,
            "minutes": job.every_minutes,
            "region": column,
            "state": states.get((column.id, job.id)),
        }
        for column in on
        for job in declared_for(plugin, "portal_jobs", column.id)
    ]


def tables_of(plugin_id: str, loaded: Loaded | None) -> dict[str, Any] | None:
    """Return the steps of the plugin's tables: those taken, and those still to be."""
    steps = queries.list_steps(plugin_id)
    waiting, fault = waiting_steps(loaded) if loaded else ((), "")
    return {"steps": steps, "waiting": waiting, "fault": fault} if steps or waiting or fault else None
