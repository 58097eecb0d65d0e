"""The form for an item, made from its kind's description; and values as people read them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
    URLField,
)
from wtforms.validators import InputRequired, Length, Optional

from portal.plugin_host import items
from portal.plugin_host.content.documents import LONGEST_FACTS
from portal.plugin_host.content.values import LARGEST_TEXT, one_line, plain_body
from portal.web.forms import ChoicesField, DayField, PortalForm, text_of
from portal.web.templating import date_long

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wtforms import Field

    from portal.plugin_host.items import ItemField, ItemKind
    from portal.plugin_host.merging import Values

LONGEST_NOTE = 200
LONGEST = {items.MARKDOWN: LARGEST_TEXT // 2}  # of other texts no file holds more than all of its facts may have
TYPED = {items.TEXT, items.LONG_TEXT, items.MARKDOWN, items.MAIL, items.PHONE, items.ADDRESS, items.WORDS}
NOTHING = "Nothing"


class CountField(IntegerField):
    """A whole number; anything else is refused with a sentence."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(f"“{self.label.text}” must be a whole number.") from None


class ItemForm(PortalForm):
    """An item's fields, why it is changed, and a mark of what it said when the form was opened."""

    stamp = HiddenField()
    note = StringField(
        "Why you change it",
        description="One line for the record; readers do not see it.",
        validators=[Length(max=LONGEST_NOTE, message=f"Use at most {LONGEST_NOTE} characters.")],
        render_kw={"autocomplete": "off"},
    )


FIELD_TYPES: dict[str, type[Field]] = {
    items.TEXT: StringField,
    items.LONG_TEXT: TextAreaField,
    items.MARKDOWN: TextAreaField,
    items.MAIL: EmailField,
    items.PHONE: TelField,
    items.ADDRESS: URLField,
    items.DAY: DayField,
    items.CHOICE: SelectField,
    items.CHOICES: ChoicesField,
    items.WORDS: TextAreaField,
    items.YES_NO: BooleanField,
    items.NUMBER: CountField,
}
ROWS = {items.MARKDOWN: 18, items.WORDS: 4, items.LONG_TEXT: 3}
CHOSEN = {items.CHOICE, items.CHOICES}


def item_form(kind: ItemKind, region_id: str, local: Values, stamp: str) -> ItemForm:
    """Return the form for an item; sent back, it holds what was typed. What stands there now can always be chosen."""
    made = {one.name: form_field(one) for one in kind.fields}
    form: ItemForm = type("ItemForm", (ItemForm,), made)(data=initial(kind, local) | {"stamp": stamp})
    for one in kind.fields:
        if one.kind in CHOSEN:
            choices, now = one.choices_for(region_id), local[one.name]
            held = now if isinstance(now, list) else [now]
            form[one.name].choices = [*choices.items(), *((key, key) for key in held if key not in choices)]
    return form


def form_field(one: ItemField) -> Field:
    """Return the field of a form."""
    given: dict[str, Any] = {"description": one.help, "validators": [Optional()], "render_kw": {"autocomplete": "off"}}
    if one.is_required or one.kind == items.NUMBER:
        given["validators"] = [InputRequired(f"“{one.label}” is missing.")]
    if one.kind in TYPED:
        longest = LONGEST.get(one.kind, LONGEST_FACTS)
        given["validators"].append(Length(max=longest, message=f"Use at most {longest:,} characters."))
    if one.kind in ROWS:
        given["render_kw"] = {"rows": ROWS[one.kind]}
    if one.kind in CHOSEN:
        given["render_kw"] = {}
    return FIELD_TYPES[one.kind](one.label, **given)


def initial(kind: ItemKind, local: Values) -> dict[str, Any]:
    """Return what an item says, as its form's fields hold it."""
    held: dict[str, Any] = {}
    for one in kind.fields:
        value = local[one.name]
        if one.kind == items.DAY:
            value = date.fromisoformat(value) if value else None
        elif one.kind == items.WORDS:
            value = "\n".join(value)
        held[one.name] = value
    return held


def values_in(form: ItemForm, kind: ItemKind) -> dict[str, Any]:
    """Return what was typed into a form in order, as values of an item."""
    return {one.name: value_in(form[one.name], one.kind) for one in kind.fields}


def value_in(field: Field, kind: str) -> Any:
    """Return what was typed into one field, as it is kept."""
    if kind == items.DAY:
        return field.data.isoformat() if field.data else None
    if kind == items.WORDS:
        return list(dict.fromkeys(filter(None, map(one_line, text_of(field).splitlines()))))
    if kind == items.MARKDOWN:
        return plain_body(text_of(field))
    return one_line(field.data) if isinstance(field.data, str) else field.data


def shown(one: ItemField | None, value: Any, region_id: str) -> str:
    """Return a value as people read it."""
    if value is None or value in ("", []):
        return NOTHING
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if one is not None and one.kind == items.DAY:
        return date_long(date.fromisoformat(value))
    choices: Mapping[str, str] = one.choices_for(region_id) if one is not None else {}
    if isinstance(value, list):
        words = [str(one.get("label", one)) if isinstance(one, dict) else str(one) for one in value]
        return ", ".join(choices.get(word, word) for word in words)
    return choices.get(str(value), str(value))


def add_errors(form: ItemForm, kind: ItemKind, faults: list[tuple[str, str]]) -> None:
    """Put each fault by its field, which is called there as people see it; what is no field's stands above all."""
    labels = {one.name: one.label for one in kind.fields}
    for name, reason in faults:
        key = {"for_everyone": "everyone", "order": "position"}.get(name, name)
        sentence = reason.replace(f"“{key}”", f"“{labels.get(name, key)}”")
        sentence = sentence[:1].upper() + sentence[1:]
        sentence += "" if sentence.endswith((".", "?", "!", ")")) else "."
        if name in labels:
            form[name].errors = [*form[name].errors, sentence]
        else:
            form.form_errors = [*form.form_errors, sentence]
