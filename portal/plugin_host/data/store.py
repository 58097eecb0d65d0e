"""Small values: what a plugin keeps for a region by key, and what administrators chose for its settings.

Both work in the transaction of the session they are given, whether it is the portal's or a plugin's own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, delete, insert, select, update

from portal.foundation.errors import Conflict
from portal.plugin_host.data.session import OVERTAKEN, RegionFault, RegionSession, connection_of
from portal.plugin_host.models import STATEWIDE, PluginItem, PluginSetting

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LARGEST = 256 * 1024
LONGEST_KEY = 80
Row = type[PluginItem] | type[PluginSetting]
Place = tuple[str, str, str]


class StoreFault(Exception):
    """A value or key cannot be kept; the message says why."""


class Store:
    """What one plugin keeps for one region: values that JSON can hold, by key."""

    def __init__(self, session: Session, plugin_id: str, region_id: str) -> None:
        if not region_id:
            raise RegionFault("A plugin's store is one region's; none was named.")
        if isinstance(session, RegionSession) and (session.plugin_id, session.region_id) != (plugin_id, region_id):
            raise RegionFault("A plugin's store is had through its own session, in the session's region.")
        self._session, self._plugin_id, self._region_id = session, plugin_id, region_id

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value, or the default when there is none by this key. Changing it changes nothing that is kept."""
        asked = select(PluginItem.held).where(at(PluginItem, self._place(key)))
        held = connection_of(self._session).execute(asked).scalar_one_or_none()
        if isinstance(self._session, RegionSession):
            self._session.remember(key, held)
        return default if held is None else held["value"]

    def put(self, key: str, value: Any) -> None:
        """Keep a value in place of what was there; raise StoreFault when it cannot be kept.

        Where somebody else changed what was read here before, it raises Conflict.
        """
        place = self._place(key)
        self._begin_to_change(key)
        put(self._session, PluginItem, place, value)

    def delete(self, key: str) -> None:
        """Take a value away, if there is one."""
        place = self._place(key)
        self._begin_to_change(key)
        connection_of(self._session).execute(delete(PluginItem).where(at(PluginItem, place)))

    def keys(self) -> list[str]:
        """Return the key of every value, in order."""
        mine = and_(PluginItem.plugin_id == self._plugin_id, PluginItem.region_id == self._region_id)
        return sorted(connection_of(self._session).execute(select(PluginItem.key).where(mine)).scalars())

    def _place(self, key: str) -> Place:
        return self._plugin_id, self._region_id, checked_key(key)

    def _begin_to_change(self, key: str) -> None:
        if not isinstance(self._session, RegionSession):
            return
        connection = self._session.take_turn()
        for before in self._session.forget(key):
            asked = select(PluginItem.held).where(at(PluginItem, self._place(key)))
            if connection.execute(asked).scalar_one_or_none() != before:
                raise Conflict(OVERTAKEN)


class SettingsView(Mapping[str, Any]):
    """A plugin's settings as they are for one region; they cannot be changed here. There is one for each default."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def __getitem__(self, key: str) -> Any:
        return deepcopy(self._values[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def read_settings(session: Session, plugin_id: str, region_id: str, defaults: Mapping[str, Any]) -> SettingsView:
    """Return the settings a plugin has in a region: the region's own value, else the state's, else the default.

    None that somebody chose means “none”; it is not passed over.
    """
    asked = select(PluginSetting.region_id, PluginSetting.key, PluginSetting.held).where(
        PluginSetting.plugin_id == plugin_id, PluginSetting.region_id.in_({region_id, STATEWIDE})
    )
    chosen: dict[str, dict[str, Any]] = {region_id: {}, STATEWIDE: {}}
    for place, key, held in connection_of(session).execute(asked):
        chosen[place][key] = held["value"]
    resolved = {**defaults, **chosen[STATEWIDE], **chosen[region_id]}
    return SettingsView({key: resolved[key] for key in defaults})


def write_setting(session: Session, plugin_id: str, region_id: str, key: str, value: Any) -> None:
    """Keep what was chosen for a region or STATEWIDE; None means “none”. Raise StoreFault when it cannot be kept."""
    put(session, PluginSetting, (plugin_id, region_id, checked_key(key)), value)


def reset_setting(session: Session, plugin_id: str, region_id: str, key: str) -> None:
    """Forget what was chosen for a region or STATEWIDE: what lies behind it holds again."""
    place = (plugin_id, region_id, checked_key(key))
    connection_of(session).execute(delete(PluginSetting).where(at(PluginSetting, place)))


def put(session: Session, kind: Row, place: Place, value: Any) -> None:
    """Write a value where it belongs, new or in place of another."""
    held = {"value": checked_value(value)}
    connection = connection_of(session)
    if connection.execute(update(kind).where(at(kind, place)).values(held=held)).rowcount == 0:
        plugin_id, region_id, key = place
        connection.execute(insert(kind).values(plugin_id=plugin_id, region_id=region_id, key=key, held=held))


def at(kind: Row, place: Place) -> ColumnElement[bool]:
    """Return the condition for the row of a plugin, region and key."""
    plugin_id, region_id, key = place
    return and_(kind.plugin_id == plugin_id, kind.region_id == region_id, kind.key == key)


def checked_key(key: object) -> str:
    """Return a key in order, or raise StoreFault."""
    if not isinstance(key, str) or not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise StoreFault(f"A key must be a text of 1 to {LONGEST_KEY} printable characters.")
    return key


def checked_value(value: Any) -> Any:
    """Return a value that JSON can hold and that is not too large, or raise StoreFault."""
    try:
        size = len(json.dumps(value, ensure_ascii=False, allow_nan=False).encode())
    except (TypeError, ValueError, RecursionError):
        kinds = "texts, numbers, yes or no, None, and lists and dicts of them"
        raise StoreFault(f"Only what JSON can hold is kept: {kinds}.") from None
    if size > LARGEST:
        raise StoreFault(f"A value may have at most {LARGEST // 1024} KiB; this one has {-(-size // 1024)} KiB.")
    return value
