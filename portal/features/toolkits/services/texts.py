"""Texts from outside the toolkit, their links to its pages and words resolved."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from portal.features.regions.queries import list_region_ids
from portal.features.toolkits import queries
from portal.infrastructure.markup.markdown import render
from portal.plugin_host.declarations import Remark
from portal.plugin_host.reconcile import reconcile

if TYPE_CHECKING:
    from portal.plugin_host.declarations import Declared
    from portal.plugin_host.models import Contributed

TEXTS_KEPT = 500


@dataclass(frozen=True, slots=True)
class RenderedText:
    """A text from outside the toolkit as HTML, its glossary words, and what its links name that is not there."""

    html: str
    terms: tuple[str, ...]
    dead_links: tuple[str, ...]


@lru_cache(maxsize=TEXTS_KEPT)
def render_text(
    text: str, *, as_checklist: bool, addresses: frozenset[tuple[str, str]], terms: frozenset[str]
) -> RenderedText:
    """Return a text as HTML. Each is rendered once in a process for one toolkit: synchronising asks for all of them."""
    pages = dict(addresses)
    rendered = render(text, pages=pages, as_checklist=as_checklist)
    dead = tuple(
        f"{link.kind}:{link.target}"
        for link in rendered.links
        if (link.kind == "page" and link.target.partition("#")[0] not in pages)
        or (link.kind == "term" and link.target not in terms)
    )
    return RenderedText(rendered.html, tuple(term for term in rendered.terms if term in terms), dead)


class TextRenderer:
    """Turns Markdown from outside the toolkit into HTML, its page and glossary links resolved.

    It knows the toolkit as it was when it was made: one is made for a whole synchronisation.
    """

    def __init__(self) -> None:
        self._addresses = frozenset(queries.page_addresses().items())
        self._terms = queries.term_keys()

    def render(self, text: str, *, as_checklist: bool = False) -> RenderedText:
        """Return a text as HTML, with what its links name that is not there."""
        return render_text(text, as_checklist=as_checklist, addresses=self._addresses, terms=self._terms)

    def render_record(self, record: Any) -> RenderedText:
        """Return the text of a record with a body, its points ticked off if it is a checklist."""
        return self.render(record.body, as_checklist=getattr(record, "kind", "") == "checklist")

    def derive(self, record: Any) -> dict[str, Any]:
        """Return the columns that follow from a record with a body."""
        text = self.render_record(record)
        return {"html": text.html, "terms": list(text.terms)}


def derive_text(record: Any) -> dict[str, Any]:
    """Return the columns that follow from a record with a body, by the toolkit as it is now."""
    return TextRenderer().derive(record)


def dead_links_of(record: Any) -> tuple[str, ...]:
    """Return what the links of a record's text name that is not in the toolkit, such as page:none."""
    return TextRenderer().render_record(record).dead_links if hasattr(record, "body") else ()


def reconcile_texts(model: type[Contributed], declared: tuple[Declared, ...], hook: str, *, noun: str) -> list[Remark]:
    """Make a table of contributed texts agree with what plugins declare; return what could not be done as wished."""
    renderer = TextRenderer()
    remarks = reconcile(model, declared, hook, regions=list_region_ids(), derive=renderer.derive)
    return remarks + [
        Remark(one.source.plugin, f"Its {noun} “{record.id}” has a link to nowhere: {dead}.")
        for one in declared
        for record in one.of(hook)
        for dead in renderer.render_record(record).dead_links
    ]
