"""What a change of the public surface asks for: a rule over two dumps and the changelog."""

from __future__ import annotations

from typing import Any


def parts_of(value: Any, path: str = "") -> dict[str, object]:
    """Return everything a dump holds by its path; a list's items are parts as well."""
    if isinstance(value, dict):
        return {key: part for name, inner in value.items() for key, part in parts_of(inner, f"{path}/{name}").items()}
    if isinstance(value, list):
        return {f"{path}/{item}": True for item in value}
    return {path: value}


def fault_of_change(stored: dict[str, Any], fresh: dict[str, Any], changelog: str) -> str:
    """Return why the public surface may not be as it is now; empty when it may.

    What is added needs a new minor version, what is gone or different a new major one; both need a changelog line.
    """
    before, after = parts_of(stored | {"version": []}), parts_of(fresh | {"version": []})
    if before == after:
        return ""
    (major, minor), (new_major, new_minor) = stored["version"], fresh["version"]
    gone = sorted(path for path, part in before.items() if after.get(path) != part)
    if gone and new_major == major:
        return f"{gone[0]} is gone or different, which needs API {major + 1}.0"
    if (new_major, new_minor) <= (major, minor):
        added = sorted(after.keys() - before.keys())
        return f"{added[0]} is new, which needs API {major}.{minor + 1}"
    if f"API {new_major}.{new_minor}" not in changelog:
        return f"CHANGELOG.md has no line on API {new_major}.{new_minor}"
    return ""
