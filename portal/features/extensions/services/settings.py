"""Values that administrators choose for plugins' settings: for a region, else for the whole state, else as shipped."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from portal.features.extensions.queries import list_chosen
from portal.foundation.database import db
from portal.foundation.errors import Invalid
from portal.infrastructure.audit.log import record
from portal.infrastructure.epoch import advance_plugins
from portal.plugin_host.content import is_web_address
from portal.plugin_host.data.store import StoreFault, reset_setting, write_setting
from portal.plugin_host.models import STATEWIDE
from portal.plugin_host.registry import declared_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.plugin_host.loading import Loaded
    from portal.plugin_host.parts import SettingField

LONGEST_IN_AUDIT = 200
YES_NO = {"yes": True, "no": False}


class Way(StrEnum):
    """Where a setting's value is to come from: what lies behind, a value of the place's own, or nothing at all."""

    INHERIT = "inherit"
    OWN = "own"
    NONE = "none"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Choice:
    """What an administrator chose for a setting; only an own value has one."""

    way: Way
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A setting in a place: what was chosen there, and what lies behind it."""

    field: SettingField
    is_own: bool
    own: Any
    behind: Any
    behind_is_statewide: bool

    @property
    def value(self) -> Any:
        """What holds in the place."""
        return self.own if self.is_own else self.behind

    @property
    def is_missing(self) -> bool:
        """Whether the plugin needs a value here and has none."""
        return self.field.is_required and self.value in {None, ""}


def list_settings(plugin: Loaded, place: str) -> tuple[Setting, ...]:
    """Return a plugin's settings as they are for a region, or for the whole state, in display order."""
    if place == STATEWIDE:
        fields: list[SettingField] = list(plugin.declared.of("portal_settings"))
    else:
        fields = declared_for(plugin, "portal_settings", place)
    chosen = list_chosen(plugin.id, [STATEWIDE, place])
    return tuple(setting_of(field, place, chosen) for field in fields)


def setting_of(field: SettingField, place: str, chosen: Mapping[tuple[str, str], Any]) -> Setting:
    """Return one setting in a place."""
    is_statewide = place != STATEWIDE and (STATEWIDE, field.id) in chosen
    return Setting(
        field=field,
        is_own=(place, field.id) in chosen,
        own=chosen.get((place, field.id)),
        behind=chosen[STATEWIDE, field.id] if is_statewide else field.default,
        behind_is_statewide=is_statewide,
    )


def missing_settings(plugin: Loaded, region_id: str) -> list[SettingField]:
    """Return the settings that a plugin needs in a region and that nobody chose."""
    return [setting.field for setting in list_settings(plugin, region_id) if setting.is_missing]


def read_value(field: SettingField, typed: str) -> Any:
    """Return what was typed as the setting's value, or raise Invalid with a sentence."""
    text = typed.strip()
    if not text:
        raise Invalid("Enter a value, or choose another way.")
    if field.kind == "number":
        return read_number(field, text)
    if field.kind == "yes-no":
        if text not in YES_NO:
            raise Invalid("Choose yes or no.")
        return YES_NO[text]
    if field.kind == "choice":
        if text not in field.choices:
            raise Invalid(f"Choose one of: {', '.join(field.choices)}.")
        return text
    if "\0" in text:
        raise Invalid("It holds a character that cannot be stored.")
    if field.kind == "address" and not is_web_address(text):
        raise Invalid("Enter a whole address that begins with https://.")
    if not field.minimum <= len(text) <= field.maximum:
        raise Invalid(f"It must have {field.minimum} to {field.maximum:,} characters; it has {len(text):,}.")
    return text


def read_number(field: SettingField, text: str) -> int:
    """Return a whole number within the setting's bounds, or raise Invalid."""
    sentence = f"Enter a whole number from {field.minimum:,} to {field.maximum:,}."
    digits = text.removeprefix("-").removeprefix("+")
    if not (digits.isascii() and digits.isdecimal() and len(text) <= LONGEST_IN_AUDIT):
        raise Invalid(sentence)
    number = int(text)
    if not field.minimum <= number <= field.maximum:
        raise Invalid(sentence)
    return number


def typed_of(field: SettingField, value: Any) -> str:
    """Return a value as a person would type it; a secret is never given back."""
    if value is None or field.is_secret:
        return ""
    return shown(value).lower() if isinstance(value, bool) else str(value)


def shown(value: Any) -> str:
    """Return a value in words."""
    if value is None or value == "":
        return "None"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value)


def save_settings(plugin: Loaded, place: str, choices: Mapping[str, Choice], *, actor_id: int | None) -> list[str]:
    """Write what was chosen for a region or the whole state, in the transaction around us; return what changed."""
    changed = []
    for setting in list_settings(plugin, place):
        choice = choices.get(setting.field.id, Choice(Way.KEEP))
        if not is_change(setting, choice):
            continue
        if choice.way is Way.NONE and setting.field.is_required:
            raise Invalid(f"“{setting.field.label}” is needed; it cannot be none.")
        write_choice(plugin.id, place, setting.field.id, choice)
        is_told = choice.way is Way.OWN and not setting.field.is_secret
        record(
            "plugin setting changed", actor_id=actor_id, subject=f"plugin {plugin.id}", region=place,
            setting=setting.field.id, way=choice.way.value,
            value=str(choice.value)[:LONGEST_IN_AUDIT] if is_told else None,
        )  # fmt: skip
        changed.append(setting.field.label)
    if changed:
        advance_plugins()
    return changed


def is_change(setting: Setting, choice: Choice) -> bool:
    """Say whether a choice is another than the one that stands."""
    if choice.way is Way.KEEP:
        return False
    if choice.way is Way.INHERIT:
        return setting.is_own
    wanted = choice.value if choice.way is Way.OWN else None
    return not setting.is_own or setting.own != wanted or type(setting.own) is not type(wanted)


def write_choice(plugin_id: str, place: str, key: str, choice: Choice) -> None:
    """Keep a choice, or forget the one there is."""
    try:
        if choice.way is Way.INHERIT:
            reset_setting(db.session(), plugin_id, place, key)
        else:
            write_setting(db.session(), plugin_id, place, key, choice.value if choice.way is Way.OWN else None)
    except StoreFault as fault:
        raise Invalid(str(fault)) from None
