"""Words as files can hold them: without the characters that XML and paper have no place for."""

from __future__ import annotations

import re
from typing import Any

UNDRAWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")


def drawable(value: Any) -> Any:
    """Return a value with every text in it free of what cannot be written."""
    if isinstance(value, str):
        return UNDRAWN.sub("", value)
    if isinstance(value, dict):
        return {key: drawable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [drawable(one) for one in value]
    return value
