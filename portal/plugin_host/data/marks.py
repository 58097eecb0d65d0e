"""Marks of functions by their source, so that one that was edited is known again."""

from __future__ import annotations

import hashlib
import inspect
from textwrap import dedent
from types import CodeType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def mark_of(*functions: Callable[..., object] | None) -> str:
    """Return a mark of functions, of 64 characters: another text of one makes another mark; indentation does not."""
    mark = hashlib.sha256()
    for function in functions:
        mark.update(hashlib.sha256(source_of(function).encode()).digest())
    return mark.hexdigest()


def source_of(function: Callable[..., object] | None) -> str:
    """Return the text of a function; what it was compiled to, where there is no text."""
    if function is None:
        return ""
    try:
        return dedent(inspect.getsource(function)).strip()
    except OSError:
        return compiled(getattr(function, "__code__", None))


def compiled(code: object) -> str:
    """Return what code was compiled to, without where it stood."""
    if isinstance(code, frozenset):
        return repr(sorted(map(repr, code)))
    if not isinstance(code, CodeType):
        return repr(code)
    constants = [compiled(constant) for constant in code.co_consts]
    return repr((code.co_code, code.co_names, code.co_varnames, constants))
