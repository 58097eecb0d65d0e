"""A portal of a test's own: its own database, its own plugins, nothing shared with any other in the process."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal.app import create_app
from portal.config import Settings
from portal.features.accounts.rules import PORTAL_ITSELF, ROLE_SCOPES, Grant, Role, Scope, Strength
from portal.features.accounts.services import begin_session, create_account, grant_role
from portal.features.extensions.services.calling import call_hook, deliver_for, keep_noted, work_context
from portal.features.extensions.services.events import deliver_next
from portal.features.extensions.services.health import ask_all
from portal.features.extensions.services.jobs import run_next_job
from portal.features.extensions.services.migrating import migrate
from portal.features.extensions.services.switching import switch_off, switch_on
from portal.features.extensions.services.upgrading import bring_in
from portal.features.regions.models import Membership
from portal.features.regions.queries import county_fips_by_name, find_region
from portal.features.regions.services import load_counties, read_counties
from portal.foundation.database import db
from portal.foundation.schema import move
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch, advance_plugins
from portal.plugin_host import activation, synchronising
from portal.plugin_host.data.store import write_setting
from portal.plugin_host.host import get_host, registry_here
from portal.plugin_host.http import hosts_of
from portal.plugin_host.loading import Loaded, digest_of
from portal.plugin_host.models import STATEWIDE, Incident
from portal.plugin_host.parts import Event
from portal.plugin_host.standing import Standing, list_standing
from portal.testing.browsing import Browser
from portal.testing.finding import find_plugin
from portal.testing.packs import PackBuilder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from types import ModuleType

    from flask import Flask

    from portal.plugin_host.discovery import Found

SECRET = "a secret of the test kit, long enough for every check"  # gives nothing away: it signs cookies of tests only
numbers = count(1)


@dataclass(frozen=True, slots=True)
class Caught:
    """A fault of a plugin as the portal wrote it down."""

    plugin: str
    region: str
    point: str
    kind: str
    sentence: str
    trace: str
    count: int


@dataclass(slots=True)
class Portal:
    """A portal made for one test. `regions` are those it has, `plugins` the ids of what was asked for, in order."""

    app: Flask
    regions: tuple[str, ...]
    plugins: tuple[str, ...] = ()
    forbidden: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def client(self) -> Browser:
        """A stranger's browser."""
        return Browser(self.app)

    def as_user(self, role: str = "worker", region: str = "") -> Browser:
        """Return the browser of a new person with a role, who belongs to a region (the first one if none is named)."""
        wanted, place = Role(role.replace("_", "-")), region or self.regions[0]
        with self.app.app_context():
            counties = counties_of(place)
            if Scope.REGION in ROLE_SCOPES[wanted]:
                grant, home = Grant(wanted, Scope.REGION, place), None
            elif Scope.COUNTY in ROLE_SCOPES[wanted]:
                grant, home = Grant(wanted, Scope.COUNTY, counties[0]), counties[0]
            else:
                grant, home = Grant(wanted, Scope.STATE), counties[0] if counties else None
            with transaction():
                number = next(numbers)
                account = create_account(
                    name=f"Person {number}", email=f"person{number}@county.example", county_fips=home, actor_id=None
                )
                grant_role(account, grant, actor_id=None, giver=PORTAL_ITSELF)
                token = begin_session(account, device="test", strength=Strength.TWO_FACTORS)
        watched = () if grant.scope is Scope.STATE else self.forbidden.get(place, ())
        browser = Browser(self.app, forbidden=watched)
        with browser.http.session_transaction() as session:
            session["_user_id"] = token
        return browser

    def switch_on(self, plugin_id: str, region: str) -> None:
        """Switch a plugin on for a region, as an administrator does."""
        with self.app.app_context():
            switch_on(plugin_id, region, actor_id=None)

    def switch_off(self, plugin_id: str, region: str) -> None:
        """Switch a plugin off for a region."""
        with self.app.app_context():
            switch_off(plugin_id, region, actor_id=None)

    def set(self, plugin_id: str, key: str, value: Any, *, region: str = STATEWIDE) -> None:
        """Choose a value of one of a plugin's settings, for a region or the whole state."""
        with self.app.app_context(), transaction():
            write_setting(db.session(), plugin_id, region, key, value)
            advance_plugins()

    def call(self, plugin_id: str, hook: str, region: str = "", **given: Any) -> Any:
        """Call one of the hooks that are not for declaring, for a region; raise what it raises."""
        with self.app.app_context():
            plugin = registry_here().plugins[plugin_id]
            outcome = call_hook(plugin, region or self.regions[0], hook, **given)
        if outcome.error is not None:
            raise outcome.error
        return outcome.value

    def run_job(self, plugin_id: str, job: str, region: str = "") -> None:
        """Run one of a plugin's jobs now, for a region; raise what it raises."""
        with self.app.app_context():
            plugin = registry_here().plugins[plugin_id]
            run = {one.id: one.run for one in plugin.declared.of("portal_jobs")}[job]
        self.within(plugin_id, region or self.regions[0], run)

    def tell(self, plugin_id: str, event: str, *, region: str = "", **payload: Any) -> None:
        """Tell a plugin of an event, as it is told after a change was committed."""
        self.call(plugin_id, "portal_on_event", region, event=Event(event, payload))

    def within(self, plugin_id: str, region: str, function: Callable[..., Any]) -> Any:
        """Call a function with the context that a job of the plugin has in a region; what it writes stands."""
        with self.app.app_context():
            plugin = registry_here().plugins[plugin_id]
            context = work_context(plugin, region, hosts=hosts_of(plugin.found.manifest))
            with context.opened(deliver_for(plugin, region)):
                return function(context)

    def state_of(self, plugin_id: str) -> Standing:
        """Return how a plugin stands: its state, the reason and the remedy."""
        with self.app.app_context():
            return next(one for one in list_standing() if one.id == plugin_id)

    def incidents(self) -> list[Caught]:
        """Return every fault that was caught so far, in order."""
        with self.app.app_context():
            keep_noted()
            return [
                Caught(row.plugin_id, row.region_id, row.point, row.kind, row.sentence, row.trace, row.count)
                for row in db.session.scalars(select(Incident).order_by(Incident.id))
            ]

    def bring_in(self) -> None:
        """Bring in what the plugins declare: when the portal is made, and after a plugin's files were changed."""
        with self.app.app_context(), untried():
            waiting = bring_in().waiting
            for plugin in waiting.values():
                migrate(plugin, actor_id=None, tell=lambda _: None)
            if waiting:
                bring_in()

    def work(self) -> None:
        """Do what the worker does until nothing is left: deliver events, run the jobs that are due, ask how all are."""
        with self.app.app_context():
            while deliver_next() or run_next_job():
                pass
            ask_all()


@contextmanager
def untried() -> Iterator[None]:
    """Bring in without the trial in a child process (`certify` and the commands make it), and switch nothing on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(synchronising, "check", lambda found, _: found)
        patch.setattr(activation, "is_untouched", lambda: False)
        yield


def counties_of(region_id: str) -> list[str]:
    """Return the FIPS codes of a region's counties; one that serves none is lent one, so that people can be there."""
    region = find_region(region_id)
    if region is None:
        raise LookupError(f"There is no region “{region_id}” in this portal.")
    if not region.counties:
        spare = max(read_counties())
        with transaction():
            held = db.session.get(Membership, (region_id, spare))
            if held is not None:  # another region claims it too, and nobody has decided
                db.session.delete(held)
                db.session.flush()
            lent = Membership(
                region_id=region_id, county_fips=spare, is_main=False, is_held=False, is_confirmed=True, note=""
            )
            db.session.add(lent)
            advance_epoch()
        return [spare]
    return [county.fips for county in region.counties]


def proposed_regions(found: Iterable[Found]) -> dict[str, str]:
    """Return the keys of the regions that plugins propose, each with its plugin."""
    host, counties = get_host(), county_fips_by_name()
    outcomes = [host.load(one, digest_of(one), counties) for one in found if one.manifest]
    loaded = [one for one in outcomes if isinstance(one, Loaded)]
    return {proposal.id: plugin.id for plugin in loaded for proposal in plugin.declared.of("portal_regions")}


def empty_database(folder: Path) -> Path:
    """Make a database with its tables and the counties, which portals of tests are copies of; return its file."""
    file = folder / "portal.sqlite"
    app = bare_portal(folder)
    with app.app_context():
        move(db.engine, "head")
        with transaction():
            load_counties()
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return file


def bare_portal(instance: Path) -> Flask:
    """Return an application over an instance folder of its own, whatever the environment says."""
    return create_app(
        Settings(
            instance=instance,
            environment="test",
            secret_key=SECRET,  # type: ignore[arg-type]  # pydantic makes a secret of the text
            base_url="http://localhost",
            database_url=f"sqlite:///{instance / 'portal.sqlite'}",
            pack_folders=(),
            safe_mode=False,
            debug=False,
        )
    )


def make_portal(
    folder: Path,
    database: Path,
    plugins: Iterable[Path | str | ModuleType],
    neighbours: Iterable[Path | str | ModuleType],
    regions: Iterable[str],
) -> Portal:
    """Return a portal in a folder of its own, with plugins on in its regions.

    A region that no plugin proposes is made by a small pack. Neighbours may be as ill as they like.
    """
    folder.mkdir(parents=True)
    shutil.copy(database, folder / "portal.sqlite")
    app = bare_portal(folder)
    asked, others = [find_plugin(one) for one in plugins], [find_plugin(one) for one in neighbours]
    with app.app_context():
        proposed = proposed_regions([*asked, *others])
        wanted = tuple(dict.fromkeys([*regions, *named_regions(asked), *sorted(proposed)])) or ("first",)
        packs = list(packs_for([region for region in wanted if region not in proposed], folder / "made"))
        folders = [one.folder for one in (*asked, *others, *packs)]
        get_host().look = lambda _, applied: sorted([*map(find_plugin, folders), *applied], key=lambda one: one.id)
    portal = Portal(app, wanted, tuple(one.id for one in asked))
    portal.bring_in()
    for found in sorted([*packs, *asked, *others], key=lambda one: one.id not in proposed.values()):
        for region in wanted:
            if portal.state_of(found.id).state == "on" and may_be_on(found, region):
                portal.switch_on(found.id, region)
    return portal


def named_regions(found: Iterable[Found]) -> Iterator[str]:
    """Give the regions that plugins' manifests name."""
    for one in found:
        yield from one.manifest.regions if one.manifest else ()


def may_be_on(found: Found, region: str) -> bool:
    """Say whether a plugin's manifest allows a region."""
    return bool(found.manifest) and (not found.manifest.regions or region in found.manifest.regions)  # type: ignore[union-attr]  # asked first


def packs_for(regions: Iterable[str], folder: Path) -> Iterator[Found]:
    """Make a small pack for each region: its proposal and one county of its own, from the end of the alphabet."""
    counties = sorted(((facts["name"], fips) for fips, facts in read_counties().items()), reverse=True)
    for number, region in enumerate(regions):
        name, fips = counties[number]
        pack = PackBuilder(
            region, pack_id=f"made_{region.replace('-', '_')}"[:31], name=region.replace("-", " ").title()
        )
        yield find_plugin(pack.county(fips, name).write(folder / region))
