"""Every hook there is: what is shipped, what is put into the portal, and what happens to the plugin."""

from __future__ import annotations

from collections.abc import Iterable

from flask import redirect
from sqlalchemy import func, select

from portal.plugin_api import (
    Asset,
    Block,
    Context,
    Contribution,
    Event,
    EventType,
    Health,
    Job,
    Migration,
    NavItem,
    Page,
    Permission,
    PluginModel,
    Problem,
    Route,
    SettingField,
    Subscription,
    Theme,
    Validator,
    hookimpl,
)
from portal_everything.shipped import Shipped
from portal_everything.tables import STEPS, Visit

_shipped = Shipped()
portal_regions = _shipped.portal_regions
portal_counties = _shipped.portal_counties
portal_tools = _shipped.portal_tools
portal_search_words = _shipped.portal_search_words
portal_contacts = _shipped.portal_contacts
portal_posts = _shipped.portal_posts
portal_feeds = _shipped.portal_feeds
portal_worksheets = _shipped.portal_worksheets


@hookimpl
def portal_blocks(ctx: Context) -> Iterable[Block]:
    yield Block(id="visits", slot="region.home.main", title="Visits", render=show_count, ttl=0)
    yield Block(id="greeting", slot="region.home.side", render=lambda ctx: str(ctx.settings["greeting"]))


def show_count(ctx: Context) -> str:
    count = ctx.db.scalar(select(func.count()).select_from(Visit))
    return ctx.render("count.html", count=count)


@hookimpl
def portal_routes(ctx: Context) -> Iterable[Route]:
    yield Route(id="visits", rule="/visits", view=show_visits)
    yield Route(id="come-by", rule="/visits/new", view=come_by, methods=("POST",))
    yield Route(id="about", rule="/about", view=lambda _: "About everything.", is_public=True)
    yield Route(id="books", rule="/books", view=lambda _: "The books.", permission="see-books")


def show_visits(ctx: Context) -> Page:
    return ctx.page("Visits", "visits.html", visits=ctx.db.scalars(select(Visit)).all())


def come_by(ctx: Context) -> object:
    ctx.db.add(Visit(words=ctx.request.form["words"]))
    ctx.emit("came-by", words=ctx.request.form["words"])
    return redirect(ctx.urls.to("visits"), code=303)


@hookimpl
def portal_nav(ctx: Context) -> Iterable[NavItem]:
    yield NavItem(id="visits", label="Visits", route="visits")


@hookimpl
def portal_settings(ctx: Context) -> Iterable[SettingField]:
    yield SettingField(id="greeting", label="Greeting", default="Good day.")


@hookimpl
def portal_permissions(ctx: Context) -> Iterable[Permission]:
    yield Permission(id="see-books", label="See the books", roles=("regional-administrator",))


@hookimpl
def portal_jobs(ctx: Context) -> Iterable[Job]:
    yield Job(id="tick", label="Tick", run=lambda ctx: ctx.store.put("ticked", ctx.clock().isoformat()))


@hookimpl
def portal_events(ctx: Context) -> Iterable[EventType | Subscription]:
    yield EventType(id="came-by", label="Somebody came by", fields=("words",))
    yield Subscription(id="own", event="everything.came-by")


@hookimpl
def portal_on_event(ctx: Context, event: Event) -> None:
    ctx.store.put("last", event.payload["words"])


@hookimpl
def portal_theme(ctx: Context) -> Iterable[Theme]:
    yield Theme(id="look", accent="#2f6b4f", accent_dark="#8fd1ad")


@hookimpl
def portal_assets(ctx: Context) -> Iterable[Asset]:
    yield Asset(id="style", path="everything.css")


@hookimpl
def portal_validators(ctx: Context) -> Iterable[Validator]:
    yield Validator(id="calm", label="No shouting", check=find_shouting, kinds=("tools",))


def find_shouting(ctx: Context, record: Contribution) -> Iterable[Problem]:
    if getattr(record, "title", "").isupper():
        yield Problem("title", "Please do not shout.")


@hookimpl
def portal_models(ctx: Context) -> Iterable[type[PluginModel]]:
    return [Visit]


@hookimpl
def portal_migrations(ctx: Context) -> Iterable[Migration]:
    return STEPS


@hookimpl
def portal_on_enable(ctx: Context, previous_version: str) -> None:
    ctx.store.put("enabled", previous_version)


@hookimpl
def portal_on_upgrade(ctx: Context, from_version: str, to_version: str) -> None:
    ctx.store.put("upgraded", f"{from_version} {to_version}")


@hookimpl
def portal_on_disable(ctx: Context) -> None:
    ctx.log.info("off in %s", ctx.region.name)


@hookimpl
def portal_health(ctx: Context) -> Health:
    return Health(is_well=True, sentence="Everything is fine.")


@hookimpl
def portal_uninstall_blockers(ctx: Context) -> Iterable[str]:
    if ctx.db.scalar(select(func.count()).select_from(Visit)):
        yield "There are visits in the book."


@hookimpl
def portal_on_uninstall(ctx: Context, mode: str) -> None:
    ctx.log.info("uninstalled in %s: %s", ctx.region.name, mode)
