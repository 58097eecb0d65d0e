"""Packs made by hand for tests, as zips."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from portal.plugin_host.writing import zip_pack

if TYPE_CHECKING:
    from collections.abc import Mapping

REGION = """\
id = "{region}"
name = "Region of {region}"
label = "{region}"
academy = "Academy of {region}"
host = "A university"
website = "https://academy.example"
welcome = "Welcome to {region}."
motif = "coast"
accent = "#2f6b4f"
accent_dark = "#8fd1ad"
"""
PDF = b"%PDF-1.4\n%a guide\n"


def manifest(plugin_id: str = "isles_pack", region: str = "isles", version: str = "1.0.0", **more: str) -> str:
    """Return pack.toml for a pack of one region."""
    lines = {
        "id": plugin_id, "name": "Isles pack", "version": version, "description": "A pack for tests.", "kind": "pack",
        "scope": "region", "api": "1", "contact": "web@isles.example", "personal_data": "none",
    } | more  # fmt: skip
    return "".join(f'{key} = "{value}"\n' for key, value in lines.items()) + f'regions = ["{region}"]\n'


def tool(title: str = "A tool", *, body: str = "Words.", **facts: str) -> str:
    """Return a tool's file."""
    given = {
        "title": title, "summary": "It helps.", "kind": "page", "owner": "Academy", "last_checked": "2026-01-01",
        "next_check": "2027-01-01",
    } | facts  # fmt: skip
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in given.items()) + f"---\n\n{body}\n"


def post(title: str = "News", *, body: str = "Words.") -> str:
    """Return a post's file."""
    return f"---\ntitle: {title}\ndeck: New.\npublished: 2026-01-01\nauthor: Academy\ntags: [rural]\n---\n\n{body}\n"


def pack(files: Mapping[str, str | bytes] | None = None, *, region: str = "isles", **facts: str) -> bytes:
    """Return a pack with a region of its own, a tool and these files; a file given as an empty text is left out."""
    held: dict[str, str | bytes] = {
        "pack.toml": manifest(region=region, **facts),
        "region.toml": REGION.format(region=region),
        "tools/map.md": tool("Three houses"),
        **(files or {}),
    }
    return zip_pack(
        {name: data if isinstance(data, bytes) else dedent(data).encode() for name, data in held.items() if data}
    )


def addition(files: Mapping[str, str | bytes] | None = None, *, region: str, **facts: str) -> bytes:
    """Return a pack that only adds to a region which another plugin brought."""
    return pack({"region.toml": "", **(files or {})}, region=region, **facts)
