"""Read a Markdown pack into values, with every fault in it. No database."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal.features.toolkits import rules
from portal.foundation.errors import Fault, FaultyContent
from portal.foundation.slugs import is_slug, nearest
from portal.infrastructure.markup import front_matter
from portal.infrastructure.markup.front_matter import Document, read_document
from portal.infrastructure.markup.markdown import Rendered, render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PAGE_KEYS = (
    "title", "summary", "kind", "audience", "element", "phases", "owner", "last_checked", "next_check", "credits",
    "rights", "related", "position",
)  # fmt: skip
REQUIRED = ("title", "summary", "kind", "audience", "owner", "last_checked", "next_check", "position")
TERM_KEYS = ("key", "term", "also", "definition", "group", "page", "confused_with")
VIDEO_KEYS = (
    "key", "title", "summary", "voices", "minutes", "status", "outline", "related", "source", "captions",
)  # fmt: skip
POSTS = "posts"  # a folder beside the sections: the blog reads it
GROUPS = ("practice", "system")
LINE = re.compile(r"line (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSection:
    """A section as the pack names it."""

    slug: str
    label: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackPage:
    """A page as the pack ships it; `facts` holds audience, element, phases, owner, dates, credits, rights, related."""

    section: str
    slug: str
    kind: str
    title: str
    summary: str
    position: int
    facts: dict[str, Any]
    body: str
    rendered: Rendered
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Everything a pack ships, known to be without fault."""

    slug: str
    title: str
    summary: str
    fingerprint: str
    sections: tuple[PackSection, ...]
    pages: tuple[PackPage, ...]
    terms: tuple[dict[str, Any], ...]
    videos: tuple[dict[str, Any], ...]
    redirects: dict[str, str]


def read_pack(folder: Path) -> Pack:
    """Return the pack of a folder, or raise FaultyContent with all faults of all files."""
    faults: list[Fault] = []
    keep = faults.append
    toolkit = read_toml(folder / "toolkit.toml", keep)
    sections = tuple(read_sections(toolkit, keep))
    documents = read_documents(folder, {section.slug for section in sections}, keep)
    addresses = addresses_of(documents, sections)
    terms = tuple(read_terms(folder / "glossary.toml", addresses, keep))
    term_keys = {term["key"] for term in terms}
    pages = tuple(page for document in documents.values() if (page := read_page(document, addresses, keep)))
    check_links(pages, addresses, term_keys, keep)
    pack = Pack(
        slug=str(toolkit.get("toolkit", {}).get("slug", "")),
        title=str(toolkit.get("toolkit", {}).get("title", "")),
        summary=str(toolkit.get("toolkit", {}).get("summary", "")),
        fingerprint=fingerprint_of(folder),
        sections=sections,
        pages=pages,
        terms=terms,
        videos=tuple(read_videos(folder / "videos.toml", addresses, keep)),
        redirects=dict(read_redirects(folder / "redirects.toml", addresses, keep)),
    )
    if faults:
        raise FaultyContent(faults)
    return pack


def fingerprint_of(folder: Path) -> str:
    """Return a mark of everything in a pack's folder and of the code that reads and renders it."""
    digest = hashlib.sha256()
    code = [Path(__file__), *Path(front_matter.__file__).parent.glob("*.py")]
    for file in sorted(code) + sorted(folder.rglob("*.*")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def read_toml(file: Path, keep: Callable[[Fault], None]) -> dict[str, Any]:
    """Return a TOML file's facts; a fault and nothing when it cannot be read."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        keep(Fault(file.name, 0, "the file is missing"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        line = LINE.search(str(error))
        keep(Fault(file.name, int(line[1]) if line else 0, f"not valid TOML: {error}"))
    return {}


def read_sections(toolkit: dict[str, Any], keep: Callable[[Fault], None]) -> Iterator[PackSection]:
    """Give the sections in menu order."""
    seen: set[str] = set()
    for row in toolkit.get("sections", []):
        slug = str(row.get("slug", ""))
        if not is_slug(slug) or slug in seen or not row.get("label") or not row.get("summary"):
            keep(Fault("toolkit.toml", 0, f"the section “{slug}” needs a slug of its own, a label and a summary"))
            continue
        seen.add(slug)
        yield PackSection(slug=slug, label=str(row["label"]), summary=str(row["summary"]))


def read_documents(folder: Path, sections: set[str], keep: Callable[[Fault], None]) -> dict[str, Document]:
    """Return the pages' documents by slug. Every folder is a section; every slug is there once."""
    documents: dict[str, Document] = {}
    for file in sorted(folder.glob("*/*.md")):
        section = file.parent.name
        if section == POSTS:
            continue
        name = f"{section}/{file.name}"
        slug = section if file.stem == "index" else file.stem
        if section not in sections:
            keep(Fault(name, 0, f"“{section}” is not a section of toolkit.toml{nearest(section, sections)}"))
        elif not is_slug(slug):
            keep(Fault(name, 0, "the file's name must be lower-case words joined by hyphens"))
        elif slug in documents:
            keep(Fault(name, 0, f"the slug “{slug}” is taken by {documents[slug].file}"))
        elif document := read_file(name, file, keep):
            documents[slug] = document
    for section in sorted(sections):
        if not (folder / section / "index.md").is_file():
            keep(Fault(f"{section}/index.md", 0, "the section has no landing page"))
    return documents


def read_file(name: str, file: Path, keep: Callable[[Fault], None]) -> Document | None:
    """Return a file as a document; faults and nothing when it cannot be read."""
    try:
        return read_document(name, file.read_text(encoding="utf-8"))
    except FaultyContent as error:
        for fault in error.faults:
            keep(fault)
    except UnicodeDecodeError:
        keep(Fault(name, 0, "the file is not UTF-8 text"))
    return None


def addresses_of(documents: Mapping[str, Document], sections: tuple[PackSection, ...]) -> dict[str, str]:
    """Return the address of every page by its slug."""
    addresses = {section.slug: rules.section_address(section.slug) for section in sections}
    for slug, document in documents.items():
        section = document.file.partition("/")[0]
        kind = rules.LANDING if slug == section else rules.PAGE
        addresses[slug] = rules.page_address(section, slug, kind)
    return addresses


def read_page(document: Document, addresses: dict[str, str], keep: Callable[[Fault], None]) -> PackPage | None:
    """Return a document as a page; faults and nothing when it has any."""
    faults = list(fact_faults(document, addresses))
    rendered = render(document.body, pages=addresses)
    offset = document.body_line - 1
    faults += [Fault(document.file, offset + line, reason) for line, reason in rendered.problems]
    headings = [heading.text for heading in rendered.headings]
    faults += [
        Fault(document.file, document.body_line, reason)
        for reason in rules.heading_faults(document.text("kind"), headings)
    ]
    if not document.body.strip():
        faults.append(Fault(document.file, document.body_line, "there is no text"))
    for fault in faults:
        keep(fault)
    section, _, name = document.file.partition("/")
    slug = section if name == "index.md" else name.removesuffix(".md")
    facts = stored_facts(document)
    shipped = json.dumps([document.text("title"), document.text("summary"), facts, document.body], sort_keys=True)
    page = PackPage(
        section=section,
        slug=slug,
        kind=document.text("kind"),
        title=document.text("title"),
        summary=document.text("summary"),
        position=int(document.text("position")) if document.text("position").isdigit() else 0,
        facts=facts,
        body=document.body,
        rendered=replace(rendered, links=tuple(replace(link, line=offset + link.line) for link in rendered.links)),
        digest=hashlib.sha256(shipped.encode()).hexdigest(),
    )
    return page if page.kind in rules.KINDS else None


def stored_facts(document: Document) -> dict[str, Any]:
    """Return the facts that are kept with a page's revision as they are."""
    return {
        "audience": list(document.texts("audience")),
        "element": document.text("element") or None,
        "phases": list(document.texts("phases")),
        "owner": document.text("owner"),
        "last_checked": document.text("last_checked"),
        "next_check": document.text("next_check"),
        "credits": list(document.texts("credits")),
        "rights": document.text("rights") or None,
        "related": list(document.texts("related")),
    }


def fact_faults(document: Document, addresses: dict[str, str]) -> Iterator[Fault]:
    """Give every fault in a page's facts."""
    for key in document.facts:
        if key not in PAGE_KEYS:
            yield document.fault(key, f"“{key}” is not a key here{nearest(key, PAGE_KEYS)}")
    kind = document.text("kind")
    for key in (*REQUIRED, *(("element", "phases") if kind == rules.TOOL else ())):
        if not document.facts.get(key):
            yield document.fault(key, f"“{key}” is missing")
    is_index = document.file.endswith("/index.md")
    if kind and (kind not in rules.KINDS or (kind == rules.LANDING) != is_index):
        yield document.fault("kind", "“kind” must be landing for index.md, page or tool for every other file")
    if not document.text("position", "0").isdigit():
        yield document.fault("position", "“position” must be a number")
    yield from faulty_lists(document, addresses)
    yield from faulty_dates(document)


def faulty_lists(document: Document, addresses: dict[str, str]) -> Iterator[Fault]:
    """Give texts that are too long and keys that are on no list."""
    for key, longest in (("title", rules.TITLE_LENGTH), ("summary", rules.SUMMARY_LENGTH)):
        if len(document.text(key)) > longest:
            yield document.fault(key, f"“{key}” is longer than {longest} characters")
    for key, allowed in rules.CLOSED_LISTS.items():
        for value in document.texts(key):
            if value not in allowed:
                yield document.fault(key, f"“{value}” is not among the keys of “{key}”{nearest(value, allowed)}")
    if len(document.texts("related")) > rules.MOST_RELATED:
        yield document.fault("related", f"“related” names more than {rules.MOST_RELATED} pages")
    for slug in document.texts("related"):
        if slug not in addresses:
            yield document.fault("related", f"there is no page “{slug}”{nearest(slug, addresses)}")


def faulty_dates(document: Document) -> Iterator[Fault]:
    """Give what is wrong with the dates of checking."""
    dates = []
    for key in ("last_checked", "next_check"):
        try:
            dates.append(date.fromisoformat(document.text(key)))
        except ValueError:
            if document.text(key):
                yield document.fault(key, f"“{key}” must be a date such as 2026-11-24")
    if len(dates) == 2:  # noqa: PLR2004 - both
        for reason in rules.date_faults(*dates):
            yield document.fault("next_check", reason)


def check_links(
    pages: tuple[PackPage, ...], addresses: dict[str, str], terms: set[str], keep: Callable[[Fault], None]
) -> None:
    """Find links to nowhere: pages, parts of pages, and glossary words that are not there."""
    anchors: dict[str, frozenset[str]] = defaultdict(frozenset)
    for page in pages:
        anchors[page.slug] = page.rendered.anchors
    for page in pages:
        name = f"{page.section}/{'index' if page.kind == rules.LANDING else page.slug}.md"
        for link in page.rendered.links:
            slug, _, anchor = link.target.partition("#")
            if link.kind == "page" and slug not in addresses:
                keep(Fault(name, link.line, f"a link to nowhere: there is no page “{slug}”{nearest(slug, addresses)}"))
            elif link.kind == "page" and anchor and anchor not in anchors[slug] and slug != "glossary":
                keep(Fault(name, link.line, f"a link to nowhere: the page “{slug}” has no part “{anchor}”"))
            elif link.kind == "page" and slug == "glossary" and anchor and anchor not in terms:
                keep(Fault(name, link.line, f"a link to nowhere: the glossary has no word “{anchor}”"))
            elif link.kind == "term" and link.target not in terms:
                reason = f"there is no word “{link.target}” in the glossary{nearest(link.target, terms)}"
                keep(Fault(name, link.line, reason))
            elif link.kind == "web" and not link.target.startswith(("https://", "mailto:", "tel:", "#")):
                keep(Fault(name, link.line, f"“{link.target}” is neither page:, term: nor https://"))


def read_terms(file: Path, addresses: dict[str, str], keep: Callable[[Fault], None]) -> Iterator[dict[str, Any]]:
    """Give the glossary's words."""
    rows = read_toml(file, keep).get("terms", [])
    keys = [str(row.get("key", "")) for row in rows]
    for row in rows:
        key = str(row.get("key", ""))
        reasons = [f"“{name}” is not a key here{nearest(name, TERM_KEYS)}" for name in row if name not in TERM_KEYS]
        if not is_slug(key) or keys.count(key) > 1 or not row.get("term") or not row.get("definition"):
            reasons.append("it needs a key of its own, a term and a definition")
        if row.get("group") not in GROUPS:
            reasons.append(f"“group” must be one of {', '.join(GROUPS)}")
        if row.get("page") and row["page"] not in addresses:
            reasons.append(f"there is no page “{row['page']}”{nearest(str(row['page']), addresses)}")
        reasons += [f"there is no word “{other}”" for other in row.get("confused_with", []) if other not in keys]
        for reason in reasons:
            keep(Fault(file.name, 0, f"the word “{key}”: {reason}"))
        if not reasons:
            yield {
                "key": key,
                "term": row["term"],
                "also": list(row.get("also", [])),
                "definition": row["definition"],
                "group": row["group"],
                "page_slug": row.get("page"),
                "confused_with": list(row.get("confused_with", [])),
            }


def read_videos(file: Path, addresses: dict[str, str], keep: Callable[[Fault], None]) -> Iterator[dict[str, Any]]:
    """Give the films. One goes live only with captions and a transcript."""
    for position, row in enumerate(read_toml(file, keep).get("videos", []), 1):
        key = str(row.get("key", ""))
        reasons = [f"“{name}” is not a key here{nearest(name, VIDEO_KEYS)}" for name in row if name not in VIDEO_KEYS]
        reasons += [f"“{name}” is missing" for name in ("title", "summary", "voices", "minutes") if not row.get(name)]
        reasons += [f"there is no page “{slug}”" for slug in row.get("related", []) if slug not in addresses]
        if row.get("source") and not (row.get("captions") and row.get("outline")):
            reasons.append("a film goes live only with captions and a transcript")
        for reason in reasons:
            keep(Fault(file.name, 0, f"the film “{key}”: {reason}"))
        if not reasons:
            yield {
                "key": key,
                "position": position,
                "title": row["title"],
                "summary": row["summary"],
                "voices": row["voices"],
                "minutes": int(row["minutes"]),
                "source": row.get("source"),
                "captions": row.get("captions"),
                "transcript": list(row.get("outline", [])),
                "related": list(row.get("related", [])),
            }


def read_redirects(file: Path, addresses: dict[str, str], keep: Callable[[Fault], None]) -> Iterator[tuple[str, str]]:
    """Give old addresses with the slug of the page they lead to."""
    for row in read_toml(file, keep).get("redirects", []):
        path, slug = str(row.get("from", "")), str(row.get("to", ""))
        if not path.startswith("/") or slug not in addresses:
            keep(Fault(file.name, 0, f"“{path}” must be an address of ours and lead to a page that is there"))
            continue
        yield path.rstrip("/"), slug
