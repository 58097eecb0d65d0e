"""Change the toolkit, and turn texts into what it shows."""

from portal.features.toolkits.services.packs import (
    ImportReport,
    add_revision,
    came_from_pack,
    drop_empty_sections,
    headings_of,
    import_pack,
    keep_extras,
    keep_page,
    keep_sections,
    keep_toolkit,
    render_again,
    says_the_same,
)
from portal.features.toolkits.services.revisions import publish
from portal.features.toolkits.services.texts import (
    RenderedText,
    TextRenderer,
    dead_links_of,
    derive_text,
    reconcile_texts,
    render_text,
)
from portal.features.toolkits.services.use import add_uses

__all__ = [
    "ImportReport",
    "RenderedText",
    "TextRenderer",
    "add_revision",
    "add_uses",
    "came_from_pack",
    "dead_links_of",
    "derive_text",
    "drop_empty_sections",
    "headings_of",
    "import_pack",
    "keep_extras",
    "keep_page",
    "keep_sections",
    "keep_toolkit",
    "publish",
    "reconcile_texts",
    "render_again",
    "render_text",
    "says_the_same",
]
