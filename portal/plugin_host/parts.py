"""What a plugin can put into the running portal: blocks, pages of its own, settings, jobs and the like.

They are asked for once per load and take effect wherever the plugin is on; nothing of them is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.plugin_host.contributions import Contribution

CORE_EVENTS = {
    "portal.switched-on": "A plugin was switched on for the region; its id is `plugin`.",
    "portal.switched-off": "A plugin was switched off for the region; its id is `plugin`.",
    "portal.content-changed": "What a plugin ships for the region was brought in anew; its id is `plugin`.",
    "portal.item-changed": "Somebody changed a shipped item of the region: `plugin`, `hook`, `item` and `deed`.",
}
SETTING_KINDS = ("text", "number", "yes-no", "choice", "address")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Contribution):
    """A piece of a page in a named slot. `render` takes the context and returns what `ctx.render` gave, or plain text.

    An empty result shows nothing. What was drawn is kept for `ttl` seconds. The portal's own blocks take no context.
    """

    slot: str
    render: Callable[..., str]
    title: str = ""
    ttl: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Contribution):
    """A page at /regions/<region>/x/<plugin>/<rule>, seen by the region's people, or by anybody if `is_public`.

    `view` takes the context and what the rule's converters give; it returns what `ctx.render` or `ctx.page` gave, a
    text, or a Flask response. `permission` is the id of one of the plugin's own permissions.
    """

    rule: str
    view: Callable[..., Any]
    methods: tuple[str, ...] = ("GET",)
    permission: str = ""
    is_public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem(Contribution):
    """A line among the region's pages: to a route of the plugin by its id, or to an https address elsewhere."""

    label: str
    route: str = ""
    address: str = ""
    icon: str = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingField(Contribution):
    """A value an administrator chooses for a region or statewide. `kind` is text, number, yes-no, choice or address.

    A secret is never shown again once it was typed. `minimum` and `maximum` bound a number, or a text's length.
    """

    label: str
    kind: str = "text"
    default: Any = None
    help: str = ""
    choices: tuple[str, ...] = ()
    is_secret: bool = False
    is_required: bool = False
    minimum: int = 0
    maximum: int = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchWord(Contribution):
    """Other words for a tool of the plugin: who looks for one of `words` is shown the tool whose id is `leads_to`."""

    words: tuple[str, ...]
    leads_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission(Contribution):
    """A right of the plugin's own; people with one of `roles` have it, in the regions their role reaches."""

    label: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Contribution):
    """Work done every so many minutes, once per region, never beside itself; `run` takes the context."""

    label: str
    run: Callable[..., None]
    every_minutes: int = 60
    timeout_seconds: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType(Contribution):
    """An event the plugin emits, `<plugin>.<id>`; `fields` are the names its payload must have."""

    label: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription(Contribution):
    """A wish to be told of an event by its full name, through the hook portal_on_event."""

    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme(Contribution):
    """The region's colours; each must be readable on its page, which is checked."""

    accent: str
    accent_dark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset(Contribution):
    """A style sheet of the plugin's static folder, for its own pages and blocks; its rules reach nothing else."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Validator(Contribution):
    """A look at what people save in a region. `kinds` are tools, contacts, posts or feeds; none means all of them.

    `check` takes the context and the record as it would be, and gives problems. With a problem of a required validator,
    or when it fails, nothing is saved; an optional one is heard, and what was typed is saved.
    """

    label: str
    check: Callable[..., Any]
    kinds: tuple[str, ...] = ()
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What a validator does not like: the name of the record's field, or an empty text, and a sentence."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Health:
    """How a plugin feels: well or not, and a sentence."""

    is_well: bool
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """An event that happened in a region; `payload` is a copy of what was emitted."""

    name: str
    payload: dict[str, Any]
