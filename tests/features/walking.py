"""Every address a browser can open, with every value its parts can have."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.accounts.models import Account
from portal.features.blog.models import Post
from portal.features.people.models import PeopleImport
from portal.features.regions.queries import list_regions
from portal.features.toolkits.queries import list_pages, list_sections
from portal.features.tools.models import RegionTool
from portal.foundation.database import db
from portal.plugin_host.host import registry_here
from portal.plugin_host.models import PackVersion
from portal.plugin_host.shelf import list_kinds

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.routing import Rule

QUERIES = {
    "plugins.list_region_items": ("kind=contacts", "kind=posts", "kind=feeds", "kind=none", "show=hidden"),
    "blog.list_statewide": ("tag=marked", "tag=none", "page=2", "page=x"),
    "blog.list_of_region": ("tag=marked", "page=2", "page=99"),
    "tools.list_tools": ("topic=marked", "topic=none", "page=2"),
    "toolkits.glossary": ("q=safety", "q=xyzzy", "q="),
    "home.front": ("x=1",),
    "home.sitemap": ("x=1",),
    "people.list_people": ("q=a", "page=2"),
    "accounts.sign_in": ("next=/profile",),
}
COUNTIES = ("Butte", "Ventura", "los", "Nowhere", "")


def walk(app: Flask) -> list[str]:
    """Return every address that can be opened, without doubles."""
    with app.app_context():
        urls = [url for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) for url in fill(app, rule)]
    urls += [f"/toolkit/regional-contacts/?county={county}" for county in COUNTIES]
    urls += [f"/toolkit/{section}/?x=1" for section in ("shared-tools", "blog")]
    urls += ["/toolkits/safety-organized-practice", "/tags/sop-toolkit-posts", "/nowhere"]
    return [url for url in dict.fromkeys(urls) if url != "/readyz"]  # it asks the engine, which tests replace


def fill(app: Flask, rule: Rule) -> list[str]:
    """Return a rule's addresses, one for every combination of values that exists."""
    adapter = app.url_map.bind("localhost")
    paths = [adapter.build(rule.endpoint, values, method="GET") for values in values_of(rule)]
    return paths + [f"{path}?{query}" for path in paths for query in QUERIES.get(rule.endpoint, ())]


def values_of(rule: Rule) -> list[dict[str, object]]:
    """Return the values a rule's parts can have together."""
    regions = [region.id for region in list_regions()] + ["atlantis"]
    pages = list_pages()
    sections = [section.slug for section in list_sections()]
    plugins = [*registry_here().plugins, "none"]
    places: list[dict[str, object]] = [
        {"region_id": region, "plugin_id": plugin} for region, plugin in product(regions, plugins)
    ]
    if rule.arguments == {"region_id", "key"}:
        model = RegionTool if rule.endpoint.startswith("tools.") else Post
        own = db.session.execute(select(model.region_id, model.key).where(model.region_id.is_not(None)))
        foreign = db.session.scalars(select(model.key).where(model.region_id.is_not(None)).limit(1)).all()
        return [
            {"region_id": region, "key": key} for region, key in [*own.all(), *product(regions, [*foreign, "none"])]
        ]
    if rule.arguments == {"section_slug", "slug"}:
        places = [(page.section, page.slug) for page in pages] + [(sections[1], pages[-1].slug), ("none", "none")]
        return [{"section_slug": section, "slug": slug} for section, slug in places]
    if rule.arguments == {"where", "kind", "key"}:
        return [
            {"where": region, "kind": kind.key, "key": key}
            for kind in list_kinds().values()
            for region, key in db.session.execute(select(kind.model.region_id, kind.model.key)).all()
            if region and key.startswith("marked")
        ]
    known: dict[frozenset[str], list[dict[str, object]]] = {
        frozenset({"where"}): [{"where": region} for region in regions],
        frozenset(): [{}],
        frozenset({"region_id"}): [{"region_id": region} for region in regions],
        frozenset({"slug"}): [{"slug": slug} for slug in [*sections, "videos", "scaling", "none"]],
        frozenset({"key"}): [{"key": key} for key in [*sorted(set(db.session.scalars(select(Post.key)))), "none"]],
        frozenset({"account_id"}): [{"account_id": number} for number in db.session.scalars(select(Account.id))],
        frozenset({"token"}): [{"token": "none"}],
        frozenset({"rest"}): [{"rest": "Users"}],
        frozenset({"plugin_id"}): [{"plugin_id": plugin} for plugin in plugins],
        frozenset({"region_id", "plugin_id"}): places,
        frozenset({"region_id", "plugin_id", "rest"}): [place | {"rest": "none"} for place in places],
        frozenset({"plugin_id", "mark", "path"}): [
            {"plugin_id": plugin, "mark": "none", "path": "none.css"} for plugin in plugins
        ],
        frozenset({"name"}): [{"name": "portal.css"}, {"name": "img/mark.svg"}, {"name": "none"}],
    }
    if frozenset(rule.arguments) in known:
        return known[frozenset(rule.arguments)]
    single: dict[str, list[object]] = {
        "where": list(regions), "region_id": list(regions), "plugin_id": list(plugins), "place": ["any", *regions],
        "page": ["tools/"], "path": ["none"], "job": ["none"],
        "slug": ["scaling"], "spot": ["after-summary"], "event_id": [1], "fips": ["06007"],
        "number": [1], "code": ["none"], "language": ["es"], "list_key": ["none"],
        "key": [*sorted(set(db.session.scalars(select(RegionTool.key)))), "scaling", "none"],
        "import_id": list(db.session.scalars(select(PeopleImport.id))) or [1],
        "version_id": list(db.session.scalars(select(PackVersion.id))) or [1],
    }  # fmt: skip
    names = sorted(rule.arguments)
    return [
        dict(zip(names, values, strict=True))
        for values in product(*(single.get(name) or numbers(name) for name in names))
    ]


def numbers(name: str) -> list[object]:
    """Return what stands for the number of a row: there is none, or it is not the reader's."""
    assert name.endswith("_id"), f"values_of has nothing for {name}"
    return [1]
