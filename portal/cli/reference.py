"""Write the reference of hooks, the dump of the public surface, and the list of commands and settings."""

from __future__ import annotations

import json
from inspect import cleandoc
from typing import TYPE_CHECKING

import click

from portal.cli import surface
from portal.config import Settings
from portal.plugin_api import API_VERSION, Context
from portal.plugin_host.markers import ENTRY_POINTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from portal.cli.surface import Group, Named

MADE = "<!-- Made by “{command}”: change the code it is read from, not this page. -->"

ABOUT_HOOKS = """\
Every hook is a function marked `@hookimpl`, takes the context and what else it asks for by name, and may be
left out. Those of the first three groups are called once when the plugin is loaded, without a request, a
database or a person; they return records, or nothing.
"""


@click.command()
@click.option(
    "--as",
    "form",
    type=click.Choice(["page", "dump", "commands"]),
    default="page",
    show_default=True,
    help="The reference of hooks, the dump of the public surface, or the list of commands and settings.",
)
@click.pass_context
def reference(context: click.Context, form: str) -> None:
    """Print the reference of everything a plugin can use, read from the code itself."""
    if form == "dump":
        click.echo(as_dump(), nl=False)
    elif form == "commands":
        click.echo(as_commands(context.find_root().command), nl=False)
    else:
        click.echo(as_page(), nl=False)


def as_dump() -> str:
    """Return the public surface as JSON, in an order that does not change by itself."""
    return json.dumps(surface.dump(), indent=2, ensure_ascii=False) + "\n"


def as_page() -> str:
    """Return the reference as Markdown."""
    major, minor = API_VERSION
    lines = [
        "# Reference of the plugin API",
        "",
        MADE.format(command="portal plugins reference"),
        "",
        f"Version {major}.{minor}. A plugin imports `portal.plugin_api` and nothing else of the portal, and is found",
        f"by its entry point in the group `{ENTRY_POINTS}`. The [guide](guide.md) says what to use when; the",
        "[tutorial](tutorial.md) builds a plugin from nothing.",
        "",
        ABOUT_HOOKS,
        *hook_lines(),
        "## The context",
        "",
        surface.words_of(Context),
        "",
        *table(("ctx.", "Gives", "What it is"), surface.context()),
        *[line for one in surface.toolbox() for line in group_lines(one, "Call")],
        "## Records and values",
        "",
        *[line for one in surface.records() for line in group_lines(one, "Field")],
        "## Other public names",
        "",
        *table(("Name", "Is", "What it is"), surface.others()),
        "## Slots",
        "",
        *table(("Slot", "Filled by", "Where it is"), surface.slots()),
        "## Events of the portal",
        "",
        *table(("Event", "", "When"), surface.events()),
        "## Style",
        "",
        "Style sheets of a plugin reach its own blocks and pages only. They use the portal's colours and sizes as",
        f"`var(--ink)`: {', '.join(f'`{name}`' for name in surface.tokens())}.",
    ]
    return "\n".join(lines).rstrip() + "\n"


def hook_lines() -> Iterator[str]:
    """Give the hooks of each group."""
    for group, hooks in surface.hooks().items():
        yield from (f"## Hooks: {group[0].lower()}{group[1:]}", "")
        for hook in hooks:
            yield from (f"### {hook.name}", "", f"`{hook.name}{hook.shape}`", "", hook.words, "")


def group_lines(group: Group, column: str) -> Iterator[str]:
    """Give something public with its parts."""
    yield from (f"### {group.name}", "", group.words, "")
    yield from table((column, "Shape", "What it is"), group.parts)


def table(heads: tuple[str, str, str], rows: Iterable[Named]) -> Iterator[str]:
    """Give a table of what is public, one line each."""
    yield f"| {' | '.join(heads)} |"
    yield "|---|---|---|"
    for row in rows:
        words = " ".join(row.words.split())
        shape = f"`{row.shape}`" if row.shape else ""
        yield f"| `{row.name}` | {escaped(shape)} | {escaped(words)} |"
    yield ""


def escaped(text: str) -> str:
    """Return a text for a cell of a table."""
    return text.replace("|", "\\|")


def as_commands(command: click.Command) -> str:
    """Return every command with its options, and every setting, as Markdown."""
    lines = ["# Commands and settings", "", MADE.format(command="portal plugins reference --as commands"), ""]
    lines += ["## Commands", "", *command_lines(command, "portal"), "## Settings", ""]
    lines += ["| Key | Default | What it is |", "|---|---|---|"]
    for key, field in Settings.model_fields.items():
        told = "found" if field.default_factory else f"`{shown(field.default)}`"
        default = "needed" if field.is_required() else told
        lines.append(f"| `{key}` | {default} | {escaped(field.description or '')} |")
    return "\n".join(lines) + "\n"


def shown(default: object) -> str:
    """Return a setting's default as it would be written."""
    return json.dumps(default, default=lambda other: "" if hasattr(other, "get_secret_value") else str(other))


def command_lines(command: click.Command, path: str) -> Iterator[str]:
    """Give a command with its options, and the commands below it."""
    context = click.Context(command, info_name=path)
    if not isinstance(command, click.Group):
        arguments = " ".join(one.make_metavar(context) for one in command.params if isinstance(one, click.Argument))
        yield from (f"### {path} {arguments}".rstrip(), "", cleandoc(command.help or ""), "")
        options = [one for one in command.params if isinstance(one, click.Option)]
        for option in options:
            names = ", ".join([*option.opts, *option.secondary_opts])
            yield f"- `{names}`: {option.help or ''}"
        if options:
            yield ""
        return
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        if found is not None:
            yield from command_lines(found, f"{path} {name}")
