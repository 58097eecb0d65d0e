"""What every record must hold, whoever made it: checked before anything of it reaches a page or the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from portal.foundation import colours
from portal.foundation.slugs import is_slug
from portal.foundation.vocabulary import AUDIENCES, FEED_FORMATS, LANGUAGES, MOTIFS, PHASES, TOOL_KINDS
from portal.plugin_host.content import colour_faults, is_web_address
from portal.plugin_host.specs import RECORD_TYPES

if TYPE_CHECKING:
    from collections.abc import Collection

    from portal.plugin_host.contributions import Contribution

ADDRESSES = ("target", "url", "site", "website")
CHOICES: dict[str, Collection[str]] = {
    "kind": TOOL_KINDS,
    "format": FEED_FORMATS,
    "motif": MOTIFS,
    "language": LANGUAGES,
}
KEYS: dict[str, Collection[str]] = {"audience": AUDIENCES, "phases": PHASES}
ACCENTS = {"accent": colours.LIGHT_PAGE, "accent_dark": colours.DARK_PAGE}
UNSTORABLE = "\0"
SHAPES: dict[str, dict[str, TypeAdapter[Any]]] = {
    kind.__name__: {name: TypeAdapter(hint) for name, hint in get_type_hints(kind).items()}
    for kind in RECORD_TYPES.values()
}


def find_fault(record: Contribution) -> str:
    """Return the first reason why a record cannot be taken, or an empty text."""
    shapes = SHAPES[type(record).__name__]
    values = {name: getattr(record, name) for name in shapes}
    for name, shape in shapes.items():
        try:
            shape.validate_python(values[name], strict=True)
        except ValidationError as error:
            return f"“{name}” cannot be a {type(values[name]).__name__}: {error.errors()[0]['msg']}"
    if not is_slug(record.id):
        return "“id” must be lower-case words joined by hyphens"
    return next((fault for name, value in values.items() if (fault := fault_of(name, value))), "")


def fault_of(name: str, value: Any) -> str:
    """Return why a value of the right type cannot be taken, or an empty text."""
    if isinstance(value, str) and UNSTORABLE in value:
        return f"“{name}” holds a character that cannot be stored"
    if name in ADDRESSES and value and not is_web_address(value):
        return f"“{name}” must begin with https://"
    if name in CHOICES and value not in CHOICES[name]:
        return f"“{name}” must be one of {', '.join(CHOICES[name])}"
    if name in KEYS and (strange := [key for key in value if key not in KEYS[name]]):
        return f"“{strange[0]}” is not among the {name}"
    if name in ACCENTS:
        return next(iter(colour_faults(value, ACCENTS[name])), "")
    return ""
