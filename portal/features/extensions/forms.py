"""Forms made from what plugins ask for: each setting has a way (as it lies behind, own, none) and a value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wtforms import BooleanField, PasswordField, RadioField, SelectField, StringField, TextAreaField, URLField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length

from portal.features.extensions.services.settings import YES_NO, Choice, Way, read_value, shown, typed_of
from portal.foundation.errors import Invalid
from portal.web.forms import PortalForm, text_of, trim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wtforms import Field

    from portal.features.extensions.services.settings import Setting
    from portal.plugin_host.parts import SettingField

LONG_TEXT = 2_000
LONGEST_TYPED_ID = 60
LONGEST_SHOWN = 60
FIRST_NONE = re.compile(r"(no|none|nothing|off|never)\b", re.IGNORECASE)


class UninstallForm(PortalForm):
    """How a plugin is taken out; the id is typed where everything of it is erased."""

    mode = RadioField(
        "What should happen to what it left?",
        validators=[InputRequired("Choose what should happen to what it left.")],
    )
    confirmation = StringField("Its id", filters=[trim], validators=[Length(max=LONGEST_TYPED_ID)])
    override = BooleanField("Erase it although something stands against it")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mode.choices = [
            ("keep", "Keep it: switched off everywhere, and there again should it come back"),
            ("erase", "Erase it: its tables, entries, settings and history go for good"),
        ]


class SettingsForm(PortalForm):
    """A plugin's settings in one place; `choices` are what was chosen, once it was validated."""

    settings: Sequence[Setting] = ()
    own_words = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices: dict[str, Choice] = {}

    def rows(self) -> list[tuple[Setting, Field, Field]]:
        """Return each setting with the field of its way and the field of its value (for templates)."""
        return [(one, self[way_name(one.field)], self[value_name(one.field)]) for one in self.settings]

    def validate(self, extra_validators: Any = None) -> bool:
        """Read every choice; say by the field what is wrong with it."""
        is_valid: bool = super().validate(extra_validators)
        for setting, way, value in self.rows():
            try:
                self.choices[setting.field.id] = choice_of(setting, self.own_words, text_of(way), text_of(value))
            except Invalid as refusal:
                value.errors = [f"{setting.field.label}: {refusal.sentence}"]
                is_valid = False
        return is_valid


def choice_of(setting: Setting, own_words: str, way: str, typed: str) -> Choice:
    """Return what was chosen. A new value typed beside another way is refused: nobody knows which of them is meant."""
    allowed = dict(ways_of(setting, own_words))
    if way not in allowed:
        raise Invalid("Choose where its value comes from.")
    if way == Way.OWN:
        return Choice(Way.OWN, read_value(setting.field, typed))
    if typed.strip() and typed.split() != typed_of(setting.field, setting.own).split():
        raise Invalid(f"You entered a value but chose another way. Choose “{allowed[Way.OWN]}”, or empty the value.")
    return Choice(Way(way))


def settings_form(settings: Sequence[Setting], own_words: str) -> SettingsForm:
    """Return the form for settings; `own_words` call the place's own value what it is."""
    fields: dict[str, Any] = {"settings": settings, "own_words": own_words}
    for setting in settings:
        fields[way_name(setting.field)] = RadioField(
            setting.field.label,
            choices=options(ways_of(setting, own_words)),
            default=way_now(setting),
            validate_choice=False,
        )
        fields[value_name(setting.field)] = value_field(setting)
    made: SettingsForm = type("SettingsForm", (SettingsForm,), fields)()
    return made


def way_name(field: SettingField) -> str:
    """Return the name of the field that says where a setting's value comes from."""
    return f"{field.id}-way"


def value_name(field: SettingField) -> str:
    """Return the name of the field that holds a setting's own value."""
    return f"{field.id}-value"


def ways_of(setting: Setting, own_words: str) -> list[tuple[str, str]]:
    """Return the ways a setting's value can be had, with words."""
    behind = words_behind(setting)
    ways = [
        (Way.INHERIT.value, f"{'As in the whole state' if setting.behind_is_statewide else 'As shipped'}: {behind}")
    ]
    if setting.field.is_secret and setting.is_own and setting.own is not None:
        ways.append((Way.KEEP.value, "Keep what is set"))
    ways.append((Way.OWN.value, own_words))
    if can_be_none(setting):
        ways.append((Way.NONE.value, "None: leave it empty here"))
    return ways


def can_be_none(setting: Setting) -> bool:
    """Say whether “none” is a choice: not where a value is needed, and not where the values say it themselves."""
    field = setting.field
    if field.is_required:
        return False
    if setting.is_own and setting.own is None:
        return True
    return field.kind != "number" and not any(FIRST_NONE.match(word) for word in field.choices)


def words_behind(setting: Setting) -> str:
    """Return what lies behind a place's own value, in words."""
    if setting.field.is_secret:
        return "set, not shown" if setting.behind not in {None, ""} else "not set"
    text = shown(setting.behind)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def way_now(setting: Setting) -> str:
    """Return the way that stands."""
    if not setting.is_own:
        return Way.INHERIT.value
    if setting.own is None:
        return Way.NONE.value
    return Way.KEEP.value if setting.field.is_secret else Way.OWN.value


def value_field(setting: Setting) -> Field:
    """Return the field for a setting's own value, by its kind."""
    field, now = setting.field, typed_of(setting.field, setting.own)
    label = f"Value of “{field.label}”"
    if field.kind in {"yes-no", "choice"}:
        some = (
            [(key, key.capitalize()) for key in YES_NO]
            if field.kind == "yes-no"
            else [(one, one) for one in field.choices]
        )
        return SelectField(label, choices=options([("", "Choose…"), *some]), default=now, validate_choice=False)
    if field.is_secret:
        return PasswordField(label, render_kw={"autocomplete": "new-password", "spellcheck": "false"})
    if field.kind == "number":
        return StringField(label, default=now, render_kw={"inputmode": "numeric", "autocomplete": "off"})
    if field.kind == "address":
        return URLField(label, default=now, render_kw={"autocomplete": "off", "spellcheck": "false"})
    kind = TextAreaField if field.maximum > LONG_TEXT or "\n" in now else StringField
    return kind(label, default=now, render_kw={"autocomplete": "off"})


def options(pairs: Sequence[tuple[str, str]]) -> list[SelectChoice]:
    """Return values with their words as WTForms wants them."""
    return [SelectChoice(value, label) for value, label in pairs]
