"""Change the toolkit, and turn texts into what it shows."""

from portal.features.toolkits.services.packs import (
    ImportReport,
    import_pack,
    says_the_same,
)
from portal.features.toolkits.services.revisions import publish
from portal.features.toolkits.services.texts import (
    TextRenderer,
    dead_links_of,
    derive_text,
    reconcile_texts,
)
from portal.features.toolkits.services.use import add_uses

__all__ = [
    "ImportReport",
    "TextRenderer",
    "add_uses",
    "dead_links_of",
    "derive_text",
    "import_pack",
    "publish",
    "reconcile_texts",
    "says_the_same",
]
