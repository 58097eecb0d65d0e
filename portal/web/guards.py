"""Who may use an address, said on the line above its function; an address that does not say so stops the start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from flask import current_app, request

from portal.foundation.errors import StartRefused

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

    Gate = Callable[["Access", dict[str, Any]], ResponseReturnValue | None]

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC, SIGNED_IN, REGION, ITEM, PERMISSION = "public", "signed in", "region", "item", "permission"
SOMEWHERE = "somewhere"
TOKEN = "token"  # noqa: S105 - a kind of access, no secret


@dataclass(frozen=True, slots=True)
class Access:
    """Who may: everybody, whoever is signed in, a region's people, whoever may see the item, or by permission.

    A permission is asked for in the whole state, or “somewhere”: then the view itself asks where. Programs show a token
    instead of a person's session, and the view itself asks for it. Of an address that is not told, whoever may not use
    it hears that there is no such page, and that they asked is written down.
    """

    kind: str
    permission: str = ""
    is_told: bool = True

    def __str__(self) -> str:
        return f"{self.permission} {self.kind}" if self.kind == SOMEWHERE else self.permission or self.kind


def declare(access: Access) -> Callable[[View], View]:
    """Return a decorator that marks a view with who may use it."""

    def mark(view: View) -> View:
        view.portal_access = access  # type: ignore[attr-defined]  # a mark of ours on a plain function
        return view

    return mark


public = declare(Access(PUBLIC))
signed_in = declare(Access(SIGNED_IN))
region_members = declare(Access(REGION))
by_token = declare(Access(TOKEN))
item_visible = declare(Access(ITEM))  # the view itself asks whether this reader may see this one


def requires(permission: str, *, is_told: bool = True) -> Callable[[View], View]:
    """Return a decorator: only people with this permission may use the view."""
    return declare(Access(PERMISSION, permission, is_told=is_told))


def requires_somewhere(permission: str) -> Callable[[View], View]:
    """Return a decorator: people with this permission in the state or in a region; the view asks for which."""
    return declare(Access(SOMEWHERE, permission))


def access_of(view: object) -> Access | None:
    """Return who may use a view, if it says so."""
    access = getattr(view, "portal_access", None)
    return access if isinstance(access, Access) else None


def install_guards(app: Flask, gate: Gate) -> None:
    """Ask the gate before every view that is not public."""
    app.extensions["portal.gate"] = gate
    app.before_request(ask_gate)


def ask_gate() -> ResponseReturnValue | None:
    """Let the request pass, or answer it here."""
    if request.endpoint is None:
        return None
    access = access_of(current_app.view_functions[request.endpoint])
    if access is None:
        raise RuntimeError(f"{request.endpoint} does not say who may use it")
    if access.kind in {PUBLIC, ITEM, TOKEN}:
        return None
    gate: Gate = current_app.extensions["portal.gate"]
    return gate(access, request.view_args or {})


def refuse_unguarded(app: Flask) -> None:
    """Stop the start when an address does not say who may use it."""
    silent = sorted(
        {rule.rule for rule in app.url_map.iter_rules() if access_of(app.view_functions[rule.endpoint]) is None}
    )
    if silent:
        raise StartRefused(f"These addresses do not say who may use them: {', '.join(silent)}.")
