"""Pictures of the library in a text: `![what it shows](picture:key)`. Pictures from elsewhere are never loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

NAMED = "picture:"
IMG = Markup('<img class="picture" src="{}" alt="{}" width="{}" height="{}" loading="lazy" decoding="async">')
ATTRIBUTES = {"class", "src", "alt", "width", "height", "loading", "decoding"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of the library: its address, its measures, and what it shows, in words."""

    address: str
    width: int
    height: int
    alternative: str


def render_picture(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Show a picture of the library; of any other only its words."""
    token = tokens[index]
    found: Shown | None = env.get("pictures", {}).get(key_of(token))
    if found is None:
        return str(escape(token.content))
    return str(IMG.format(found.address, token.content.strip() or found.alternative, found.width, found.height))


def key_of(token: Token) -> str:
    """Return the key of the library's picture an image names, empty for one from elsewhere."""
    return key_in(str(token.attrs.get("src", "")))


def key_in(source: str) -> str:
    """Return the key of the library's picture a source names, empty for one from elsewhere."""
    return source.removeprefix(NAMED) if source.startswith(NAMED) else ""


def sources_in(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Give line and source of every image of a text."""
    for token in tokens:
        for child in token.children or ():
            if child.type == "image":
                yield (token.map[0] + 1 if token.map else 0), str(child.attrs.get("src", ""))


def picture_problems(tokens: Sequence[Token], pictures: Mapping[str, Shown]) -> list[tuple[int, str]]:
    """Return what is wrong with the images of a text, with the line of each."""
    return [(line, reason_against(source)) for line, source in sources_in(tokens) if key_in(source) not in pictures]


def reason_against(source: str) -> str:
    """Return what is wrong with a picture that is not in the library."""
    if not source.startswith(NAMED):
        return "pictures from elsewhere are not shown"
    key = key_in(source)
    return f"there is no picture “{key}” in the library" if key else f"a picture has no name behind “{NAMED}”"
