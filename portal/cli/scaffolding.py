"""Write a new plugin or pack: a project that passes its own tests and the portal's check as it stands."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal.foundation.clock import today
from portal.foundation.errors import Conflict, Invalid
from portal.foundation.slugs import is_slug
from portal.plugin_host.manifest import PLUGIN_ID, SUPPORTED_APIS
from portal.plugin_host.markers import ENTRY_POINTS

if TYPE_CHECKING:
    from collections.abc import Collection

TEMPLATES = Path(__file__).parents[1] / "content" / "plugin_template"
ENDING = ".jinja"
PARTS = ("tool", "block", "settings", "job", "route", "model", "event", "nav", "region")
FOR_PACKS = ("tool", "region")
BRINGS = {"nav": ("route",), "model": ("route",)}
LONGEST_LINE = 120

# A file is written if any of its parts is wanted; one that is not named here is always written.
FILES_OF = {
    "package/pages.py": ("route",),
    "package/tables.py": ("model",),
    "package/templates/block.html": ("block",),
    "package/templates/home.html": ("route",),
    "package/content/tools/first-tool.md": ("tool",),
    "package/content/region.toml": ("region",),
    "pack/region.toml": ("region",),
}
NAMES_OF = {
    "tool": ("Tool",),
    "block": ("Block",),
    "settings": ("SettingField",),
    "job": ("Job",),
    "route": ("Route",),
    "model": ("Migration", "PluginModel"),
    "event": ("Event", "EventType", "Subscription"),
    "nav": ("NavItem",),
    "region": ("RegionProposal",),
}
NEEDS_OF = {
    "tool": ("tools",), "block": ("blocks",), "settings": ("settings",), "job": ("jobs",), "route": ("routes",),
    "model": ("models", "migrations"), "event": ("events",), "nav": ("nav",), "region": ("regions",),
}  # fmt: skip


@click.command("new")
@click.argument("plugin_id", metavar="ID")
@click.option("--kind", type=click.Choice(["code", "pack"]), default="code", show_default=True, help="What to write.")
@click.option("--region", required=True, help="The region it is for, by its key, such as it stands in addresses.")
@click.option(
    "--with",
    "wanted",
    default="tool",
    show_default=True,
    metavar="PART,…",
    help=f"What it begins with: {', '.join(PARTS)}. A pack has its tool anyway.",
)
@click.option(
    "--in", "place", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Where its folder is made."
)
def new(plugin_id: str, kind: str, region: str, wanted: str, place: Path) -> None:
    """Write the project of a new plugin called ID. Needs no network, no database and no running portal."""
    parts = checked_parts(kind, [part.strip() for part in wanted.split(",") if part.strip()])
    if not PLUGIN_ID.fullmatch(plugin_id):
        raise Invalid("An id has 3 to 31 lower-case letters, digits or underscores, and begins with a letter.")
    if not is_slug(region):
        raise Invalid(f"“{region}” is not a region's key: lower-case words joined by hyphens.")
    folder = place / plugin_id
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(f"{folder} is there already and is not empty; nothing was written.")
    for name, text in project_files(plugin_id, kind, region, parts).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        click.echo(f"Written: {file}")
    click.echo(f"Next: cd {folder}, run “python -m pytest” and “portal plugins check .”, then read README.md.")


def checked_parts(kind: str, wanted: Collection[str]) -> frozenset[str]:
    """Return the parts to write, with those that they rest on; raise Invalid for one that does not exist."""
    known = PARTS if kind == "code" else FOR_PACKS
    for part in wanted:
        if part not in known:
            raise Invalid(f"A {kind} plugin cannot begin with “{part}”; there is {', '.join(known)}.")
    return frozenset(wanted) | {brought for part in wanted for brought in BRINGS.get(part, ())}


def project_files(plugin_id: str, kind: str, region: str, parts: Collection[str]) -> dict[str, str]:
    """Return the files of a new project by their names."""
    folder = TEMPLATES / kind
    environment = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - it writes source, not pages
    )
    values = facts_of(plugin_id, region, parts)
    files = {}
    for file in sorted(folder.rglob(f"*{ENDING}")):
        name = file.relative_to(folder).as_posix()
        target = name.removesuffix(ENDING)
        if target in FILES_OF and not set(FILES_OF[target]) & set(parts):
            continue
        text = environment.get_template(name).render(values)
        target = target.replace("package/", f"{values['package']}/", 1).replace("test_ID", f"test_{plugin_id}")
        files[target] = tidy(text)
    return files


def facts_of(plugin_id: str, region: str, parts: Collection[str]) -> dict[str, object]:
    """Return what the templates are filled with."""
    names = {name for part in parts for name in NAMES_OF[part]} | {"Context", "hookimpl"}
    return {part: part in parts for part in PARTS} | {
        "id": plugin_id,
        "package": f"portal_{plugin_id}",
        "name": plugin_id.replace("_", " ").capitalize(),
        "description": "Replace this with one sentence that says what it is for.",
        "region": region,
        "region_name": region.replace("-", " ").title(),
        "proposes": "region" in parts,
        "api": SUPPORTED_APIS[-1],
        "group": ENTRY_POINTS,
        "names": ", ".join(sorted(names, key=lambda name: (name.islower(), name))),
        "needs": ", ".join(f'"{need}"' for part in PARTS if part in parts for need in NEEDS_OF[part]),
        "capabilities": '"jobs"' if "job" in parts else "",
        "today": today().isoformat(),
        "in_half_a_year": (today() + timedelta(days=182)).isoformat(),
    }


def tidy(text: str) -> str:
    """Return a file as a person would leave it: imports that fit on a line, no piles of empty lines, one at the end."""
    text = re.sub(r"^(from \S+ import )(.{90,})$", in_brackets, text, flags=re.MULTILINE)
    text = re.sub(r"\n{4,}", "\n\n\n", text)
    return text.strip("\n") + "\n"


def in_brackets(line: re.Match[str]) -> str:
    """Return an import that is too long for a line with each name on its own."""
    if len(line[0]) <= LONGEST_LINE:
        return line[0]
    names = "".join(f"    {name},\n" for name in line[2].split(", "))
    return f"{line[1]}(\n{names})"
