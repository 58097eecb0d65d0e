"""Room to write on in a text: what a blank form is made of.

    ::: write 4 What are we worried about?     a label, words of help if there are any, and 4 lines to write on
    ::: draw large House of worries            a label and an empty frame: small, medium or large
    ::: fields Initials | Date                 short lines side by side
    ::: scale 0 Not safe | 10 Safe enough      the numbers in a row, the meaning of both ends under them
    ::: tick What was prepared                 a list whose points are ticked off

Each is closed by a line of three colons. They print as they look: nothing can be typed into them on the page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape
from mdit_py_plugins.container import container_plugin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

WRITE, DRAW, FIELDS, SCALE, TICK = "write", "draw", "fields", "scale", "tick"
BLANKS = (WRITE, DRAW, FIELDS, SCALE, TICK)
SIZES = ("small", "medium", "large")
MOST_LINES, MOST_FIELDS, MOST_STEPS = 40, 6, 10


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank as its first line names it: `lines` to write on, `size` of a frame, or the `parts` behind its name."""

    kind: str
    label: str = ""
    lines: int = 0
    size: str = ""
    parts: tuple[str, ...] = ()
    steps: tuple[int, ...] = ()


def read_blank(info: str) -> Blank | str:
    """Return the blank that a first line names, or what is wrong with the line."""
    kind, _, rest = info.strip().partition(" ")
    return READERS[kind](rest.strip()) if kind in READERS else f"“{kind}” is no blank"


def read_room(rest: str) -> Blank | str:
    """Return lines to write on, or what is wrong with them."""
    number, _, label = rest.partition(" ")
    if not (number.isascii() and number.isdecimal() and 0 < int(number) <= MOST_LINES and label.strip()):
        return f"room to write needs a number of lines (1 to {MOST_LINES}) and a label: ::: write 4 Worries"
    return Blank(WRITE, label.strip(), lines=int(number))


def read_frame(rest: str) -> Blank | str:
    """Return a frame to draw in, or what is wrong with it."""
    size, _, label = rest.partition(" ")
    if size not in SIZES or not label.strip():
        return "a frame to draw in needs a size (small, medium, large) and a label: ::: draw large My house"
    return Blank(DRAW, label.strip(), size=size)


def read_fields(rest: str) -> Blank | str:
    """Return short lines side by side, or what is wrong with them."""
    parts = tuple(part.strip() for part in rest.split("|"))
    if not all(parts) or len(parts) > MOST_FIELDS:
        return f"short lines need 1 to {MOST_FIELDS} labels between strokes: ::: fields Initials | Date"
    return Blank(FIELDS, parts=parts)


def read_scale(rest: str) -> Blank | str:
    """Return the scale between two ends, or what is wrong with it."""
    ends = [part.strip().partition(" ") for part in rest.split("|")]
    numbers = [end[0] for end in ends]
    told = "a scale needs both ends, a number and its meaning each: ::: scale 0 Not safe | 10 Safe enough"
    if len(ends) != 2 or not all(number.isascii() and number.isdecimal() for number in numbers):  # noqa: PLR2004 - two ends
        return told
    low, high = (int(number) for number in numbers)
    if not 0 < high - low <= MOST_STEPS or not all(end[2].strip() for end in ends):
        return told
    return Blank(SCALE, parts=tuple(end[2].strip() for end in ends), steps=tuple(range(low, high + 1)))


def read_ticks(rest: str) -> Blank:
    """Return a list to tick off; it needs no label."""
    return Blank(TICK, rest)


READERS: dict[str, Callable[[str], Blank | str]] = {
    WRITE: read_room,
    DRAW: read_frame,
    FIELDS: read_fields,
    SCALE: read_scale,
    TICK: read_ticks,
}


def use_blanks(parser: MarkdownIt) -> None:
    """Let a parser know the blanks. `token.meta["blank"]` of their opening and closing tokens holds the Blank."""
    for name in BLANKS:
        parser.use(container_plugin, name, render=render_blank)
    parser.core.ruler.push("blanks", name_blanks)


def name_blanks(state: StateCore) -> None:
    """Give both ends of each blank what its first line says."""
    opened: list[Blank | str] = []
    for token in state.tokens:
        if is_blank(token):
            if token.nesting > 0:
                opened.append(read_blank(token.info))
                token.meta["blank"] = opened[-1]
            else:
                token.meta["blank"] = opened.pop()


def is_blank(token: Token) -> bool:
    """Say whether a token opens or closes a blank."""
    name = token.type.removeprefix("container_").removesuffix("_open").removesuffix("_close")
    return token.type.startswith("container_") and name in BLANKS


def blank_problems(tokens: Sequence[Token]) -> list[tuple[int, str]]:
    """Return what is wrong with the blanks of a text, with the line of each."""
    return [
        ((token.map or [0])[0] + 1, token.meta["blank"])
        for token in tokens
        if is_blank(token) and token.nesting > 0 and isinstance(token.meta["blank"], str)
    ]


def render_blank(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Open or close a blank; the room itself comes behind the words of help inside."""
    token = tokens[index]
    blank: Any = token.meta["blank"]
    if not isinstance(blank, Blank):
        return "" if token.nesting < 0 else f"<p>{escape(blank)}</p>\n"
    if token.nesting > 0:
        label = Markup('<p class="blank-label">{}</p>\n').format(blank.label) if blank.label else ""
        return f'<div class="blank blank-{blank.kind}">\n{label}'
    return f"{room_of(blank)}</div>\n"


def room_of(blank: Blank) -> Markup:
    """Return the room of a blank."""
    if blank.kind == WRITE:
        return Markup('<div class="blank-line"></div>\n') * blank.lines
    if blank.kind == DRAW:
        return Markup('<div class="blank-frame blank-{}"></div>\n').format(blank.size)
    if blank.kind == FIELDS:
        fields = (Markup('<p class="blank-field">{}</p>').format(part) for part in blank.parts)
        return Markup('<div class="blank-fields">{}</div>\n').format(Markup("").join(fields))
    if blank.kind == SCALE:
        steps = (Markup("<li>{}</li>").format(step) for step in blank.steps)
        ends = Markup('<div class="blank-ends"><p>{}</p><p>{}</p></div>\n').format(*blank.parts)
        return Markup('<ul class="blank-steps">{}</ul>\n').format(Markup("").join(steps)) + ends
    return Markup()
