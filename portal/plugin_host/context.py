"""The one object a plugin is given: who it is, where it works, and everything it may use there.

What can be had depends on the phase (plugins contract, section 1.3); asking for something else raises OutOfPhase with a
sentence. A context is good for one call and is closed after it.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from markupsafe import Markup

from portal.foundation.clock import now
from portal.infrastructure.epoch import current_epoch, kept
from portal.plugin_host.data.session import TOO_LONG, RegionFault, RegionSession, open_session
from portal.plugin_host.data.store import Store, read_settings
from portal.plugin_host.http import Http
from portal.plugin_host.masking import remember_secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from jinja2 import Environment
    from sqlalchemy import Connection, Engine
    from sqlalchemy.orm import Session

    from portal.plugin_host.content import Content

T = TypeVar("T")
DECLARE, REQUEST, WORK = "declare", "request", "work"
PHASES = {DECLARE: "while it declares", REQUEST: "in a request", WORK: "in a job, an event or a switch"}
LARGEST_EVENT = 64


class OutOfPhase(Exception):
    """A plugin asked its context for something that it has not got now."""


@dataclass(frozen=True, slots=True)
class RegionRef:
    """The region a call is for; `counties` are the FIPS codes it serves."""

    id: str
    name: str
    counties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UserView:
    """Who a page is for, as far as plugins learn: no address, no password, no county file."""

    id: int
    display_name: str
    roles: tuple[str, ...]
    home_region: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a plugin within the region's pages: its title, what `ctx.render` gave, and the answer's status."""

    title: str
    html: Markup
    status: int = 200


class Urls:
    """Addresses of the plugin's own pages and files in the region of this call."""

    def __init__(self, build: Callable[[str, dict[str, Any]], str], static: Callable[[str], str]) -> None:
        self._build, self._static = build, static

    def to(self, route: str, **values: object) -> str:
        """Return the address of a route by its id; an unknown one raises LookupError."""
        return self._build(route, values)

    def static(self, path: str) -> str:
        """Return the address of a file of the plugin's static folder."""
        return self._static(path)


class Cache:
    """Values kept in this process for one plugin, version and region, until the site's content changes."""

    def __init__(self, place: tuple[str, str, str]) -> None:
        self._place = place

    def get(self, key: str, default: Any = None) -> Any:
        """Return what is kept, or the default."""
        found, value = kept("plugins").find((*self._place, key), (current_epoch(),))
        return value if found else default

    def put(self, key: str, value: Any) -> None:
        """Keep a value."""
        kept("plugins").put((*self._place, key), (current_epoch(),), value)


@dataclass(slots=True, kw_only=True)
class Surroundings:
    """What the host knows of a call, from which a context is made."""

    plugin_id: str
    version: str
    api: str
    phase: str
    content: Content | None = None
    counties: dict[str, str] = field(default_factory=dict)
    region: RegionRef | None = None
    user: UserView | None = None
    request: Any = None
    engine: Engine | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)
    events: frozenset[str] = frozenset()
    templates: Environment | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    urls: Urls | None = None
    hosts: frozenset[str] | None = None
    is_local_allowed: bool = False
    is_writing: bool = False


class Context:
    """What a hook, view or job of a plugin is given."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._session: RegionSession | None = None
        self._settings: Mapping[str, Any] | None = None
        self._deliver: Callable[[Session, list[tuple[str, dict[str, Any]]]], None] | None = None
        self.emitted: list[tuple[str, dict[str, Any]]] = []

    @property
    def plugin_id(self) -> str:
        """The plugin's id."""
        return self._around.plugin_id

    @property
    def version(self) -> str:
        """The plugin's version, as its manifest says."""
        return self._around.version

    @property
    def api(self) -> str:
        """The major version of the API the plugin was written for."""
        return self._around.api

    @property
    def content(self) -> Content:
        """The plugin's content files; only while it declares."""
        return self._needed("content", self._around.content)

    @property
    def counties(self) -> dict[str, str]:
        """The FIPS code of each county by its name; only while it declares."""
        if self._around.phase != DECLARE:
            self._refuse("counties")
        return self._around.counties

    @property
    def region(self) -> RegionRef:
        """The region this call is for; not while it declares."""
        return self._needed("region", self._around.region)

    @property
    def user(self) -> UserView | None:
        """Who the page is for, None for a stranger; only in a request."""
        if self._around.phase != REQUEST:
            self._refuse("user")
        return self._around.user

    @property
    def request(self) -> Any:
        """The request (Flask's), in a view of the plugin's own; a block gets none, so that it can be kept."""
        return self._needed("request", self._around.request)

    @property
    def db(self) -> Session:
        """A session over the plugin's own tables, bound to this region; read-only in blocks and when a page is read."""
        return self._opened()

    @property
    def store(self) -> Store:
        """Small values the plugin keeps for this region, by key."""
        return Store(self.db, self.plugin_id, self.region.id)

    @property
    def settings(self) -> Mapping[str, Any]:
        """The plugin's settings as they are for this region: its own value, else the state's, else the default."""
        if self._settings is None:
            engine = self._needed("settings", self._around.engine)
            with open_session(engine, self.plugin_id, self.region.id, writing=False) as reading:  # nobody has to wait
                self._settings = read_settings(reading, self.plugin_id, self.region.id, self._around.defaults)
            remember_secrets(self.plugin_id, self._settings)
        return self._settings

    @property
    def cache(self) -> Cache:
        """Values kept in this process for this plugin and region."""
        return Cache((self.plugin_id, self.version, self.region.id))

    @property
    def urls(self) -> Urls:
        """Addresses of the plugin's own pages and files, as paths; not while it declares."""
        return self._needed("urls", self._around.urls)

    @property
    def http(self) -> Http:
        """Fetches from the hosts the manifest names; only in a job."""
        hosts = self._needed("http", self._around.hosts)
        return Http(hosts, self._keep, is_local_allowed=self._around.is_local_allowed)

    @property
    def log(self) -> logging.Logger:
        """The plugin's own logger."""
        return logging.getLogger(f"portal.plugins.{self.plugin_id}")

    def clock(self) -> datetime:
        """Return the present moment, in UTC."""
        return now()

    def render(self, template: str, **values: Any) -> Markup:
        """Return a template of the plugin's `templates` folder, filled; every value is escaped."""
        templates = self._needed("render", self._around.templates)
        html = templates.get_template(template).render(ctx=self, **(dict(self._around.values) | values))
        return Markup(html)  # noqa: S704 - its environment escapes every value

    def page(self, title: str, template: str, *, status: int = 200, **values: Any) -> Page:
        """Return a page with this title, its text from a template; `status` is 422 after a form with faults."""
        return Page(title, self.render(template, **values), status)

    def emit(self, event: str, **payload: Any) -> None:
        """Announce an event of the plugin's own; who subscribed is told after this call's changes are committed."""
        if self._around.phase == DECLARE or not self._around.is_writing:
            self._refuse("emit")
        if event not in self._around.events:
            raise LookupError(f"The plugin names no event “{event}” in portal_events.")
        if len(self.emitted) >= LARGEST_EVENT:
            raise OutOfPhase(f"One call may announce at most {LARGEST_EVENT} events.")
        self.emitted.append((f"{self.plugin_id}.{event}", payload))

    def undo(self) -> None:
        """Undo what this call wrote and announced so far."""
        self.emitted.clear()
        if self._session is not None:
            self._session.rollback()

    def take_turn(self) -> Connection:
        """Return the connection of this call once nobody else writes: for what the portal writes together with it."""
        return self._opened().take_turn()

    def abandon(self) -> None:
        """Take the database from a call that does not return: what it wrote is undone, and others can write again."""
        self._around.engine = None
        session, self._session = self._session, None
        if session is not None:
            session.invalidate()

    def _opened(self) -> RegionSession:
        if self._session is None:
            engine = self._needed("db", self._around.engine)
            self._session = open_session(engine, self.plugin_id, self.region.id, writing=self._around.is_writing)
        if self._session.is_overdue:
            raise RegionFault(TOO_LONG)
        return self._session

    def _needed(self, name: str, value: T | None) -> T:
        if value is None:
            self._refuse(name)
        return value

    def _refuse(self, name: str) -> NoReturn:
        raise OutOfPhase(f"ctx.{name} cannot be had {PHASES[self._around.phase]}.")

    @contextmanager
    def opened(
        self, deliver: Callable[[Session, list[tuple[str, dict[str, Any]]]], None] | None = None
    ) -> Iterator[None]:
        """Close what was opened when the call ends: commit what it wrote with the events it announced, or undo it."""
        self._deliver = deliver
        try:
            yield
            self._keep()
            left = self._session if not self._around.is_writing else None
            if left is not None and (left.new or left.dirty or left.deleted):
                raise RegionFault("It left changes in ctx.db on a page that is only read; they were undone.")
        finally:
            if self._session is not None:
                self._session.close()
                self._session = None

    def _keep(self) -> None:
        """Commit what was written so far, with the events that were announced, and let others write."""
        if self._around.is_writing and (self._session is not None or self.emitted):
            if self._deliver is not None:
                self.take_turn()
                self._deliver(self.db, self.emitted)
            self.db.commit()
            self.emitted = []
