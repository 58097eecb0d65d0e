"""Keep plugins' secrets out of what is written down: of incidents, and of every log line made while a plugin runs.

A plugin can only give away what it was given, so a secret is remembered in the moment in which its plugin reads it.
"""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CURRENT: ContextVar[str] = ContextVar("portal_plugin", default="")
MASK = "•••"
SHORTEST_SECRET = 4
MOST_KEPT = 100
LOGGERS = "portal.plugins."
SECRET_KEYS: dict[str, frozenset[str]] = {}
SECRETS: dict[str, OrderedDict[str, None]] = {}
plain_record = logging.getLogRecordFactory()


def name_secrets(plugin_id: str, keys: Iterable[str]) -> None:
    """Note which of a plugin's settings are secrets."""
    SECRET_KEYS[plugin_id] = frozenset(keys)


def remember_secrets(plugin_id: str, settings: Mapping[str, Any]) -> None:
    """Note the secrets among the settings that a plugin is about to read."""
    for key in SECRET_KEYS.get(plugin_id, frozenset()):
        text = str(settings.get(key) or "")
        if len(text) >= SHORTEST_SECRET:
            kept = SECRETS.setdefault(plugin_id, OrderedDict())
            for form in forms_of(text):
                kept[form] = None
                kept.move_to_end(form)
            while len(kept) > MOST_KEPT:
                kept.popitem(last=False)


def forms_of(secret: str) -> set[str]:
    """Return a secret as it stands, and as it looks inside Python, JSON and an address."""
    return {
        secret,
        repr(secret)[1:-1],
        json.dumps(secret)[1:-1],
        quote(secret),
        quote(secret, safe=""),
        quote_plus(secret),
    }


def masked(plugin_id: str, text: str) -> str:
    """Return a text without a plugin's secrets, and without what a database cannot hold."""
    for secret in sorted(SECRETS.get(plugin_id, ()), key=len, reverse=True):
        text = text.replace(secret, MASK)
    return text.replace("\0", "")


def masking_record(*given: Any, **named: Any) -> logging.LogRecord:
    """Return a log record; the secrets of the plugin that is running, or whose own logger it is, are masked."""
    record = plain_record(*given, **named)
    plugin_id = CURRENT.get() or record.name.removeprefix(LOGGERS).partition(".")[0]
    if plugin_id not in SECRETS:
        return record
    try:
        said = record.getMessage()
    except Exception:  # noqa: BLE001 - a line whose values do not fit is told as it stands, without them
        said = record.msg = str(record.msg)
        record.args = ()
    if (safe := masked(plugin_id, said)) != said:
        record.msg, record.args = safe, ()
    if record.exc_info:
        trace = logging.Formatter().formatException(record.exc_info)
        if (safe := masked(plugin_id, trace)) != trace:
            record.exc_info, record.exc_text = None, safe
    return record


logging.setLogRecordFactory(masking_record)
