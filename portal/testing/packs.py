"""Packs made in a test: good ones with little effort, bad ones by saying what is wrong with them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Self
from zipfile import ZIP_DEFLATED, ZipFile

if TYPE_CHECKING:
    from pathlib import Path

CONTACTS = "id,name,organisation,what_for,email,phone,url,address,hours,counties,confirmed_on,everyone\n"


class PackBuilder:
    """A pack of one region, complete from the start; each method adds to it and returns it.

    `PackBuilder("coast").tool("tide-table", title="Tide table").zip()` is a pack ready to be uploaded.
    """

    def __init__(self, region: str, *, pack_id: str = "", version: str = "1.0.0", name: str = "") -> None:
        self.region, self.id = region, pack_id or region.replace("-", "_")
        self.files: dict[str, str | bytes] = {
            "pack.toml": "".join(
                f"{key} = {value}\n"
                for key, value in {
                    "id": f'"{self.id}"',
                    "name": f'"{name or region.title()}"',
                    "version": f'"{version}"',
                    "description": '"A pack made in a test."',
                    "kind": '"pack"',
                    "scope": '"region"',
                    "api": '"1"',
                    "regions": f'["{region}"]',
                    "contact": f'"web@{region}.example"',
                    "personal_data": '"none"',
                }.items()
            )
        }
        self.proposal(name or region.title())

    def proposal(self, name: str) -> Self:
        """Propose the region, with this name."""
        facts = {
            "id": self.region, "name": name, "label": name, "academy": f"Academy of {name}", "host": "A university",
            "website": f"https://{self.region}.example", "welcome": f"Welcome to {name}.", "motif": "valley",
            "accent": "#2f6b4f", "accent_dark": "#8fd1ad",
        }  # fmt: skip
        return self.file("region.toml", "".join(f'{key} = "{value}"\n' for key, value in facts.items()))

    def county(self, fips: str, name: str) -> Self:
        """Claim a county as one of the region's own."""
        before = str(self.files.get("counties.toml", ""))
        block = f'[[counties]]\nfips = "{fips}"\nname = "{name}"\nmain = true\nconfirmed = true\n'
        return self.file("counties.toml", before + block)

    def tool(self, key: str, *, title: str = "", summary: str = "What it is for.", body: str = "Words.") -> Self:
        """Add a practice tool."""
        return self.file(
            f"tools/{key}.md",
            f"---\ntitle: {title or key}\nsummary: {summary}\nkind: page\nowner: The academy\n"
            f"audience: [all]\nlast_checked: 2026-01-01\nnext_check: 2027-01-01\n---\n\n{body}\n",
        )

    def post(self, key: str, *, title: str = "", deck: str = "In short.", body: str = "Words.") -> Self:
        """Add a post."""
        return self.file(
            f"posts/{key}.md",
            f"---\ntitle: {title or key}\ndeck: {deck}\npublished: 2026-01-01\nauthor: An editor\n---\n\n{body}\n",
        )

    def contact(self, key: str, *, name: str = "") -> Self:
        """Add somebody to ask."""
        before = str(self.files.get("contacts.csv", CONTACTS))
        return self.file("contacts.csv", f"{before}{key},{name or key},The academy,Questions,,,,,,all,,no\n")

    def file(self, name: str, content: str | bytes) -> Self:
        """Put any file into the pack, or another in its place; this is how a pack becomes a bad one."""
        self.files[name] = content
        return self

    def without(self, name: str) -> Self:
        """Take a file away."""
        del self.files[name]
        return self

    def write(self, folder: Path) -> Path:
        """Write the pack's files into a folder that holds nothing else of it, and return that."""
        for name, content in self.files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    def zip(self) -> bytes:
        """Return the pack as a zip."""
        stream = io.BytesIO()
        with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
            for name, content in self.files.items():
                archive.writestr(name, content)
        return stream.getvalue()
