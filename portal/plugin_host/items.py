"""What plugins ship, kept as rows: each kind with its hook, its table and its fields, and the way from a row and back.

Every field of a record is a column of the same name; further columns, such as rendered HTML, are derived from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from pydantic import TypeAdapter

from portal.foundation.database import db
from portal.plugin_host.merging import Item, Values

if TYPE_CHECKING:
    from portal.plugin_host.contributions import Contribution
    from portal.plugin_host.models import Contributed

Record = TypeVar("Record", bound="Contribution")
Derive = Callable[[Any], dict[str, Any]]
NOT_KEPT = {"id", "regions"}
SHAPES: dict[type, dict[str, TypeAdapter[Any]]] = {}
TEXT, LONG_TEXT, MARKDOWN, MAIL, PHONE, ADDRESS = "text", "long text", "markdown", "mail", "phone", "address"
DAY, CHOICE, CHOICES, WORDS, YES_NO, NUMBER = "day", "choice", "choices", "words", "yes-no", "number"


def derive_nothing(record: Any) -> dict[str, Any]:
    """Return no further columns."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemField:
    """A field of a kind as people edit it: its label, what is typed or chosen, and a hint.

    `choices` are what can be chosen, by key; where that depends on the region, `choices_in` gives them.
    """

    name: str
    label: str
    kind: str = TEXT
    help: str = ""
    is_required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    choices_in: Callable[[str], Mapping[str, str]] | None = None

    def choices_for(self, region_id: str) -> Mapping[str, str]:
        """Return what can be chosen in a region."""
        return self.choices_in(region_id) if self.choices_in else self.choices


FOR_EVERYONE = ItemField(
    name="for_everyone",
    label="Show to everyone",
    kind=YES_NO,
    help="Then people who are not signed in, and people of other regions, can read it too.",
)
POSITION = ItemField(name="order", label="Place in the list", kind=NUMBER, help="Low numbers come first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemKind:
    """One kind of shipped item: the hook that gives it, its words for people, its table, its record and its page.

    `address_of` gives the path of a page where a row is seen; `derive` the columns that follow from a record. A kind
    without `fields` is not edited on the site; it can still be hidden, and updates of it wait and are taken.
    """

    hook: str
    noun: str
    plural: str
    model: type[Contributed]
    record_type: type[Contribution]
    address_of: Callable[[Any], str]
    title: str = "title"
    fields: tuple[ItemField, ...] = ()
    derive: Derive = field(default=derive_nothing)

    @property
    def key(self) -> str:
        """The kind's name in addresses, and for validators: that of its hook."""
        return self.hook.removeprefix("portal_")

    def record_of(self, row: Any) -> Contribution:
        """Return a row as the record it stands for; it is for the row's own region, so it names none."""
        return record_from(row, self.record_type)

    def title_of(self, row: Any) -> str:
        """Return by which words a row is known."""
        return str(getattr(row, self.title))

    def write(self, row: Contributed, item: Item) -> None:
        """Write an item into its row, with everything that follows from its values."""
        record = record_with(self.record_type, row.key, item.local)
        write_item(row, item, columns_of(record) | self.derive(record))


def shapes_of(record_type: type[Contribution]) -> dict[str, TypeAdapter[Any]]:
    """Return how each field of a record that is kept goes to JSON and back."""
    if record_type not in SHAPES:
        hints = get_type_hints(record_type)
        kept = [field.name for field in fields(record_type) if field.name not in NOT_KEPT]
        SHAPES[record_type] = {name: TypeAdapter(hints[name]) for name in kept}
    return SHAPES[record_type]


def record_from(row: Any, record_type: type[Record]) -> Record:
    """Return a contributed row as a record of a type."""
    return record_with(record_type, row.key, {name: getattr(row, name) for name in shapes_of(record_type)})


def record_with(record_type: type[Record], key: str, values: Values) -> Record:
    """Return the record that has a key and values, as JSON or a row holds them."""
    shapes = shapes_of(record_type)
    return record_type(id=key, **{name: shapes[name].validate_python(value) for name, value in values.items()})


def values_of(record: Contribution) -> dict[str, Any]:
    """Return what a record says, as JSON has it."""
    shapes = shapes_of(type(record))
    return {name: shape.dump_python(getattr(record, name), mode="json") for name, shape in shapes.items()}


def columns_of(record: Contribution) -> dict[str, Any]:
    """Return what a record says, as a row's columns hold it: lists are as JSON has them, days are days."""
    given = {name: getattr(record, name) for name in shapes_of(type(record))}
    plain = values_of(record)
    return {name: plain[name] if isinstance(value, tuple | Mapping) else value for name, value in given.items()}


def read_item(row: Contributed, record_type: type[Contribution]) -> Item:
    """Return a row as the rules of merging decide on it."""
    return Item(
        local=values_of(record_from(row, record_type)),
        base=row.shipped,
        waiting=row.waiting,
        previous=row.previous,
        is_hidden=row.is_hidden,
        is_dropped=row.is_dropped,
        is_adopted=row.is_adopted,
        changed_at=row.changed_at,
    )


def write_item(row: Contributed, item: Item, columns: Mapping[str, Any]) -> None:
    """Write an item into its row. `columns` are those of its values, and what was derived from them."""
    standing = {
        "shipped": dict(item.base),
        "waiting": dict(item.waiting),
        "previous": dict(item.previous),
        "is_hidden": item.is_hidden,
        "is_dropped": item.is_dropped,
        "is_adopted": item.is_adopted,
        "changed_at": item.changed_at,
    }
    write_columns(row, {**columns, **standing})


def write_columns(row: Contributed, columns: Mapping[str, Any]) -> None:
    """Set the columns of a row that differ."""
    for name, value in columns.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def new_row(model: type[Contributed], columns: Mapping[str, Any]) -> Contributed:
    """Return a new row with these columns, on its way into the database."""
    row = model(**columns)
    db.session.add(row)
    return row
