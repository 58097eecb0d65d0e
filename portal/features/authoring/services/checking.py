"""Look at what is to be published, by the rules that packs have to keep too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.features.authoring import queries, rules
from portal.features.toolkits.packs.links import OPEN_SCHEMES, Targets
from portal.features.toolkits.packs.pages import PAGE_KEYS, fact_faults
from portal.features.toolkits.queries import page_addresses, page_anchors, pages_by_slug, picture_library, term_keys
from portal.features.toolkits.rules import LANDING, heading_faults
from portal.infrastructure.markup.front_matter import Document
from portal.infrastructure.markup.markdown import render
from portal.infrastructure.markup.sources import holds_unstorable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.features.authoring.rules import Content
    from portal.features.toolkits.models import Page

BODY = "body"


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """One thing that keeps a page from being published: the field, the line in its text (0 for none), and why."""

    field: str
    line: int
    sentence: str


def complaints_of(slug: str, content: Content, *, position: int) -> tuple[Complaint, ...]:
    """Return everything that keeps a page from being published."""
    found = {*complaints_of_facts(slug, content, position=position), *complaints_of_text(slug, content)}
    return tuple(sorted(found))


def complaints_of_facts(slug: str, content: Content, *, position: int) -> Iterator[Complaint]:
    """Give what is wrong with the facts."""
    document = document_of(slug, content, position=position)
    keys = {line: key for key, line in document.lines.items()}
    addresses = page_addresses() | {slug: ""}
    for fault in fact_faults(document, addresses):
        yield Complaint(keys.get(fault.line, "title"), 0, sentence_of(fault.reason))
    originals = {page.slug: page.translation_of for page in pages_by_slug().values() if page.slug != slug}
    for key, sentence in rules.chain_faults(slug, content, originals):
        yield Complaint(key, 0, sentence)


def complaints_of_text(slug: str, content: Content) -> Iterator[Complaint]:
    """Give what is wrong with the text: marks that are not closed, headings, links to nowhere."""
    body = content["body"]
    if not body.strip():
        yield Complaint(BODY, 0, "There is no text.")
    addresses = page_addresses()
    rendered = render(body, pages=addresses, pictures=picture_library())
    for line, reason in rendered.problems:
        yield Complaint(BODY, line, sentence_of(reason))
    for reason in heading_faults(content["kind"], [heading.text for heading in rendered.headings]):
        yield Complaint(BODY, 0, sentence_of(reason))
    targets = Targets(addresses, page_anchors() | {slug: rendered.anchors}, term_keys())
    for link in rendered.links:
        if link.kind == "web" and link.target.startswith("#") and link.target[1:] not in rendered.anchors:
            yield Complaint(BODY, link.line, f"A link to nowhere: the page has no part “{link.target[1:]}”.")
        if link.kind == "web" and link.target.startswith((*OPEN_SCHEMES, "/")):
            continue
        if reason := targets.against(link):
            yield Complaint(BODY, link.line, sentence_of(reason))


def is_correction(page: Page, content: Content) -> bool:
    """Say whether a text differs in no more than a few words from what somebody beside its author looked at last.

    So small corrections add up, and none brings back a page that is withdrawn.
    """
    base = None if page.withdrawn_at else queries.last_reviewed(page)
    return base is not None and rules.is_correction(base.content, content)


def document_of(slug: str, content: Content, *, position: int) -> Document:
    """Return a page as the document a pack would hold it in; each fact stands on a line of its own."""
    given = content["facts"] | {"title": content["title"], "summary": content["summary"], "kind": content["kind"]}
    facts: dict[str, str | tuple[str, ...]] = {"position": str(position)}
    for key in PAGE_KEYS:
        value = given.get(key)
        if value:
            facts[key] = tuple(value) if isinstance(value, list) else str(value)
    name = f"{slug}/index.md" if content["kind"] == LANDING else f"pages/{slug}.md"
    lines = {key: number for number, key in enumerate(PAGE_KEYS, 2)}
    return Document(name, facts, lines, content["body"], len(PAGE_KEYS) + 2)


def sentence_of(reason: str) -> str:
    """Return a reason as a sentence, a fact called as the form calls it."""
    for key, label in rules.LABELS.items():
        reason = reason.replace(f"“{key}”", f"“{label}”")
    return f"{reason[:1].upper()}{reason[1:].rstrip('.')}."


def refuse_unstorable(content: Content) -> str:
    """Return why a text cannot even be kept as a draft, if anything speaks against it."""
    if len(content["body"]) > rules.LONGEST_BODY:
        return (
            f"The text has {len(content['body']):,} characters; a page may have {rules.LONGEST_BODY:,}. "
            "Divide it into several pages. Nothing was saved, and your text is still in the form."
        )
    if holds_unstorable(content):
        return "The text holds a character that cannot be stored. Look for signs that are not letters."
    return ""
