"""What every record must hold, whoever made it: checked before anything of it reaches a page or the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from portal.foundation import colours
from portal.foundation.slugs import is_slug
from portal.foundation.vocabulary import AUDIENCES, FEED_FORMATS, LANGUAGES, MOTIFS, PHASES, TOOL_KINDS
from portal.plugin_host.content import colour_faults, is_web_address
from portal.plugin_host.contributions import WorksheetPart
from portal.plugin_host.parts import SETTING_KINDS
from portal.plugin_host.sheets import fault_of_parts, faults_of_part
from portal.plugin_host.specs import RECORD_TYPES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from portal.plugin_host.contributions import Contribution

ADDRESSES = ("target", "url", "site", "website")
CHOICES: dict[tuple[str, str], Collection[str]] = {
    ("Tool", "kind"): TOOL_KINDS,
    ("Tool", "language"): LANGUAGES,
    ("Feed", "format"): FEED_FORMATS,
    ("Worksheet", "language"): LANGUAGES,
    ("RegionProposal", "motif"): MOTIFS,
    ("SettingField", "kind"): SETTING_KINDS,
}
KEYS: dict[str, Collection[str]] = {"audience": AUDIENCES, "phases": PHASES}
ACCENTS = {"accent": colours.LIGHT_PAGE, "accent_dark": colours.DARK_PAGE}
UNSTORABLE = "\0"
LARGEST_ORDER, LONGEST_TAG = 1_000_000, 60
SHAPES: dict[str, dict[str, TypeAdapter[Any]]] = {
    kind.__name__: {name: TypeAdapter(hint) for name, hint in get_type_hints(kind).items()}
    for kinds in RECORD_TYPES.values()
    for kind in kinds
}
PART_SHAPES = {name: TypeAdapter(hint) for name, hint in get_type_hints(WorksheetPart).items()}


def find_fault(record: Contribution) -> str:
    """Return the first reason why a record cannot be taken, or an empty text."""
    shapes = SHAPES[type(record).__name__]
    values = {name: getattr(record, name) for name in shapes}
    if fault := fault_of_shapes(shapes, values):
        return fault
    if not is_slug(record.id):
        return "“id” must be lower-case words joined by hyphens"
    kind = type(record).__name__
    return next((fault for name, value in values.items() if (fault := fault_of(kind, name, value))), "")


def fault_of_shapes(shapes: dict[str, TypeAdapter[Any]], values: dict[str, Any]) -> str:
    """Return the first value that is of another type than it must be, or an empty text."""
    for name, shape in shapes.items():
        try:
            shape.validate_python(values[name], strict=True)
        except ValidationError as error:
            return f"“{name}” cannot be a {type(values[name]).__name__}: {error.errors()[0]['msg']}"
    return ""


def fault_of_sheet(parts: tuple[WorksheetPart, ...]) -> str:
    """Return the first reason why parts do not make a worksheet, or an empty text."""
    for number, part in enumerate(parts, 1):
        if fault := fault_of_shapes(PART_SHAPES, {name: getattr(part, name) for name in PART_SHAPES}):
            return f"of part {number}, {fault}"
        texts = (part.label, part.help, *part.choices)
        if any(UNSTORABLE in text for text in texts):
            return f"part {number} holds a character that cannot be stored"
        for _, reason in faults_of_part(part):
            return f"of part {number}, {reason}"
    return fault_of_parts(parts)


def fault_of(kind: str, name: str, value: Any) -> str:
    """Return why a value of the right type cannot be taken in a record of that kind, or an empty text."""
    return next((reason for is_wrong, reason in checks_of(kind, name, value) if is_wrong), "")


def checks_of(kind: str, name: str, value: Any) -> Iterator[tuple[bool, str]]:
    """Give each check of a value: whether it is wrong, and the reason then."""
    yield any(type(text) is not str for text in texts_in(value)), f"“{name}” must be plain text, no Markup or the like"
    yield any(UNSTORABLE in text for text in texts_in(value)), f"“{name}” holds a character that cannot be stored"
    if name == "order":
        yield not -LARGEST_ORDER <= value <= LARGEST_ORDER, f"“order” must lie within {LARGEST_ORDER:,} of nought"
    if name == "tags":
        yield any(len(tag) > LONGEST_TAG for tag in value), f"a tag is longer than {LONGEST_TAG} characters"
    if name == "parts":
        yield bool(fault := fault_of_sheet(value)), fault
    if name in ADDRESSES:
        yield bool(value) and not is_web_address(value), f"“{name}” must begin with https://"
    if allowed := CHOICES.get((kind, name)):
        yield value not in allowed, f"“{name}” must be one of {', '.join(allowed)}"
    if name in KEYS:
        yield not set(value) <= set(KEYS[name]), f"“{name}” must be among {', '.join(KEYS[name])}"
    if name in ACCENTS:
        faults = colour_faults(value, ACCENTS[name])
        yield bool(faults), "; ".join(faults)


def texts_in(value: Any) -> Collection[str]:
    """Return the texts a value is or holds."""
    if isinstance(value, str):
        return (value,)
    return [item for item in value if isinstance(item, str)] if isinstance(value, tuple | frozenset) else ()
