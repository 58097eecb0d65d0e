"""The pages of a section in groups: by practice element where there are several, sheets of paper apart."""

from __future__ import annotations

from dataclasses import dataclass

from portal.features.toolkits import rules
from portal.features.toolkits.queries.links import PageLink, list_pages, without_doubles
from portal.foundation.vocabulary import ELEMENTS
from portal.infrastructure.epoch import kept_per_epoch

FEWEST_ELEMENTS = 3


@dataclass(frozen=True, slots=True)
class Group:
    """Some pages of a section. Brief ones are listed by title alone; one without a label is the section's only one."""

    label: str
    pages: tuple[PageLink, ...]
    is_brief: bool = False


@kept_per_epoch
def groups_of(section: str) -> tuple[Group, ...]:
    """Return what a section's landing page lists: its pages and tools, then its blank forms and sheets for families."""
    links = without_doubles(tuple(page for page in list_pages() if page.section == section))
    own = tuple(page for page in links if page.kind not in {rules.LANDING, *rules.BESIDE_TOOLS})
    beside = (
        Group(rules.COMPANY[kind], tuple(p for p in links if p.kind == kind), True) for kind in rules.BESIDE_TOOLS
    )
    return tuple(group for group in (*by_element(own), *beside) if group.pages)


def by_element(links: tuple[PageLink, ...]) -> tuple[Group, ...]:
    """Return pages by practice element where each has one and there are several, else in one group."""
    elements = {link.element for link in links}
    if len(elements) < FEWEST_ELEMENTS or None in elements:
        return (Group("", links),)
    return tuple(
        Group(label, tuple(link for link in links if link.element == element)) for element, label in ELEMENTS.items()
    )
